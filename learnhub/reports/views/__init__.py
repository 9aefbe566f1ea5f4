"""The pages of reports."""

from learnhub.reports.views import (
    batches,
    editions,
    lists,
    periods,
    programmes,
    quality,
    reached,
    targets,
    years,
)
from learnhub.reports.views.blueprint import bp

__all__ = [
    "batches",
    "bp",
    "editions",
    "lists",
    "periods",
    "programmes",
    "quality",
    "reached",
    "targets",
    "years",
]
