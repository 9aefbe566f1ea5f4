"""What `make survey` found of which program, in a file that comes with the program; and the digest by which both are known."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from learnhub.pages.rules.conformance import Survey

SURVEY_FILE = "docs/judged/survey.toml"
_BYTES_MAX = 200_000
# What a page is made of. Courses are not among it: the survey looks at those of the demonstration, a site has its own.
_MADE_OF = (
    ("learnhub", ".py"),
    ("templates", ".html"),
    ("static", ""),
    ("translations", ".po"),
)


@lru_cache(maxsize=4)
def program_digest(root: Path) -> str:
    """Return the SHA-256 of a program: of lines "path, blank, SHA-256 of the file", sorted by path, each ended by a line feed.

    The files are those that pages are made of; read once in a process, which takes about 0.1 s.
    """
    lines = []
    for folder, ending in _MADE_OF:
        for path in (root / folder).rglob(f"*{ending}"):
            if path.is_file() and "__pycache__" not in path.parts:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                lines.append(f"{path.relative_to(root).as_posix()} {digest}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def survey_or_none(path: Path) -> Survey | None:
    """Return what was kept of a survey; None where nothing was, or where the file can't be read as one."""
    try:
        text = path.read_bytes()[: _BYTES_MAX + 1]
        if len(text) > _BYTES_MAX:
            return None
        told = tomllib.loads(text.decode())
        return Survey(
            digest=_text(told, "digest"),
            measured_on=_day(told, "measured_on"),
            engine=_text(told, "engine"),
            browser=_text(told, "browser"),
            themes=tuple(map(str, told["themes"])),
            widths=tuple(map(int, told["widths"])),
            pages=int(told["pages"]),
            sound=tuple(map(str, told["sound"])),
            faulty=tuple(map(str, told["faulty"])),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return None


def written(survey: Survey) -> str:
    """Return a survey as the text of its file."""
    lists = {
        "themes": survey.themes,
        "sound": sorted(survey.sound),
        "faulty": sorted(survey.faulty),
    }
    return "".join(
        [
            "# Written by `make survey` (tests/kept_survey.py), never by hand.\n",
            f"digest = {_quoted(survey.digest)}\n",
            f"measured_on = {survey.measured_on.isoformat()}\n",
            f"engine = {_quoted(survey.engine)}\n",
            f"browser = {_quoted(survey.browser)}\n",
            f"widths = [{', '.join(map(str, survey.widths))}]\n",
            f"pages = {survey.pages}\n",
            *(f"{name} = [{', '.join(map(_quoted, values))}]\n" for name, values in lists.items()),
        ]
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(told: Mapping[str, object], key: str) -> str:
    value = told[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _day(told: Mapping[str, object], key: str) -> date:
    value = told[key]
    if type(value) is not date:
        raise TypeError(key)
    return value
