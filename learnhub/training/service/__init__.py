"""Deeds and questions of classes."""

from learnhub.training.service.classes import (
    OPEN_STATES,
    ClassPlan,
    assign_teacher,
    class_of_enrolment_or_none,
    class_or_none,
    classes_in,
    classes_taught_by,
    open_class,
    place_counts,
    places,
    scheduled_days,
    session_of_class_or_none,
    take_place,
    taught_class_or_none,
)
from learnhub.training.service.days import (
    MarkTold,
    days_by_person,
    days_of,
    mark_history,
    marked_sessions,
    marks_by_position,
    marks_of,
)
from learnhub.training.service.marks import about_session
from learnhub.training.service.rolls import ROLL_STATES, MarkTyped, RollRow, mark_roll, roll

__all__ = [
    "OPEN_STATES",
    "ROLL_STATES",
    "ClassPlan",
    "MarkTold",
    "MarkTyped",
    "RollRow",
    "about_session",
    "assign_teacher",
    "class_of_enrolment_or_none",
    "class_or_none",
    "classes_in",
    "classes_taught_by",
    "days_by_person",
    "days_of",
    "mark_history",
    "mark_roll",
    "marked_sessions",
    "marks_by_position",
    "marks_of",
    "open_class",
    "place_counts",
    "places",
    "roll",
    "scheduled_days",
    "session_of_class_or_none",
    "take_place",
    "taught_class_or_none",
]
