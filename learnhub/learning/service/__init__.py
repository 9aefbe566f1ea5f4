"""Deeds and questions of learning."""

from learnhub.learning.service.acts import (
    JOB_LEARNED,
    Answered,
    Learner,
    answer_check,
    close_section,
    last_answers,
    progress_by_version,
    progress_of,
)
from learnhub.learning.service.enrolments import (
    enrol,
    enrolment_or_none,
    enrolments_of,
    own_enrolment_or_none,
)
from learnhub.learning.service.names import about_lesson_version, subject_of

__all__ = [
    "JOB_LEARNED",
    "Answered",
    "Learner",
    "about_lesson_version",
    "answer_check",
    "close_section",
    "enrol",
    "enrolment_or_none",
    "enrolments_of",
    "last_answers",
    "own_enrolment_or_none",
    "progress_by_version",
    "progress_of",
    "subject_of",
]
