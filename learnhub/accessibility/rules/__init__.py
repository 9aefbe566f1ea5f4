"""Decisions about access profiles and barrier reports, as pure functions."""

from learnhub.accessibility.rules.profile import (
    AccessProfile,
    FirstWay,
    Language,
    Spacing,
    SpeechRate,
    TextSize,
    Theme,
    changed,
    choices,
    chosen,
    decode,
    encode,
    html_attributes,
)
from learnhub.accessibility.rules.reports import (
    Answer,
    Report,
    ReportState,
    Told,
    grouped_number,
    read_number,
)

__all__ = [
    "AccessProfile",
    "Answer",
    "FirstWay",
    "Language",
    "Report",
    "ReportState",
    "Spacing",
    "SpeechRate",
    "TextSize",
    "Theme",
    "Told",
    "changed",
    "choices",
    "chosen",
    "decode",
    "encode",
    "grouped_number",
    "html_attributes",
    "read_number",
]
