"""Courses, their versions and lessons, as readers ask for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion, Unit, UnitLesson
from learnhub.catalogue.rules import CourseKind, CourseState, NotFound, SlotView, course_minutes
from learnhub.catalogue.service.slots import slots_by_version

# What anybody may open: a course in preparation shows its outline and trial lesson.
OPEN_STATES = (CourseState.PUBLISHED, CourseState.IN_PREPARATION)
# Who enrolled before can finish; nobody else finds them.
_CLOSED_STATES = (CourseState.WITHDRAWN, CourseState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class OutlineLesson:
    """A lesson where it stands in a course. home_course_id: the course whose folder holds it, another one if included."""

    slug: str
    home_course_id: int
    version: LessonVersion
    slots: tuple[SlotView, ...]


@dataclass(frozen=True, slots=True)
class OutlineUnit:
    """A unit with its lessons in order; none where they are still to be written or the unit is offline."""

    unit: Unit
    lessons: tuple[OutlineLesson, ...]

    @property
    def minutes(self) -> int:
        """Return the minutes of the lessons that are there."""
        return course_minutes(lesson.version.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class CourseOutline:
    """A course version whole: what it plans (version.planned_…) and what is there (minutes), told apart."""

    course: Course
    version: CourseVersion
    units: tuple[OutlineUnit, ...]

    @property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        """Return all lessons in order."""
        return tuple(lesson for unit in self.units for lesson in unit.lessons)

    @property
    def minutes(self) -> int:
        """Return the minutes that are online (已上线)."""
        return course_minutes(unit.minutes for unit in self.units)


@dataclass(frozen=True, slots=True)
class CourseLessons:
    """A course version with its lessons in order, those of included modules too: (slug, lesson version)."""

    course: Course
    version: CourseVersion
    lessons: tuple[tuple[str, LessonVersion], ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The lesson before or after."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson within a course version. number: its place among all lessons, from 1, of `count`."""

    course: Course
    course_version: CourseVersion
    unit: Unit
    lesson: OutlineLesson
    number: int
    count: int
    previous: Neighbour | None
    next: Neighbour | None

    @property
    def version(self) -> LessonVersion:
        """Return the lesson version."""
        return self.lesson.version


def course_by_slug(session: Session, slug: str) -> Course:
    """Return an open course, shared modules too; NotFound when there is none or it was withdrawn."""
    return _in_states(session, slug, OPEN_STATES)


def course_to_finish(session: Session, slug: str) -> Course:
    """Return an open course, or one that was withdrawn: only for who enrolled before, which the caller sees to; NotFound otherwise."""
    return _in_states(session, slug, (*OPEN_STATES, *_CLOSED_STATES))


def _in_states(session: Session, slug: str, states: Collection[CourseState]) -> Course:
    found = course_or_none(session, slug)
    if found is None or found.state not in states:
        raise NotFound(slug)
    return found


def course_or_none(session: Session, slug: str) -> Course | None:
    """Return a course in whatever state, or None."""
    return session.scalar(sa.select(Course).where(Course.slug == slug))


def assign_base(session: Session, course: Course, base_id: int) -> None:
    """Say which training base offers a course; whoever calls this indexes the course anew."""
    course.base_id = base_id
    session.flush()


def current_version(session: Session, course: Course) -> CourseVersion:
    """Return the newest version of a course; NotFound for one without any."""
    found = _newest_version_or_none(session, course.id)
    if found is None:
        raise NotFound(course.slug)
    return found


def published_version_or_none(session: Session, course: Course) -> CourseVersion | None:
    """Return the version that people enrol in now, or None while the course is not published."""
    if course.state is not CourseState.PUBLISHED:
        return None
    newest = _newest_version_or_none(session, course.id)
    return newest if newest is not None and newest.published_at is not None else None


def version_titles(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    """Return the titles of these course versions, by version id; one query."""
    rows = session.execute(
        sa.select(CourseVersion.id, CourseVersion.title).where(CourseVersion.id.in_(version_ids))
    )
    return {row.id: row.title for row in rows}


def slugs_and_titles(
    session: Session, course_ids: Collection[int], *, only_open: bool = False
) -> list[tuple[str, str]]:
    """Return (slug, title) of these courses, by title; only_open: those alone that everybody can open. One query."""
    query = (
        sa.select(Course.slug, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
        .where(Course.id.in_(course_ids))
    )
    if only_open:
        query = query.where(Course.state.in_(OPEN_STATES))
    return sorted(((slug, title) for slug, title in session.execute(query)), key=lambda pair: pair[1])


def published_courses_of(session: Session, base_ids: Collection[int]) -> list[tuple[Course, str]]:
    """Return the published courses that these bases offer, each with its title, by title; one query."""
    rows = session.execute(
        sa.select(Course, CourseVersion.title)
        .select_from(Course)
        .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
        .where(
            Course.base_id.in_(base_ids),
            Course.state == CourseState.PUBLISHED,
            Course.kind == CourseKind.COURSE,
        )
    )
    return sorted(((course, title) for course, title in rows), key=lambda pair: pair[1])


def published_versions_of(session: Session, base_ids: Collection[int]) -> list[tuple[Course, CourseVersion]]:
    """Return the published courses that these bases offer, each with the version that people enrol in, by title; one query."""
    rows = session.execute(
        sa.select(Course, CourseVersion)
        .join(CourseVersion, CourseVersion.id == newest_version_id(Course.id))
        .where(
            Course.base_id.in_(base_ids),
            Course.state == CourseState.PUBLISHED,
            Course.kind == CourseKind.COURSE,
        )
    )
    return sorted(((course, version) for course, version in rows), key=lambda pair: pair[1].title)


def newest_version_id(course_id: InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """Return, for a query about many courses, the id of each one's newest version."""
    inner = aliased(CourseVersion)
    return (
        sa.select(inner.id)
        .where(inner.course_id == course_id)
        .order_by(inner.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def courses_showing(session: Session, text_hash: str) -> list[int]:
    """Return the ids of the courses in which a lesson with this text stands or has stood, those that include it too."""
    return list(
        session.scalars(
            sa.select(CourseVersion.course_id)
            .join(Unit, Unit.course_version_id == CourseVersion.id)
            .join(UnitLesson, UnitLesson.unit_id == Unit.id)
            .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
            .where(LessonVersion.text_hash == text_hash)
            .distinct()
            .order_by(CourseVersion.course_id)
        )
    )


def lesson_versions(session: Session, course_version_id: int) -> list[LessonVersion]:
    """Return the lesson versions of a course version in order, those of included modules too."""
    return _lessons_by_course_version(session, [course_version_id]).get(course_version_id, [])


def lesson_versions_by_version(
    session: Session, course_version_ids: Collection[int]
) -> dict[int, list[LessonVersion]]:
    """Return the lesson versions of these course versions, by course version, as lesson_versions does; one query."""
    found = _lessons_by_course_version(session, list(course_version_ids))
    return {one: found.get(one, []) for one in course_version_ids}


def course_lessons(session: Session, course_version_ids: Collection[int]) -> dict[int, CourseLessons]:
    """Return these course versions with their lessons, by version id; two queries, however many there are."""
    lessons: dict[int, list[tuple[str, LessonVersion]]] = {}
    for version_id, slug, lesson in session.execute(
        sa.select(Unit.course_version_id, Lesson.slug, LessonVersion)
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Unit.course_version_id.in_(course_version_ids))
        .order_by(Unit.course_version_id, Unit.position, UnitLesson.position)
    ):
        lessons.setdefault(version_id, []).append((slug, lesson))
    rows = session.execute(
        sa.select(Course, CourseVersion)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.id.in_(course_version_ids))
    )
    return {
        version.id: CourseLessons(course, version, tuple(lessons.get(version.id, ())))
        for course, version in rows
    }


def outline(session: Session, course: Course, *, course_version_id: int | None = None) -> CourseOutline:
    """Return a course version with units, lessons and slots; seven queries at most.

    course_version_id: the version somebody is enrolled in; None for the newest. NotFound for a version of another course.
    """
    version = _version(session, course, course_version_id)
    units = session.scalars(
        sa.select(Unit).where(Unit.course_version_id == version.id).order_by(Unit.position)
    ).all()
    rows = session.execute(
        sa.select(UnitLesson.unit_id, Lesson, LessonVersion)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(UnitLesson.unit_id.in_([unit.id for unit in units]))
        .order_by(UnitLesson.unit_id, UnitLesson.position)
    ).all()
    slots = slots_by_version(session, [row[2] for row in rows])
    by_unit: dict[int, list[OutlineLesson]] = {}
    for unit_id, lesson, lesson_version in rows:
        by_unit.setdefault(unit_id, []).append(
            OutlineLesson(lesson.slug, lesson.course_id, lesson_version, slots.get(lesson_version.id, ()))
        )
    return CourseOutline(
        course, version, tuple(OutlineUnit(unit, tuple(by_unit.get(unit.id, ()))) for unit in units)
    )


def lesson_by_slugs(
    session: Session, course_slug: str, lesson_slug: str, *, course_version_id: int | None = None
) -> LessonPlace:
    """Return a lesson of a course with its neighbours; lessons of included modules are found under the course, too.

    course_version_id: the version somebody is enrolled in; a lesson that only another version has is NotFound.
    Of the other lessons only slugs and titles are read: this is what every answer goes through.
    """
    course = course_by_slug(session, course_slug)
    return lesson_of_course(session, course, lesson_slug, course_version_id=course_version_id)


def lesson_of_course(
    session: Session, course: Course, lesson_slug: str, *, course_version_id: int | None = None
) -> LessonPlace:
    """Return what lesson_by_slugs returns, where the course is known already."""
    version = _version(session, course, course_version_id)
    rows = session.execute(
        sa.select(Unit.id, Lesson.slug, Lesson.course_id, LessonVersion.id, LessonVersion.title)
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Unit.course_version_id == version.id)
        .order_by(Unit.position, UnitLesson.position)
    ).all()
    neighbours = [Neighbour(slug, title) for _unit, slug, _home, _version_id, title in rows]
    for index, (unit_id, slug, home_course_id, lesson_version_id, _title) in enumerate(rows):
        if slug == lesson_slug:
            lesson_version, unit = session.execute(
                sa.select(LessonVersion, Unit)
                .join(UnitLesson, UnitLesson.lesson_version_id == LessonVersion.id)
                .join(Unit, Unit.id == UnitLesson.unit_id)
                .where(LessonVersion.id == lesson_version_id, Unit.id == unit_id)
            ).one()
            slots = slots_by_version(session, [lesson_version])[lesson_version_id]
            return LessonPlace(
                course=course,
                course_version=version,
                unit=unit,
                lesson=OutlineLesson(slug, home_course_id, lesson_version, slots),
                number=index + 1,
                count=len(rows),
                previous=neighbours[index - 1] if index else None,
                next=neighbours[index + 1] if index + 1 < len(rows) else None,
            )
    raise NotFound(f"{course.slug}/{lesson_slug}")


def _version(session: Session, course: Course, course_version_id: int | None) -> CourseVersion:
    version = (
        current_version(session, course)
        if course_version_id is None
        else session.get(CourseVersion, course_version_id)
    )
    if version is None or version.course_id != course.id:
        raise NotFound(course.slug)
    return version


def _newest_version_or_none(session: Session, course_id: int) -> CourseVersion | None:
    return session.scalar(
        sa.select(CourseVersion)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )


def _lessons_by_course_version(
    session: Session, version_ids: Sequence[int]
) -> dict[int, list[LessonVersion]]:
    rows = session.execute(
        sa.select(Unit.course_version_id, LessonVersion)
        .join(UnitLesson, UnitLesson.unit_id == Unit.id)
        .join(LessonVersion, LessonVersion.id == UnitLesson.lesson_version_id)
        .where(Unit.course_version_id.in_(version_ids))
        .order_by(Unit.course_version_id, Unit.position, UnitLesson.position)
    )
    found: dict[int, list[LessonVersion]] = {}
    for version_id, lesson in rows:
        found.setdefault(version_id, []).append(lesson)
    return found
