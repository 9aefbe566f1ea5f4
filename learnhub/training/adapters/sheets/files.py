"""Start the program that reads sheets, within limits: they come from strangers; and write sheets ourselves."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnhub.jobs.adapters.children import Limits, run_within
from learnhub.primitives import say
from learnhub.training.adapters.sheets.program import NOT_READ

BYTES_MAX = 5_000_000
_LIMITS = Limits(niceness=5, memory_bytes=800_000_000, cpu_seconds=20, file_bytes=20_000_000)
_WALL_SECONDS = 40
_ANSWER_BYTES_MAX = 20_000_000
_PROGRAM = "learnhub.training.adapters.sheets.program"
_COLUMN_WIDTH = 24


@dataclass(frozen=True)
class Sheet:
    """What a sheet says. fault: why nothing could be read, as a sentence. cells: rows of texts, the header first."""

    fault: str
    cells: Sequence[Sequence[str]] = ()


def read_sheet(content: bytes) -> Sheet:
    """Read the first sheet of an .xlsx; whatever the file does to its reader, the answer is a sentence."""
    if len(content) > BYTES_MAX:
        return Sheet(say("文件太大，请选 %(bytes_max)s MB 以内的表格。", bytes_max=BYTES_MAX // 1000000))
    if content[:4] != b"PK\x03\x04":
        return Sheet(NOT_READ)
    with tempfile.TemporaryDirectory(prefix="sheet-") as made:
        folder = Path(made)
        (folder / "sheet.xlsx").write_bytes(content)
        if run_within(_PROGRAM, folder, _LIMITS, wall_seconds=_WALL_SECONDS) != 0:
            return Sheet(NOT_READ)
        told = folder / "cells.json"
        if not told.exists() or told.stat().st_size > _ANSWER_BYTES_MAX:
            return Sheet(NOT_READ)
        answer = json.loads(told.read_text("utf-8"))
        return Sheet(answer["fault"], answer["cells"])
