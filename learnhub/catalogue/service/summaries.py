"""Courses as lists show them: counted in the database, so that a long list costs no more than a short one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, LessonVersion, Slot, Unit, UnitLesson
from learnhub.catalogue.rules import CourseKind, CourseState, Edition, SlotKind
from learnhub.catalogue.rules.slots import ON_DEMAND
from learnhub.catalogue.service.courses import OPEN_STATES
from learnhub.speech.service import texts_with_audio


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """A course in a list. minutes: online now. ways: for each kind of slot, how many lessons have it."""

    course: Course
    version: CourseVersion
    lesson_count: int
    minutes: int
    ways: Mapping[SlotKind, int]


def published_courses(session: Session) -> list[CourseSummary]:
    """Return the published courses, by title; shared modules are parts of courses and not listed."""
    return course_summaries(session, states=(CourseState.PUBLISHED,))


def course_summaries(
    session: Session,
    *,
    states: Collection[CourseState] = OPEN_STATES,
    course_ids: Collection[int] | None = None,
    with_modules: bool = False,
) -> list[CourseSummary]:
    """Return courses with what their newest versions have, published ones first, then by title; four queries.

    course_ids: only these; None for all. with_modules: shared modules too.
    """
    newest = (
        sa.select(CourseVersion.course_id, sa.func.max(CourseVersion.number).label("number"))
        .group_by(CourseVersion.course_id)
        .subquery()
    )
    chosen = (
        sa.select(Course, CourseVersion)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(
            newest,
            (newest.c.course_id == CourseVersion.course_id) & (newest.c.number == CourseVersion.number),
        )
        .where(Course.state.in_(states))
    )
    if not with_modules:
        chosen = chosen.where(Course.kind == CourseKind.COURSE)
    if course_ids is not None:
        chosen = chosen.where(Course.id.in_(course_ids))
    rows = [(course, version) for course, version in session.execute(chosen)]
    counted = _counted(session, [version.id for _, version in rows])
    summaries = [
        CourseSummary(course, version, *counted.get(version.id, (0, 0, dict.fromkeys(SlotKind, 0))))
        for course, version in rows
    ]
    return sorted(
        summaries,
        key=lambda one: (one.course.state is not CourseState.PUBLISHED, one.version.title, one.course.id),
    )


def _counted(session: Session, version_ids: list[int]) -> dict[int, tuple[int, int, dict[SlotKind, int]]]:
    """Return lessons, minutes and lessons with each kind of slot, by course version; without lessons it is left out."""
    lessons = (
        sa.select(
            Unit.course_version_id.label("version_id"),
            LessonVersion.id,
            LessonVersion.text_hash,
            LessonVersion.edition,
            LessonVersion.minutes,
        )
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .where(Unit.course_version_id.in_(version_ids))
        .subquery()
    )
    totals = session.execute(
        sa.select(
            lessons.c.version_id,
            sa.func.count(),
            sa.func.sum(lessons.c.minutes),
            sa.func.sum(sa.case((lessons.c.edition == Edition.EASY_READ, 1), else_=0)),
        ).group_by(lessons.c.version_id)
    )
    found = {
        version_id: (
            int(count),
            int(minutes),
            {
                **dict.fromkeys(SlotKind, 0),
                SlotKind.TEXT: int(count),
                **dict.fromkeys(ON_DEMAND, int(count)),
                SlotKind.EASY_READ: int(easy),
            },
        )
        for version_id, count, minutes, easy in totals
    }
    filled = session.execute(
        sa.select(lessons.c.version_id, Slot.kind, sa.func.count(sa.distinct(lessons.c.id)))
        .join(Slot, (Slot.text_hash == lessons.c.text_hash) & (Slot.edition == lessons.c.edition))
        .where(Slot.blob.is_not(None), Slot.kind.not_in(ON_DEMAND))
        .group_by(lessons.c.version_id, Slot.kind)
    )
    for version_id, kind, count in filled:
        found[version_id][2][kind] += count
    audio = texts_with_audio().subquery()
    spoken = session.execute(
        sa.select(lessons.c.version_id, sa.func.count(sa.distinct(lessons.c.id)))
        .join(audio, (audio.c.text_hash == lessons.c.text_hash) & (audio.c.edition == lessons.c.edition))
        .group_by(lessons.c.version_id)
    )
    for version_id, count in spoken:
        found[version_id][2][SlotKind.AUDIO] = count
    return found
