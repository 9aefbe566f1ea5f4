"""Deeds and questions of subsidy."""

from learnhub.subsidy.service.check import is_overtaken, overtaken, recompute
from learnhub.subsidy.service.facts import facts_of, preview
from learnhub.subsidy.service.records import (
    calculate,
    class_records,
    is_in_class,
    last_record_or_none,
    records_of,
    total_of,
)

__all__ = [
    "calculate",
    "class_records",
    "facts_of",
    "is_in_class",
    "is_overtaken",
    "last_record_or_none",
    "overtaken",
    "preview",
    "recompute",
    "records_of",
    "total_of",
]
