"""Deeds and questions of tests."""

from learnhub.learning.service.assessments.answering import answer, extend, hand_in, record_help
from learnhub.learning.service.assessments.beginning import begin
from learnhub.learning.service.assessments.finding import (
    AttemptFound,
    CourseAssessment,
    assessments_of,
    attempt_or_none,
    attempts_of,
    own_attempt_or_none,
)
from learnhub.learning.service.assessments.papers import check_paper, return_paper, say_typed
from learnhub.learning.service.assessments.taking_out import take_out, taken_out
from learnhub.learning.service.assessments.verification import verify

__all__ = [
    "AttemptFound",
    "CourseAssessment",
    "answer",
    "assessments_of",
    "attempt_or_none",
    "attempts_of",
    "begin",
    "check_paper",
    "extend",
    "hand_in",
    "own_attempt_or_none",
    "record_help",
    "return_paper",
    "say_typed",
    "take_out",
    "taken_out",
    "verify",
]
