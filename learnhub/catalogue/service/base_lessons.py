"""The lessons that training bases offer, for those who work on them."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion, Unit, UnitLesson
from learnhub.catalogue.rules import SlotKind, SlotView
from learnhub.catalogue.service.courses import newest_version_id
from learnhub.catalogue.service.slots import slots_by_version


@dataclass(frozen=True, slots=True)
class BaseLesson:
    """A lesson of a base's own course, as its newest version has it. slots: one for each kind."""

    course: Course
    course_title: str
    slug: str
    version: LessonVersion
    slots: tuple[SlotView, ...]

    @property
    def key(self) -> str:
        """Return the slugs of course and lesson with "/" between."""
        return f"{self.course.slug}/{self.slug}"

    def slot(self, kind: SlotKind) -> SlotView:
        """Return one way of the lesson."""
        return next(slot for slot in self.slots if slot.kind is kind)


def base_lessons(session: Session, base_ids: Collection[int]) -> list[BaseLesson]:
    """Return the lessons of these bases' courses in course order, those of included modules left out; four queries at most."""
    rows = session.execute(
        sa.select(Course, CourseVersion.title, Lesson.slug, LessonVersion)
        .select_from(Course)
        .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
        .join(Unit, Unit.course_version_id == CourseVersion.id)
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Course.base_id.in_(base_ids), Lesson.course_id == Course.id)
        .order_by(Course.id, Unit.position, UnitLesson.position)
    ).all()
    slots = slots_by_version(session, [row[3] for row in rows])
    return [
        BaseLesson(course, title, slug, version, slots[version.id]) for course, title, slug, version in rows
    ]


def bases_with_courses(session: Session) -> list[int]:
    """Return the ids of the bases that offer a course, ascending."""
    return list(
        session.scalars(
            sa.select(Course.base_id).where(Course.base_id.is_not(None)).distinct().order_by(Course.base_id)
        )
    )
