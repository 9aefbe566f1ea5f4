"""Start the program that reads sheets, within limits: they come from strangers; and write sheets ourselves."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from learnhub.jobs.adapters.children import Limits, within
from learnhub.training.adapters.sheets.program import NOT_READ

BYTES_MAX = 5_000_000
_LIMITS = Limits(niceness=5, memory_bytes=800_000_000, cpu_seconds=20, file_bytes=20_000_000)
_WALL_SECONDS = 40
_ANSWER_BYTES_MAX = 20_000_000
_PROJECT = Path(__file__).resolve().parents[4]
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
        return Sheet(f"文件太大，请选 {BYTES_MAX // 1_000_000} MB 以内的表格。")
    if content[:4] != b"PK\x03\x04":
        return Sheet(NOT_READ)
    with tempfile.TemporaryDirectory(prefix="sheet-") as made:
        folder = Path(made)
        (folder / "sheet.xlsx").write_bytes(content)
        if not _ends_well(folder):
            return Sheet(NOT_READ)
        told = folder / "cells.json"
        if not told.exists() or told.stat().st_size > _ANSWER_BYTES_MAX:
            return Sheet(NOT_READ)
        answer = json.loads(told.read_text("utf-8"))
        return Sheet(answer["fault"], answer["cells"])


def written_sheet(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Write rows of texts as an .xlsx, the header first. Every cell is text: no cell is ever a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = text
            cell.data_type = "s"
            cell.number_format = "@"  # a certificate number typed into it stays text: as a number it would lose its last digits
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(rows[0]) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _ends_well(folder: Path) -> bool:
    started = subprocess.Popen(  # noqa: S603  our own program, without a shell
        [sys.executable, "-m", _PROGRAM, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_PROJECT,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(_PROJECT)},
        preexec_fn=within(_LIMITS),
        start_new_session=True,
    )
    try:
        return started.wait(_WALL_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if started.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
