"""Set a paper in type: PDF/UA-1, by the same program beside ours that sets books."""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from learnhub.jobs.adapters.children import Limits, within
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy.rules.papers import Paper

_TEMPLATE = PROJECT_DIR / "templates" / "subsidy" / "paper" / "paper.typ"
_PROGRAM = PROJECT_DIR / "learnhub" / "formats" / "adapters" / "print_program.py"
_FONT_PACKAGE = "manimgx_fonts_cjk"
_LIMITS = Limits(niceness=5, memory_bytes=1_500_000_000, cpu_seconds=60, file_bytes=50_000_000)
_WALL_SECONDS = 120
_INSTEAD = "□"


class PrintFault(RuntimeError):
    """The typesetter could not set a paper."""


def is_installed() -> bool:
    """Tell whether this machine has the typesetter and the typeface (requirements-print.txt)."""
    return all(importlib.util.find_spec(name) is not None for name in ("typst", _FONT_PACKAGE))


def written(paper: Paper, *, at: datetime) -> bytes:
    """Return the PDF; a sign that the typeface lacks is shown as □. Raises PrintFault when the typesetter fails or isn't there."""
    font = importlib.util.find_spec(_FONT_PACKAGE)
    if font is None or font.origin is None or not is_installed():
        raise PrintFault("requirements-print.txt is not installed")
    told = json.dumps(asdict(paper), ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="paper-") as made:
        folder = Path(made)
        shutil.copy(_TEMPLATE, folder / "book.typ")
        for _attempt in range(2):
            (folder / "book.json").write_text(told, "utf-8")
            answer = _set(folder, Path(font.origin).parent, int(at.timestamp()))
            if "pages" in answer:
                return (folder / "book.pdf").read_bytes()
            for text in answer.get("missing", []):
                told = told.replace(json.dumps(text, ensure_ascii=False)[1:-1], _INSTEAD)
    raise PrintFault(str(answer.get("fault", "signs are lacking")))


def _set(folder: Path, fonts: Path, seconds: int) -> dict[str, list[str]]:
    try:
        done = subprocess.run(  # noqa: S603  our own program, without a shell
            [sys.executable, str(_PROGRAM), str(folder), str(fonts), str(seconds)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_WALL_SECONDS,
            check=True,
            preexec_fn=within(_LIMITS),
        )
    except subprocess.SubprocessError as error:
        raise PrintFault(f"the typesetter ended: {type(error).__name__}") from error
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer
