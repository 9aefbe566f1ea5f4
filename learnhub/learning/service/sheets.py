"""Task sheets: which tasks of a course are shown at the base, and how far each trainee is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Task, TaskWay
from learnhub.catalogue.service import text_of
from learnhub.catalogue.service.courses import course_lessons
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.rules.sign_offs import is_finished
from learnhub.learning.service.enrolments import enrolments_of
from learnhub.learning.service.hand_ins.queue import trained_at
from learnhub.learning.service.sign_offs import Sheet, signed_counts


@dataclass(frozen=True)
class SheetPlan:
    """A task that is shown at the base, as a course version has it."""

    course_slug: str
    course_title: str
    lesson_slug: str
    version: LessonVersion
    task: Task

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the words of its steps, in order."""
        return tuple(step.text for step in self.task.steps)


@dataclass(frozen=True)
class SheetTold:
    """One trainee's sheet, and how many of its steps are signed."""

    sheet: Sheet
    plan: SheetPlan
    signed_count: int

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the words of its steps, in order."""
        return self.plan.steps

    @property
    def title(self) -> str:
        """Return what the task is called."""
        return self.plan.task.title

    @property
    def is_finished(self) -> bool:
        """Tell whether every step is signed."""
        return is_finished(len(self.steps), range(1, self.signed_count + 1))


def plans_of(session: Session, course_version_ids: Collection[int]) -> dict[int, list[SheetPlan]]:
    """Return the tasks that are shown at the base, by course version, in order; versions without any are left out."""
    found: dict[int, list[SheetPlan]] = {}
    for version_id, course in course_lessons(session, course_version_ids).items():
        for slug, version in course.lessons:
            found.setdefault(version_id, []).extend(
                SheetPlan(course.course.slug, course.version.title, slug, version, task)
                for task in text_of(version).tasks
                if task.way is TaskWay.SHOWN
            )
    return {version_id: plans for version_id, plans in found.items() if plans}


def sheets_of_bases(
    session: Session, bases: set[int], *, on: date, number: int, size: int
) -> tuple[list[SheetTold], int]:
    """Return the sheets of one page of the trainees of these bases, those not finished first, and how many trainees there are.

    size: trainees on a page; one may have several sheets. Who has withdrawn is left out.
    """
    within = (trained_at(bases, on), Enrolment.state != EnrolmentState.WITHDRAWN)
    versions = session.scalars(sa.select(Enrolment.course_version_id).where(*within).distinct()).all()
    plans = plans_of(session, versions)
    wanted = (*within, Enrolment.course_version_id.in_(plans))
    total = session.scalar(sa.select(sa.func.count()).select_from(Enrolment).where(*wanted)) or 0
    enrolments = session.scalars(
        sa.select(Enrolment).where(*wanted).order_by(Enrolment.id).offset((number - 1) * size).limit(size)
    ).all()
    found = _told(session, enrolments, plans)
    return sorted(found, key=lambda one: one.is_finished), total


def own_sheets(session: Session, person_id: int) -> list[SheetTold]:
    """Return the sheets of a person of which a step is signed, those not finished first."""
    enrolments = enrolments_of(session, person_id)
    plans = plans_of(session, {one.course_version_id for one in enrolments})
    begun = [one for one in _told(session, enrolments, plans) if one.signed_count]
    return sorted(begun, key=lambda one: one.is_finished)


def sheet_within_or_none(
    session: Session, bases: set[int], *, on: date, enrolment_id: int, lesson_slug: str, task: str
) -> SheetTold | None:
    """Return a sheet of a trainee of these bases; None otherwise, whether or not it exists."""
    enrolment = session.scalar(
        sa.select(Enrolment).where(Enrolment.id == enrolment_id, trained_at(bases, on))
    )
    if enrolment is None:
        return None
    plans = plans_of(session, [enrolment.course_version_id]).get(enrolment.course_version_id, [])
    plan = next((one for one in plans if (one.lesson_slug, one.task.name) == (lesson_slug, task)), None)
    if plan is None:
        return None
    counts = signed_counts(session, enrolment.person_id, [plan.version.id])
    return SheetTold(Sheet(enrolment, plan.version, task), plan, counts.get((plan.version.id, task), 0))


def _told(
    session: Session, enrolments: Sequence[Enrolment], plans: Mapping[int, Sequence[SheetPlan]]
) -> list[SheetTold]:
    found = []
    for enrolment in enrolments:
        some = plans.get(enrolment.course_version_id, ())
        counts = signed_counts(session, enrolment.person_id, {one.version.id for one in some})
        found += [
            SheetTold(
                Sheet(enrolment, one.version, one.task.name),
                one,
                counts.get((one.version.id, one.task.name), 0),
            )
            for one in some
        ]
    return found
