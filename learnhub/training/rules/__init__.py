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
from learnhub.training.rules.timetable import (
    MEETINGS_MAX,
    ClassPlan,
    Meeting,
    date_words,
    read_timetable,
    regular_timetable,
    timetable_refusal,
    written_timetable,
)

__all__ = [
    "KIND_MARKED",
    "MEETINGS_MAX",
    "PRESENCE_WORDS",
    "Attendance",
    "ClassPlan",
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
    "read_timetable",
    "regular_timetable",
    "timetable_refusal",
    "written_timetable",
]
