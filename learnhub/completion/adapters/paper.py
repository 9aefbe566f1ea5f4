"""Set a certificate in type: PDF/UA-1."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

from learnhub.completion.rules import CertificatePaper
from learnhub.formats.adapters.typesetting import Bounds, set_in_type
from learnhub.jobs.adapters.children import Limits
from learnhub.primitives import day_words
from learnhub.settings import PROJECT_DIR

_TEMPLATE = PROJECT_DIR / "templates" / "completion" / "certificate.typ"
_BOUNDS = Bounds(
    Limits(niceness=5, memory_bytes=1_500_000_000, cpu_seconds=30, file_bytes=20_000_000), wall_seconds=60
)


def write_certificate(told: CertificatePaper, folder: Path) -> bytes:
    """Write a certificate within an empty folder and return its PDF; the same certificate gives the same bytes.

    Raises SignsLacking, for nothing may stand in a name's place, and PrintFault when the typesetter fails or isn't there.
    """
    words = asdict(told) | {"issued_on": day_words(told.issued_on), "issuers": list(told.issuers)}
    at = datetime.combine(told.issued_on, time(), UTC)
    set_in_type(words, _TEMPLATE, folder, at=at, bounds=_BOUNDS, instead=None)
    return (folder / "book.pdf").read_bytes()
