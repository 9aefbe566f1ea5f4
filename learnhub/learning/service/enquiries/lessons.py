"""Name the lessons that questions and frequent answers are about, as they stand in their courses now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion
from learnhub.catalogue.service.courses import newest_version_id


@dataclass(frozen=True)
class LessonNamed:
    """A lesson of a course. title, text_hash: of its newest text."""

    course_slug: str
    course_title: str
    slug: str
    title: str
    text_hash: str


def lessons_named(
    session: Session, places: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], LessonNamed]:
    """Return the lessons at these places, by (course id, lesson id); two statements, however many there are."""
    courses = {
        course.id: (course.slug, version.title)
        for course, version in session.execute(
            sa.select(Course, CourseVersion)
            .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
            .where(Course.id.in_({course_id for course_id, _lesson in places}))
        )
    }
    lessons: dict[int, tuple[str, LessonVersion]] = {}
    for slug, version in session.execute(
        sa.select(Lesson.slug, LessonVersion)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .where(Lesson.id.in_({lesson_id for _course, lesson_id in places}))
        .order_by(LessonVersion.id)
    ):
        lessons[version.lesson_id] = (slug, version)
    return {
        (course_id, lesson_id): LessonNamed(
            *courses[course_id],
            lessons[lesson_id][0],
            lessons[lesson_id][1].title,
            lessons[lesson_id][1].text_hash,
        )
        for course_id, lesson_id in places
    }
