"""Write tables as .xlsx or CSV, so that no cell is ever a formula."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from learnhub import primitives

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMN_WIDTH = 24
_TWO_PLACES = "0.00"
_TITLE_CHARACTERS_MAX = 31  # more is refused by table programs


def written(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str | Decimal]]]]) -> bytes:
    """Return the workbook. sheets: (title, columns, rows), at least one; titles differ.

    A Decimal is an amount in yuan and a number, so that whoever gets the table can add it up; every text stays text.
    """
    import openpyxl  # 35 MB with numpy: loaded with the first sheet, not with the program
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has one
    for title, columns, rows in sheets:
        sheet = book.create_sheet(title[:_TITLE_CHARACTERS_MAX])
        for number, row in enumerate([columns, *rows], start=1):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value = text
                is_amount = isinstance(text, Decimal)
                cell.data_type = "n" if is_amount else "s"
                # "@": a number typed into it stays text: as a number it would lose its last digits.
                cell.number_format = _TWO_PLACES if is_amount else "@"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        for column in range(1, len(columns) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
        sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def comma_separated(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV in UTF-8 with its mark, as table programs of the field open it without asking; no cell is a formula."""
    return primitives.comma_separated(columns, rows).encode()
