"""Gather what the screens show."""

from learnhub.pages.service.course import CoursePage, course_page
from learnhub.pages.service.metadata import course_metadata
from learnhub.pages.service.own import OwnPage, own_page
from learnhub.pages.service.sentence import SentenceForms, sentence_forms

__all__ = [
    "CoursePage",
    "OwnPage",
    "SentenceForms",
    "course_metadata",
    "course_page",
    "own_page",
    "sentence_forms",
]
