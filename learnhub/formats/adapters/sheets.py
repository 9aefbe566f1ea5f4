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
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)  # a row is written and let go: a year of a province has many
    for title, columns, rows in sheets:
        sheet = book.create_sheet(title[:_TITLE_CHARACTERS_MAX])
        for column in range(1, len(columns) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
        sheet.freeze_panes = "A2"
        head, plain, amount = (WriteOnlyCell(sheet) for _ in range(3))
        head.font = Font(bold=True)
        for cell, number_format in ((head, "@"), (plain, "@"), (amount, _TWO_PLACES)):
            # "@": a number typed into it stays text: as a number it would lose its last digits.
            cell.number_format = number_format
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for number, row in enumerate([columns, *rows]):
            cells = []
            for text in row:
                cell = WriteOnlyCell(sheet, text)  # type: ignore[arg-type]  # a Decimal is a number to it
                is_amount = isinstance(text, Decimal)
                cell.data_type = "n" if is_amount else "s"
                # Looked up once for each kind, not once for each cell: that was more than half of the time.
                cell._style = (amount if is_amount else plain if number else head)._style  # type: ignore[attr-defined]
                cells.append(cell)
            sheet.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def comma_separated(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV in UTF-8 with its mark, as table programs of the field open it without asking; no cell is a formula."""
    return primitives.comma_separated(columns, rows).encode()
