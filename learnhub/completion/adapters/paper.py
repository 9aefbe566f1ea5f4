"""Set a certificate in type: PDF/UA-1, by the same program beside ours that sets books."""

import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

from learnhub.completion.rules import CertificatePaper, day_words
from learnhub.jobs.adapters.children import Limits, within
from learnhub.settings import PROJECT_DIR

_TEMPLATE = PROJECT_DIR / "templates" / "completion" / "certificate.typ"
_PROGRAM = PROJECT_DIR / "learnhub" / "formats" / "adapters" / "print_program.py"
_FONT_PACKAGE = "manimgx_fonts_cjk"
_LIMITS = Limits(niceness=5, memory_bytes=1_500_000_000, cpu_seconds=30, file_bytes=20_000_000)
_WALL_SECONDS = 60


class SignLacking(RuntimeError):
    """The typeface lacks a sign: nothing may stand in its place on a certificate."""


def is_installed() -> bool:
    """Tell whether this machine has the typesetter and the typeface (requirements-print.txt)."""
    return all(importlib.util.find_spec(name) is not None for name in ("typst", _FONT_PACKAGE))


def write_certificate(told: CertificatePaper, folder: Path) -> bytes:
    """Write a certificate within an empty folder and return its PDF; the same certificate gives the same bytes.

    Raises SignLacking, and RuntimeError when the typesetter fails, takes too long or isn't there.
    """
    font = importlib.util.find_spec(_FONT_PACKAGE)
    if font is None or font.origin is None:
        raise RuntimeError("requirements-print.txt is not installed")
    words = asdict(told) | {"issued_on": day_words(told.issued_on), "issuers": list(told.issuers)}
    shutil.copy(_TEMPLATE, folder / "book.typ")
    (folder / "book.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    seconds = int(datetime.combine(told.issued_on, time(), UTC).timestamp())
    try:
        done = subprocess.run(  # noqa: S603  our own program, without a shell
            [sys.executable, str(_PROGRAM), str(folder), str(Path(font.origin).parent), str(seconds)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_WALL_SECONDS,
            check=True,
            preexec_fn=within(_LIMITS),
        )
    except subprocess.SubprocessError as error:
        raise RuntimeError(f"the typesetter ended: {type(error).__name__}") from error
    answer = json.loads(done.stdout)
    if "missing" in answer:
        raise SignLacking
    if "pages" not in answer:
        raise RuntimeError("the typesetter refused the certificate")
    return (folder / "book.pdf").read_bytes()
