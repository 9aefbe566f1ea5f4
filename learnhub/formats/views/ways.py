"""What lesson and course pages offer of other formats."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from learnhub.catalogue.rules import Edition
from learnhub.catalogue.service import CourseOutline, LessonPlace
from learnhub.formats.service import braille as service
from learnhub.formats.views.blueprint import bp
from learnhub.formats.views.books import books_of_course, books_of_lesson
from learnhub.storage.service import store_for
from learnhub.web import reading, settings
from learnhub.web.words import _


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
    with reading() as session:
        text = service.braille_text(session, store_for(settings()), place.lesson, edition)
        sheet = service.sheet_or_none(session, text)
    told = _("按国家通用盲文写成，可以逐句对照文字和拼音。")
    if sheet is not None and sheet.reviewed_by:
        told += _("校对的人：%(who)s。", who=sheet.reviewed_by)
    else:
        told += _("机器盲文，未经校对。")
    books = books_of_lesson(place, edition)
    return [
        *([Way(*books)] if books is not None else []),
        Way(
            _("盲文：看和下载"),
            url_for(
                "formats.braille",
                course=place.course.slug,
                lesson=place.lesson.slug,
                edition=edition.value if edition is not place.version.edition else None,
                version=place.course_version.id,
            ),
            told,
            sheet.byte_count if sheet is not None else 0,
            sheet.page_count if sheet is not None else 0,
        ),
    ]


def course_ways(outline: CourseOutline) -> Sequence[Way]:
    """Return the other formats of a course, as its page offers them."""
    books = books_of_course(outline)
    return [
        *([Way(*books)] if books is not None else []),
        Way(
            _("盲文：每一课的盲文文件"),
            url_for("formats.course_braille", course=outline.course.slug),
            _("可以一课一课地下载，也可以下载整门课。"),
        ),
    ]
