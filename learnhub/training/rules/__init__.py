"""Rules of classes: attendance and timetables."""

from learnhub.training.rules.attendance import (
    KIND_MARKED,
    PRESENCE_WORDS,
    Attendance,
    Day,
    Mark,
    MarkTyped,
    Presence,
    attendance,
    attended_days,
    check_mark,
    marks_in_force,
)
from learnhub.training.rules.timetable import Meeting, date_words, timetable_refusal

__all__ = [
    "KIND_MARKED",
    "PRESENCE_WORDS",
    "Attendance",
    "Day",
    "Mark",
    "MarkTyped",
    "Meeting",
    "Presence",
    "attendance",
    "attended_days",
    "check_mark",
    "date_words",
    "marks_in_force",
    "timetable_refusal",
]
