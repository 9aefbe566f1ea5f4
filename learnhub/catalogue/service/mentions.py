"""Find the lessons whose text holds a word."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion, Unit, UnitLesson
from learnhub.catalogue.service.courses import OPEN_STATES


@dataclass(frozen=True, slots=True)
class Mention:
    """A lesson that holds a word. text_hash: of its main text. count: how often the text holds it."""

    course_slug: str
    course_title: str
    lesson_slug: str
    lesson_title: str
    text_hash: str
    count: int


def mentions(session: Session, word: str, *, course_slug: str | None = None) -> list[Mention]:
    """Return the lessons of the open courses' newest versions that hold a word, each under the course whose folder holds it.

    course_slug: only this course's own lessons. Sorted by course and lesson.
    """
    newest = sa.select(sa.func.max(CourseVersion.id)).group_by(CourseVersion.course_id)
    query = (
        sa.select(Course.slug, CourseVersion.title, Lesson.slug, LessonVersion)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Unit, Unit.course_version_id == CourseVersion.id)
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .join(Lesson, sa.and_(Lesson.id == LessonVersion.lesson_id, Lesson.course_id == Course.id))
        .where(
            CourseVersion.id.in_(newest),
            Course.state.in_(OPEN_STATES),
            LessonVersion.source.contains(word, autoescape=True),
        )
        .order_by(Course.slug, Lesson.slug)
    )
    if course_slug is not None:
        query = query.where(Course.slug == course_slug)
    return [
        Mention(course, title, lesson, version.title, version.text_hash, version.source.count(word))
        for course, title, lesson, version in session.execute(query)
    ]
