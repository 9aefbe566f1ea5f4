"""Deeds and questions of subsidy."""

from learnhub.subsidy.service.check import fault_or_none, is_overtaken, overtaken, recompute
from learnhub.subsidy.service.facts import facts_of, preview
from learnhub.subsidy.service.figures import Preview, preview_figure
from learnhub.subsidy.service.records import (
    calculate,
    calculate_class,
    class_records,
    is_in_class,
    last_record_or_none,
    records_of,
    total_of,
)
from learnhub.subsidy.service.told import (
    RecordTold,
    StepProof,
    course_titles,
    proofs,
    record_told_or_none,
    sessions_told,
)

__all__ = [
    "Preview",
    "RecordTold",
    "StepProof",
    "calculate",
    "calculate_class",
    "class_records",
    "course_titles",
    "facts_of",
    "fault_or_none",
    "is_in_class",
    "is_overtaken",
    "last_record_or_none",
    "overtaken",
    "preview",
    "preview_figure",
    "proofs",
    "recompute",
    "record_told_or_none",
    "records_of",
    "sessions_told",
    "total_of",
]
