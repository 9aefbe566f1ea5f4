"""Decisions about learning, as pure functions."""

from learnhub.learning.rules.progress import (
    Act,
    ActKind,
    LessonProgress,
    Requirement,
    lesson_progress,
    question_to_show,
    requirement_of,
)

__all__ = [
    "Act",
    "ActKind",
    "LessonProgress",
    "Requirement",
    "lesson_progress",
    "question_to_show",
    "requirement_of",
]
