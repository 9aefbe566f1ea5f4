"""What lesson and course pages offer of other formats."""

from collections.abc import Sequence
from dataclasses import dataclass

from learnhub.catalogue.rules import Edition
from learnhub.catalogue.service import CourseOutline, LessonPlace
from learnhub.formats.views.blueprint import bp
from learnhub.formats.views.books import books_of_course, books_of_lesson


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a lesson or a course. byte_count, page_count: of the file, 0 where it isn't made yet."""

    words: str
    href: str
    told: str
    byte_count: int = 0
    page_count: int = 0


@bp.app_context_processor
def ways() -> dict[str, object]:
    """Hand the pages of lessons and courses what they offer; asked for by a template, so that no other page pays."""
    return {"lesson_ways": lesson_ways, "course_ways": course_ways}


def lesson_ways(place: LessonPlace, edition: Edition) -> Sequence[Way]:
    """Return the other formats of a lesson, as its page offers them."""
    books = books_of_lesson(place, edition)
    return [Way(*books)] if books is not None else []


def course_ways(outline: CourseOutline) -> Sequence[Way]:
    """Return the other formats of a course, as its page offers them."""
    books = books_of_course(outline)
    return [Way(*books)] if books is not None else []
