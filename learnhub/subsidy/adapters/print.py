"""Set a claim's papers in type: PDF/UA-1."""

import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from learnhub.formats.adapters.typesetting import Bounds, set_in_type
from learnhub.jobs.adapters.children import Limits
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy.rules.papers import Paper

_TEMPLATE = PROJECT_DIR / "templates" / "subsidy" / "paper" / "paper.typ"
_BOUNDS = Bounds(
    Limits(niceness=5, memory_bytes=1_500_000_000, cpu_seconds=60, file_bytes=50_000_000), wall_seconds=120
)


def written(paper: Paper, *, at: datetime) -> bytes:
    """Return the PDF; a sign that the typeface lacks is shown as □. Raises PrintFault when the typesetter fails or isn't there."""
    with tempfile.TemporaryDirectory(prefix="paper-") as made:
        folder = Path(made)
        set_in_type(asdict(paper), _TEMPLATE, folder, at=at, bounds=_BOUNDS)
        return (folder / "book.pdf").read_bytes()
