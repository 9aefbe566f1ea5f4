"""Write a paper of claims as .xlsx: one sheet for each part."""

from learnhub.formats.adapters import sheets
from learnhub.subsidy.rules.papers import Paper


def written(paper: Paper) -> bytes:
    """Return the workbook; its first sheet holds the facts."""
    parts = [(one.title, one.columns, one.rows) for one in paper.parts]
    return sheets.written([("申请表", ("项目", "内容"), paper.facts), *parts])
