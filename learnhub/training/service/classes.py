"""Open classes, find them, and give places in them."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from learnhub.accounts.rules.roles import Holding, Role, reaches
from learnhub.catalogue.models import Course
from learnhub.catalogue.service.courses import published_version_or_none
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, say
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import contains
from learnhub.training.models import ClassPlace, ClassSession, ClassState, ClassTeacher, TrainingClass
from learnhub.training.rules import ClassPlan, timetable_refusal
from learnhub.training.rules.particulars import group_of

# States in which a class takes people; its roll can be called until it is closed and corrected afterwards.
OPEN_STATES = frozenset({ClassState.APPROVED, ClassState.RUNNING})


def open_class(
    session: Session,
    *,
    base: TrainingBase,
    course: Course,
    plan: ClassPlan,
    state: ClassState = ClassState.APPROVED,
) -> TrainingClass | Refusal:
    """Open a class of a base in the published version of a course, with its timetable."""
    version = published_version_or_none(session, course)
    if version is None:
        return Refusal("not-published", say("这门课还没有上线，不能开班。请先让课程上线，再来开班。"))
    if session.scalar(sa.select(TrainingClass.id).where(TrainingClass.number == plan.number)) is not None:
        return Refusal("number-taken", say("这个班号已经用过了，请换一个。"), field="number")
    refusal = timetable_refusal(plan.meetings, plan.opened_on)
    if refusal is not None:
        return refusal
    made = TrainingClass(
        number=plan.number,
        title=plan.title,
        base_id=base.id,
        course_id=course.id,
        course_version_id=version.id,
        region_code=plan.region_code,
        opened_on=plan.opened_on,
        capacity=plan.capacity,
        place=plan.place,
        access_words=plan.access_words,
        state=state,
        trainee_group=group_of(version.training_type),
    )
    made.sessions = meetings_of(plan)
    session.add(made)
    session.flush()
    return made


def meetings_of(plan: ClassPlan) -> list[ClassSession]:
    """Return the timetable of a plan as rows, in order."""
    return [
        ClassSession(
            day=meeting.day,
            starts_at=meeting.starts_at,
            planned_minutes=meeting.planned_minutes,
            title=meeting.title,
        )
        for meeting in sorted(plan.meetings, key=lambda one: (one.day, one.starts_at))
    ]


def assign_teacher(session: Session, *, training_class: TrainingClass, person_id: int) -> None:
    """Make a person an instructor of a class; twice is once. That the person holds the role is asked at each visit."""
    if session.get(ClassTeacher, (training_class.id, person_id)) is None:
        session.add(ClassTeacher(training_class_id=training_class.id, person_id=person_id))
        session.flush()


def classes_taught_by(session: Session, person_id: int, held: Sequence[Holding]) -> list[TrainingClass]:
    """Return the classes that a person teaches and whose base the person still is an instructor of, newest first."""
    found = session.scalars(
        sa.select(TrainingClass)
        .join(ClassTeacher)
        .where(ClassTeacher.person_id == person_id)
        .order_by(TrainingClass.opened_on.desc(), TrainingClass.id)
    )
    return [one for one in found if reaches(held, {Role.INSTRUCTOR}, base_id=one.base_id)]


def taught_class_or_none(
    session: Session, class_id: int, person_id: int, held: Sequence[Holding]
) -> TrainingClass | None:
    """Return a class if this person teaches it and is still an instructor of its base; None otherwise, whether or not
    the class exists."""
    found = session.scalar(
        sa.select(TrainingClass)
        .join(ClassTeacher)
        .where(TrainingClass.id == class_id, ClassTeacher.person_id == person_id)
    )
    if found is None or not reaches(held, {Role.INSTRUCTOR}, base_id=found.base_id):
        return None
    return found


def session_of_class_or_none(session: Session, class_id: int, session_id: int) -> ClassSession | None:
    """Return a session of a class, or None."""
    return session.scalar(
        sa.select(ClassSession).where(
            ClassSession.id == session_id, ClassSession.training_class_id == class_id
        )
    )


def class_or_none(session: Session, class_id: int) -> TrainingClass | None:
    """Return a class, or None."""
    return session.get(TrainingClass, class_id)


def class_of_enrolment_or_none(session: Session, enrolment_id: int) -> TrainingClass | None:
    """Return the class in which an enrolment has its place, or None."""
    return session.scalar(
        sa.select(TrainingClass).join(ClassPlace).where(ClassPlace.enrolment_id == enrolment_id)
    )


def classes_in(
    session: Session, region_codes: Sequence[str], *, number: int = 1, size: int
) -> tuple[list[TrainingClass], int]:
    """Return one page of the classes that offices of these divisions have approved, newest first, and how many there are.

    region_codes: each with all divisions within; "" is the whole country, no code is no class.
    """
    known = session.scalars(sa.select(TrainingClass.region_code).distinct())
    within = [code for code in known if any(contains(outer, code) for outer in region_codes)]
    query = sa.select(TrainingClass).where(TrainingClass.region_code.in_(within))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(TrainingClass.opened_on.desc(), TrainingClass.id)
    return list(session.scalars(rows.offset((number - 1) * size).limit(size))), total


def classes_ahead(session: Session, course_id: int, *, on: date, limit: int = 10) -> list[TrainingClass]:
    """Return the open classes of a course that have a meeting on or after a day, the earliest first, with their timetables."""
    last = sa.select(sa.func.max(ClassSession.day)).where(ClassSession.training_class_id == TrainingClass.id)
    return list(
        session.scalars(
            sa.select(TrainingClass)
            .where(
                TrainingClass.course_id == course_id,
                TrainingClass.state.in_(OPEN_STATES),
                last.scalar_subquery() >= on,
            )
            .options(selectinload(TrainingClass.sessions))
            .order_by(TrainingClass.opened_on, TrainingClass.id)
            .limit(limit)
        )
    )


def next_meetings(session: Session, person_id: int, *, on: date) -> list[tuple[int, ClassSession]]:
    """Return (enrolment id, meeting) of a person's open classes on and after a day, the earliest first, 60 at most."""
    rows = session.execute(
        sa.select(ClassPlace.enrolment_id, ClassSession)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .join(ClassSession, ClassSession.training_class_id == TrainingClass.id)
        .join(Enrolment, Enrolment.id == ClassPlace.enrolment_id)
        .where(
            Enrolment.person_id == person_id,
            TrainingClass.state.in_(OPEN_STATES),
            ClassSession.day >= on,
        )
        .options(joinedload(ClassSession.training_class))
        .order_by(ClassSession.day, ClassSession.starts_at, ClassSession.id)
        .limit(60)
    )
    return [(enrolment_id, meeting) for enrolment_id, meeting in rows]


def next_meeting_by_person(
    session: Session, person_ids: Sequence[int], *, on: date
) -> dict[int, ClassSession]:
    """Return the next meeting of each of these people on and after a day, by person; who has none is left out. One query."""
    rows = session.execute(
        sa.select(Enrolment.person_id, ClassSession)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .join(ClassSession, ClassSession.training_class_id == TrainingClass.id)
        .where(
            Enrolment.person_id.in_(person_ids), TrainingClass.state.in_(OPEN_STATES), ClassSession.day >= on
        )
        .order_by(ClassSession.day.desc(), ClassSession.starts_at.desc(), ClassSession.id.desc())
    )
    return {person_id: meeting for person_id, meeting in rows}  # noqa: C416  a Row is no pair; the earliest comes last


def places(session: Session, class_id: int) -> list[Enrolment]:
    """Return the enrolments of a class by id."""
    return list(
        session.scalars(
            sa.select(Enrolment)
            .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
            .where(ClassPlace.training_class_id == class_id)
            .order_by(Enrolment.id)
        )
    )


def place_or_none(session: Session, class_id: int, enrolment_id: int) -> Enrolment | None:
    """Return an enrolment if it has its place in this class; None otherwise, whether or not it exists."""
    return session.scalar(
        sa.select(Enrolment)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .where(Enrolment.id == enrolment_id, ClassPlace.training_class_id == class_id)
    )


def place_counts(session: Session, class_ids: Sequence[int]) -> dict[int, int]:
    """Return how many places of each class are taken, by class id; one query."""
    rows = session.execute(
        sa.select(ClassPlace.training_class_id, sa.func.count().label("taken"))
        .where(ClassPlace.training_class_id.in_(class_ids))
        .group_by(ClassPlace.training_class_id)
    )
    return dict.fromkeys(class_ids, 0) | {row.training_class_id: row.taken for row in rows}


def take_place(
    session: Session, *, training_class: TrainingClass, enrolment: Enrolment, today: date
) -> Refusal | None:
    """Give an enrolment a place in a class."""
    if enrolment.course_id != training_class.course_id:
        return Refusal("other-course", say("这个班上的是另一门课程，请选同一门课程的班。"))
    # The class is locked so that two people can't take the last place, the enrolment so that nobody takes two.
    session.scalars(
        sa.select(TrainingClass.id).where(TrainingClass.id == training_class.id).with_for_update()
    ).one()
    session.scalars(sa.select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    if session.get(ClassPlace, enrolment.id, populate_existing=True) is not None:
        return Refusal("has-a-place", say("这名学员已经在班里了。"))
    if training_class.state not in OPEN_STATES:
        return Refusal("class-not-open", say("这个班现在不收人，请联系基地，或者选别的班。"))
    if place_counts(session, [training_class.id])[training_class.id] >= training_class.capacity:
        return Refusal(
            "class-full",
            say(
                "这个班最多 %(capacity)s 人，已经满了。请联系基地加班或换班。",
                capacity=training_class.capacity,
            ),
        )
    session.add(ClassPlace(enrolment_id=enrolment.id, training_class_id=training_class.id, joined_on=today))
    session.flush()
    return None


def scheduled_days(training_class: TrainingClass) -> int:
    """Return how many calendar days the timetable has."""
    return len({meeting.day for meeting in training_class.sessions})
