"""Start the program that reads sheets, within limits: they come from strangers."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from learnhub.formats.adapters.brought_sheets.program import Size
from learnhub.jobs.adapters.children import Limits, run_within
from learnhub.primitives import say

BYTES_MAX = 5_000_000
_LIMITS = Limits(niceness=5, memory_bytes=800_000_000, cpu_seconds=20, file_bytes=20_000_000)
_WALL_SECONDS = 40
_ANSWER_BYTES_MAX = 20_000_000
_PROGRAM = "learnhub.formats.adapters.brought_sheets.program"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet:
    """What a sheet says. fault: why nothing could be read, as a sentence. cells: rows of texts, the header first."""

    fault: str
    cells: Sequence[Sequence[str]] = ()


def read_sheet(content: bytes, size: Size, *, takes_csv: bool = False) -> Sheet:
    """Read the first sheet of an .xlsx, or a CSV; whatever the file does to its reader, the answer is a sentence.

    A cell with a formula gives the value that was last seen in it, or nothing; macros, links and pictures are never opened.
    """
    if len(content) > BYTES_MAX:
        return Sheet(say("文件太大，请选 %(bytes_max)s MB 以内的表格。", bytes_max=BYTES_MAX // 1000000))
    not_read = _not_read(takes_csv)
    is_book = content.startswith(_ZIP)
    if not content or (not is_book and not takes_csv):
        return Sheet(not_read)
    with tempfile.TemporaryDirectory(prefix="sheet-") as made:
        folder = Path(made)
        (folder / ("sheet.xlsx" if is_book else "sheet.csv")).write_bytes(content)
        (folder / "size.json").write_text(json.dumps(asdict(size)), "utf-8")
        if run_within(_PROGRAM, folder, _LIMITS, wall_seconds=_WALL_SECONDS) != 0:
            return Sheet(not_read)
        told = folder / "cells.json"
        if not told.exists() or told.stat().st_size > _ANSWER_BYTES_MAX:
            return Sheet(not_read)
        answer = json.loads(told.read_text("utf-8"))
    match answer["fault"]:
        case "":
            return Sheet("", answer["cells"])
        case "too long":
            return Sheet(
                say(
                    "表里最多 %(rows)d 行、%(columns)d 列。请删去用不到的行和列，或者分成几份。",
                    rows=size.rows_max,
                    columns=size.columns_max,
                )
            )
        case _:
            return Sheet(not_read)


def _not_read(takes_csv: bool) -> str:
    if takes_csv:
        return say(
            "这份表读不了。请在电脑上打开，另存为 Excel 工作簿（.xlsx）或者 CSV，不要设密码，再传一次。"
        )
    return say("这份表读不了。请在电脑上打开，另存为 Excel 工作簿（.xlsx），不要设密码，再传一次。")
