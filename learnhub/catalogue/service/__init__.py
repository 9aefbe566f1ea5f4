"""Deeds and questions of the catalogue."""

from learnhub.catalogue.adapters.course_file import read_course
from learnhub.catalogue.adapters.lesson_file import lesson_of, read_lesson
from learnhub.catalogue.adapters.pictures import PictureFault, PictureSize, look_at
from learnhub.catalogue.adapters.slots_file import read_slot_notes

__all__ = [
    "PictureFault",
    "PictureSize",
    "lesson_of",
    "look_at",
    "read_course",
    "read_lesson",
    "read_slot_notes",
]
