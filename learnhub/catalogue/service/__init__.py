"""Deeds and questions of the catalogue."""

from learnhub.catalogue.adapters.course_file import read_course
from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.adapters.lesson_html import CheckHtml, LessonHtml, QuestionHtml, ShownPicture, lesson_html
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
    courses_showing,
    current_version,
    lesson_by_slugs,
    lesson_versions,
    outline,
    published_courses,
    published_version_or_none,
)
from learnhub.catalogue.service.media import (
    SlotFile,
    digest_of,
    media_by_path,
    pictures_of,
    slot_cues,
    slot_file,
    slot_file_name,
)
from learnhub.catalogue.service.slots import slots_by_version, slots_of
from learnhub.catalogue.service.sounds import (
    TextToSpeak,
    course_lexicon,
    lesson_lexicon,
    spoken_sentences,
    texts_to_speak,
)
from learnhub.catalogue.service.texts import (
    easy_source_or_none,
    easy_text_or_none,
    shown_pictures,
    text_of,
    text_of_source,
)

__all__ = [
    "CheckHtml",
    "CourseOutline",
    "CourseSummary",
    "LessonHtml",
    "LessonPlace",
    "Neighbour",
    "OutlineLesson",
    "OutlineUnit",
    "PictureFault",
    "QuestionHtml",
    "PictureSize",
    "ShownPicture",
    "SlotFile",
    "TextToSpeak",
    "course_by_slug",
    "course_lexicon",
    "course_or_none",
    "course_summaries",
    "courses_showing",
    "current_version",
    "digest_of",
    "easy_source_or_none",
    "easy_text_or_none",
    "lesson_by_slugs",
    "lesson_html",
    "lesson_lexicon",
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
    "shown_pictures",
    "slot_cues",
    "slot_file",
    "slot_file_name",
    "slots_by_version",
    "slots_of",
    "spoken_sentences",
    "text_of",
    "text_of_source",
    "texts_to_speak",
]
