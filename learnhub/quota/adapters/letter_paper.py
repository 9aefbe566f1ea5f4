"""Set a letter to a base in type: PDF/UA-1."""

from datetime import UTC, datetime, time
from pathlib import Path

from learnhub.formats.adapters.typesetting import Bounds, set_in_type
from learnhub.jobs.adapters.children import Limits
from learnhub.primitives import day_words
from learnhub.quota.rules import Letter
from learnhub.settings import PROJECT_DIR

_TEMPLATE = PROJECT_DIR / "templates" / "quota" / "letter.typ"
_BOUNDS = Bounds(
    Limits(niceness=5, memory_bytes=1_500_000_000, cpu_seconds=30, file_bytes=20_000_000), wall_seconds=60
)


def write_letter(letter: Letter, folder: Path) -> bytes:
    """Write a letter within an empty folder and return its PDF; the same letter gives the same bytes.

    Raises PrintFault when the typesetter fails or isn't there.
    """
    told = {
        "title": letter.title,
        "to": letter.to,
        "paragraphs": list(letter.paragraphs),
        "sender": letter.sender,
        "written_on": day_words(letter.written_on),
    }
    at = datetime.combine(letter.written_on, time(), UTC)
    set_in_type(told, _TEMPLATE, folder, at=at, bounds=_BOUNDS)
    return (folder / "book.pdf").read_bytes()
