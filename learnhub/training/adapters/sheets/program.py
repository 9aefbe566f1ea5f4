"""Read an .xlsx in a process of its own: `python -m learnhub.training.adapters.sheets.program FOLDER`.

FOLDER/sheet.xlsx is read; its first sheet becomes FOLDER/cells.json, rows of texts, or a sentence that says why it can't be read.
The process that starts this one limits its memory, its time and what it may write.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from learnhub.training.rules.roster import COLUMNS_MAX, ROWS_MAX, TEXT_CHARACTERS_MAX

TOO_LONG = f"表里最多 {ROWS_MAX} 行、{COLUMNS_MAX} 列。请删去用不到的行和列，或者分成几份。"
NOT_READ = "这份表读不了。请在电脑上打开，另存为 Excel 工作簿（.xlsx），不要设密码，再传一次。"


def main(folder: Path) -> None:
    """Read the sheet; a fault is an answer like any other."""
    try:
        answer = _cells(folder / "sheet.xlsx")
    except (
        Exception
    ):  # openpyxl raises whatever a broken file makes it stumble over (IndexError, KeyError, ValueError …)
        answer = {"fault": NOT_READ, "cells": []}
    written = folder / "cells.new"
    written.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
    written.replace(folder / "cells.json")


def _cells(path: Path) -> dict[str, Any]:
    import openpyxl  # the web process imports this module for its words alone

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        rows: list[list[str]] = []
        for row in sheet.iter_rows(max_row=ROWS_MAX + 2, max_col=COLUMNS_MAX + 1, values_only=True):
            texts = [_text(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            if len(texts) > COLUMNS_MAX:
                return {"fault": TOO_LONG, "cells": []}
            rows.append(texts)
        while rows and not rows[-1]:
            rows.pop()
    finally:
        book.close()
    if len(rows) > ROWS_MAX + 1:
        return {"fault": TOO_LONG, "cells": []}
    return {"fault": "", "cells": rows}


def _text(cell: object) -> str:
    """Write a cell as it is seen: days as 2026-03-05, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:TEXT_CHARACTERS_MAX]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
