"""Write tables as .xlsx or CSV, so that no cell is ever a formula."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from learnhub import primitives

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMN_WIDTH = 24
_TWO_PLACES = "0.00"
_TITLE_CHARACTERS_MAX = 31  # more is refused by table programs
_ROWS_AT_ONCE = 100
_ROWS_END = b"</sheetData>"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_BETWEEN = "\x00"
_NEVER_IN_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Row = Sequence[str | Decimal]


def written(sheets: Iterable[tuple[str, Sequence[str], Iterable[Row]]]) -> bytes:
    """Return the workbook. sheets: (title, columns, rows), at least one; titles differ.

    A Decimal is an amount in yuan and a number, so that whoever gets the table can add it up; every text stays text.
    """
    import openpyxl  # 35 MB with numpy: loaded with the first sheet, not with the program
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    # The library writes the workbook and the heads of its tables; the rows below are put in as text, at a tenth of the time that its
    # cells take: a year of a province has seventy thousand of them.
    book, below = openpyxl.Workbook(write_only=True), {}
    for number, (title, columns, rows) in enumerate(sheets, start=1):
        sheet = book.create_sheet(title[:_TITLE_CHARACTERS_MAX])
        for column in range(1, len(columns) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
        sheet.freeze_panes = "A2"
        plain, amount = (WriteOnlyCell(sheet) for _ in range(2))
        heads = [WriteOnlyCell(sheet, text) for text in columns]
        for cell, number_format in (*((head, "@") for head in heads), (plain, "@"), (amount, _TWO_PLACES)):
            # "@": a number typed into it stays text: as a number it would lose its last digits.
            cell.number_format = number_format
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for head in heads:
            head.font, head.data_type = Font(bold=True), "s"
        sheet.append(heads)
        below[f"xl/worksheets/sheet{number}.xml"] = _rows(rows, plain.style_id, amount.style_id)
    shell, whole = io.BytesIO(), io.BytesIO()
    book.save(shell)
    with zipfile.ZipFile(shell) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in made.infolist():
            with made.open(entry) as source, kept.open(entry.filename, "w") as target:
                if entry.filename not in below:
                    shutil.copyfileobj(source, target)
                    continue
                start, end, tail = source.read().partition(_ROWS_END)
                target.write(_DIMENSION.sub(b"", start))  # it would name the first row alone
                for part in below[entry.filename]:
                    target.write(part.encode())
                target.write(end + tail)
    return whole.getvalue()


def comma_separated(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV in UTF-8 with its mark, as table programs of the field open it without asking; no cell is a formula."""
    return primitives.comma_separated(columns, rows).encode()


def _plain(text: str) -> str:
    return escape(_NEVER_IN_XML.sub("", text))


def _rows(rows: Iterable[Row], plain: int, amount: int) -> Iterator[str]:
    """Return the rows below the head as the format writes them, some at once. plain, amount: numbers of their styles."""
    begin, end = f'<c t="inlineStr" s="{plain}"><is><t xml:space="preserve">', "</t></is></c>"
    waiting: list[str] = []
    for number, row in enumerate(rows, start=2):
        waiting.append(f'<row r="{number}">')
        if any(isinstance(cell, Decimal) for cell in row):
            waiting += [
                f'<c s="{amount}"><v>{cell}</v></c>'
                if isinstance(cell, Decimal)
                else f"{begin}{_plain(cell.replace(_BETWEEN, ''))}{end}"
                for cell in row
            ]
        elif row:
            # A row of texts is made plain at once, not cell by cell; no plain text holds what stands between them meanwhile.
            whole = _BETWEEN.join(cell.replace(_BETWEEN, "") for cell in row if isinstance(cell, str))
            waiting.append(f"{begin}{_plain(whole).replace(_BETWEEN, end + begin)}{end}")
        waiting.append("</row>")
        if number % _ROWS_AT_ONCE == 0:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)
