"""Deeds and questions of the catalogue."""

from learnhub.catalogue.adapters.course_file import read_course
from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.adapters.pictures import PictureFault, PictureSize, look_at
from learnhub.catalogue.adapters.slots_file import read_slot_notes
from learnhub.catalogue.service.courses import (
    CourseOutline,
    CourseSummary,
    LessonPlace,
    Neighbour,
    OutlineLesson,
    OutlineUnit,
    course_by_slug,
    course_or_none,
    course_summaries,
    current_version,
    lesson_by_slugs,
    lesson_versions,
    outline,
    published_courses,
    published_version_or_none,
)
from learnhub.catalogue.service.media import digest_of, media_by_path, pictures_of, slot_by_blob
from learnhub.catalogue.service.slots import slots_by_version, slots_of
from learnhub.catalogue.service.texts import easy_text_or_none, text_of

__all__ = [
    "CourseOutline",
    "CourseSummary",
    "LessonPlace",
    "Neighbour",
    "OutlineLesson",
    "OutlineUnit",
    "PictureFault",
    "PictureSize",
    "course_by_slug",
    "course_or_none",
    "course_summaries",
    "current_version",
    "digest_of",
    "easy_text_or_none",
    "lesson_by_slugs",
    "lesson_versions",
    "look_at",
    "media_by_path",
    "outline",
    "pictures_of",
    "published_courses",
    "published_version_or_none",
    "read_course",
    "read_lesson",
    "read_slot_notes",
    "slot_by_blob",
    "slots_by_version",
    "slots_of",
    "text_of",
]
