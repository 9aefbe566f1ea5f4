"""Write a paper of claims as .xlsx: one sheet for each part."""

from collections.abc import Sequence
from decimal import Decimal

from learnhub.formats.adapters import sheets
from learnhub.subsidy.rules.papers import Paper, is_amount


def written(paper: Paper) -> bytes:
    """Return the workbook; its first sheet holds the facts. Amounts are numbers, so that their sums can be worked out again."""
    facts = [(name, _cell(name, told)) for name, told in paper.facts]
    parts = [(one.title, one.columns, [_row(one.columns, row) for row in one.rows]) for one in paper.parts]
    return sheets.written([("申请表", ("项目", "内容"), facts), *parts])


def _row(columns: Sequence[str], row: Sequence[str]) -> list[str | Decimal]:
    return [_cell(column, text) for column, text in zip(columns, row, strict=True)]


def _cell(name: str, text: str) -> str | Decimal:
    return Decimal(text) if is_amount(name) else text
