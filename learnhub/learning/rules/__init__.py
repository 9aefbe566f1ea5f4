"""Decisions about learning, as pure functions."""

from learnhub.learning.rules.progress import (
    Act,
    ActKind,
    LessonProgress,
    Requirement,
    lesson_progress,
    place_to_go_on_at,
    question_to_show,
    requirement_of,
)

__all__ = [
    "Act",
    "ActKind",
    "LessonProgress",
    "Requirement",
    "lesson_progress",
    "place_to_go_on_at",
    "question_to_show",
    "requirement_of",
]
