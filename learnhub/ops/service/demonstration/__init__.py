"""The demonstration region: load it into an empty site, take it back to its beginning, tell what it is."""

from learnhub.ops.rules.demonstration import DemoPlan
from learnhub.ops.service.demonstration.clearing import clear
from learnhub.ops.service.demonstration.load import Fill, Loaded, load, reset
from learnhub.ops.service.demonstration.mark import (
    DemoEntry,
    entries,
    entry_or_none,
    is_demonstration,
    is_province,
)

__all__ = [
    "DemoEntry",
    "DemoPlan",
    "Fill",
    "Loaded",
    "clear",
    "entries",
    "entry_or_none",
    "is_demonstration",
    "is_province",
    "load",
    "reset",
]
