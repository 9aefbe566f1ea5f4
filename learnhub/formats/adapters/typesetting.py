"""Set what is told as JSON by a Typst template: PDF/UA-1, in a program beside ours (print_program.py)."""

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from learnhub.jobs.adapters.children import Limits, within

_PROGRAM = Path(__file__).with_name("print_program.py")
_FONT_PACKAGE = "manimgx_fonts_cjk"
_ROUNDS_MAX = 3  # the typesetter doesn't always name all that it lacks at once
INSTEAD = "□"


class PrintFault(RuntimeError):
    """The typesetter could not set a paper; says why, in its own words."""


class SignsLacking(PrintFault):
    """The typeface lacks signs for which nothing may stand."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the program may take. wall_seconds: of real time, after which it is ended."""

    limits: Limits
    wall_seconds: int


def is_installed() -> bool:
    """Tell whether this machine has the typesetter and the typeface (requirements-print.txt)."""
    return all(importlib.util.find_spec(name) is not None for name in ("typst", _FONT_PACKAGE))


def set_in_type(
    told: Mapping[str, object],
    template: Path,
    folder: Path,
    *,
    at: datetime,
    bounds: Bounds,
    instead: str | None = INSTEAD,
) -> int:
    """Write folder/book.pdf and return its pages; the same words at the same date give the same bytes.

    folder: empty but for the pictures that `told` names. at: the date in the file. instead: stands for a sign that the typeface
    lacks; None raises SignsLacking. Raises PrintFault when the typesetter fails, takes too long or isn't there.
    """
    font = importlib.util.find_spec(_FONT_PACKAGE)
    if font is None or font.origin is None or not is_installed():
        raise PrintFault("requirements-print.txt is not installed")
    shutil.copy(template, folder / "book.typ")
    words = json.dumps(told, ensure_ascii=False)
    for _ in range(_ROUNDS_MAX):
        (folder / "book.json").write_text(words, encoding="utf-8")
        answer = _answer(folder, Path(font.origin).parent, int(at.timestamp()), bounds)
        match answer:
            case {"pages": int(pages)}:
                return pages
            case {"missing": [*signs]} if signs:
                if instead is None:
                    raise SignsLacking(f"{len(signs)} texts hold signs that the typeface lacks")
                words = _without(words, signs, instead)
            case _:
                raise PrintFault(str(answer.get("fault", "no answer")))
    raise PrintFault("characters are lacking that could not be replaced")


def _answer(folder: Path, fonts: Path, seconds: int, bounds: Bounds) -> dict[str, object]:
    try:
        done = subprocess.run(  # noqa: S603  our own program, without a shell
            [sys.executable, str(_PROGRAM), str(folder), str(fonts), str(seconds)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=bounds.wall_seconds,
            check=True,
            preexec_fn=within(bounds.limits),
        )
    except subprocess.SubprocessError as error:
        raise PrintFault(f"the typesetter ended: {type(error).__name__}") from error
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _without(words: str, signs: Sequence[object], instead: str) -> str:
    for sign in signs:
        words = words.replace(json.dumps(sign, ensure_ascii=False)[1:-1], instead)
    return words
