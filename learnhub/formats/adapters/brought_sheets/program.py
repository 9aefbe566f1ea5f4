"""Read an .xlsx or a CSV in a process of its own: `python -m learnhub.formats.adapters.brought_sheets.program FOLDER`.

FOLDER/sheet.xlsx or FOLDER/sheet.csv is read, as far as FOLDER/size.json allows; its first sheet becomes FOLDER/cells.json, rows of
texts, or the word for why it can't be read. The process that starts this one limits its memory, its time and what it may write.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

_ENCODINGS = (
    "utf-8-sig",
    "gb18030",
)  # what table programs of the field write: with the mark, or the old Chinese one


@dataclass(frozen=True)
class Size:
    """How much of a sheet is read. rows_max: without the header. characters_max: of one cell, the rest is cut off."""

    rows_max: int
    columns_max: int
    characters_max: int = 300


def main(folder: Path) -> None:
    """Read the sheet; a fault is an answer like any other."""
    try:
        size = Size(**json.loads((folder / "size.json").read_text("utf-8")))
        book, plain = folder / "sheet.xlsx", folder / "sheet.csv"
        answer = _cells(_rows_of_book(book, size) if book.exists() else _rows_of_csv(plain, size), size)
    except (
        Exception
    ):  # openpyxl raises whatever a broken file makes it stumble over (IndexError, KeyError, ValueError …)
        answer = {"fault": "not read", "cells": []}
    written = folder / "cells.new"
    written.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
    written.replace(folder / "cells.json")


def _rows_of_book(path: Path, size: Size) -> list[list[str]]:
    import openpyxl  # the web process imports this module for its words alone

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=size.rows_max + 2, max_col=size.columns_max + 1, values_only=True)
        return [[_text(cell, size) for cell in row] for row in rows]
    finally:
        book.close()


def _rows_of_csv(path: Path, size: Size) -> list[list[str]]:
    content = path.read_bytes()
    if b"\0" in content:
        raise ValueError("no text")
    rows = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    return [
        [_text(cell.removeprefix("'"), size) for cell in row[: size.columns_max + 1]]
        for row in islice(rows, size.rows_max + 2)
    ]


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("no known encoding")


def _cells(found: Iterable[list[str]], size: Size) -> dict[str, Any]:
    rows: list[list[str]] = []
    for texts in found:
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > size.columns_max:
            return {"fault": "too long", "cells": []}
        rows.append(texts)
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > size.rows_max + 1:
        return {"fault": "too long", "cells": []}
    return {"fault": "", "cells": rows}


def _text(cell: object, size: Size) -> str:
    """Write a cell as it is seen: days as 2026-03-05, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[: size.characters_max]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
