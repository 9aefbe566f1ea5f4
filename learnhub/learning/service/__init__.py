"""Deeds and questions of learning."""

from learnhub.learning.rules.accommodations import AccommodationRequest
from learnhub.learning.service.accommodations import granted_accommodations
from learnhub.learning.service.acts import (
    JOB_LEARNED,
    Answered,
    Answering,
    Closing,
    LastAnswer,
    Learner,
    answer_check,
    close_section,
    contacts_of,
    enrolment_learned_last,
    last_answers,
    progress_by_person,
    progress_by_version,
    progress_of,
)
from learnhub.learning.service.enrolments import (
    enrol,
    enrol_all,
    enrolment_or_none,
    enrolments_of,
    every_enrolment_of,
    learner_ids,
    own_enrolment_or_none,
    withdraw,
)
from learnhub.learning.service.hand_ins import task_done
from learnhub.learning.service.lessons import FoundLesson, find_lesson
from learnhub.learning.service.marks import marks_of, not_recognised, open_marks
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.learning.service.needed import needed_of
from learnhub.learning.service.observing import look
from learnhub.learning.service.reports import REPORTED_MAX, Reported, take_reports

__all__ = [
    "JOB_LEARNED",
    "REPORTED_MAX",
    "AccommodationRequest",
    "Answered",
    "Answering",
    "Closing",
    "FoundLesson",
    "LastAnswer",
    "Learner",
    "Reported",
    "about_lesson_version",
    "answer_check",
    "close_section",
    "contacts_of",
    "enrol",
    "enrol_all",
    "enrolment_learned_last",
    "enrolment_or_none",
    "enrolments_of",
    "every_enrolment_of",
    "find_lesson",
    "granted_accommodations",
    "last_answers",
    "learner_ids",
    "look",
    "marks_of",
    "needed_of",
    "not_recognised",
    "open_marks",
    "own_enrolment_or_none",
    "progress_by_person",
    "progress_by_version",
    "progress_of",
    "subject_of",
    "take_reports",
    "task_done",
    "withdraw",
]
