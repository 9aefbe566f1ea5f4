"""Cells of tables that go to table programs."""

import csv
import io
from collections.abc import Iterable, Sequence

# With their full-width forms, which some table programs read alike.
_BEGIN_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return a cell that no table program takes for a formula: what begins like one is led by an apostrophe.

    Source: OWASP, CSV Injection.
    """
    return f"'{text}" if text.lstrip()[:1] in _BEGIN_A_FORMULA or text[:1] in ("\t", "\r") else text


def comma_separated(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV text that Excel and WPS read as UTF-8 (it begins with a byte order mark); no cell is a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in (columns, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + written.getvalue()
