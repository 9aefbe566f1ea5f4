"""Enrol in a course, and find enrolments."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.catalogue.service.courses import published_version_or_none
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.service.names import subject_of
from learnhub.primitives import Refusal, say


def enrol(session: Session, *, person_id: int, course: Course, now: datetime) -> Enrolment | Refusal:
    """Enrol a person in the published version of a course; enrolling twice is being enrolled."""
    made = enrol_all(session, person_ids=[person_id], course=course, now=now)
    return made if isinstance(made, Refusal) else made[0]


def enrol_all(
    session: Session, *, person_ids: Sequence[int], course: Course, now: datetime
) -> list[Enrolment] | Refusal:
    """Enrol people in the published version of a course, each as enrol does; all of them or none.

    person_ids: each once. Returns an enrolment for each, in their order; the statements sent don't grow with the people.
    """
    known = _enrolments_by_person(session, person_ids, course.id)
    wanted = [one for one in person_ids if one not in known or known[one].state is EnrolmentState.WITHDRAWN]
    if not wanted:
        return [known[one] for one in person_ids]
    if course.state is CourseState.IN_PREPARATION:
        return Refusal(
            "in-preparation", say("这门课还在筹备，现在不能报名。您可以先试学一节，或者看看别的课程。")
        )
    if course.kind is CourseKind.SHARED_MODULE:
        return Refusal("shared-module", say("这是公共内容，不用单独报名。报名任何一门课程，就能一起学。"))
    version = published_version_or_none(session, course)
    if version is None:
        return Refusal("not-published", say("这门课现在不能报名。请看看别的课程，或者联系基地。"))
    made = [
        _enrolled(session, known.get(one), person_id=one, course=course, version=version, now=now)
        for one in wanted
    ]
    session.flush()
    evidence.append_each(session, [_event(one, course, now) for one in made], now=now)
    by_person = known | {one.person_id: one for one in made}
    return [by_person[one] for one in person_ids]


def _enrolled(
    session: Session,
    known: Enrolment | None,
    *,
    person_id: int,
    course: Course,
    version: CourseVersion,
    now: datetime,
) -> Enrolment:
    if known is not None:
        known.state = EnrolmentState.ACTIVE
        return known
    made = Enrolment(
        person_id=person_id,
        course_id=course.id,
        course_version_id=version.id,
        figures_on=now,
        enrolled_at=now,
    )
    session.add(made)
    return made


def _event(made: Enrolment, course: Course, now: datetime) -> evidence.Event:
    return evidence.Event(
        subject=subject_of(made.person_id),
        kind="enrolment.made",
        about=f"enrolment:{made.id}",
        client_id=f"enrolment:{made.id}:{now.isoformat()}",
        happened_at=now,
        payload={"enrolment": made.id, "course": course.slug, "version": made.course_version_id},
    )


def withdraw(session: Session, enrolment: Enrolment, *, now: datetime) -> Refusal | None:
    """Take an enrolment back; what was learned stays learned. Refused once it is completed.

    The caller holds the person (accounts.service.people.hold). Withdrawing twice changes nothing.
    """
    if enrolment.state is EnrolmentState.WITHDRAWN:
        return None
    if enrolment.state is EnrolmentState.COMPLETED:
        return Refusal("completed", say("这门课已经学完了，不用退。"))
    enrolment.state = EnrolmentState.WITHDRAWN
    session.flush()
    evidence.append(
        session,
        evidence.Event(
            subject=subject_of(enrolment.person_id),
            kind="enrolment.withdrawn",
            about=f"enrolment:{enrolment.id}",
            client_id=f"enrolment-withdrawn:{enrolment.id}:{now.isoformat()}",
            happened_at=now,
            payload={"enrolment": enrolment.id},
        ),
        now=now,
    )
    return None


def _enrolments_by_person(
    session: Session, person_ids: Sequence[int], course_id: int
) -> dict[int, Enrolment]:
    rows = session.scalars(
        sa.select(Enrolment).where(Enrolment.person_id.in_(person_ids), Enrolment.course_id == course_id)
    )
    return {row.person_id: row for row in rows}


def enrolment_or_none(session: Session, *, person_id: int, course_id: int) -> Enrolment | None:
    """Return a person's enrolment in a course, withdrawn ones too, or None."""
    return session.scalar(
        sa.select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    )


def own_enrolment_or_none(session: Session, *, person_id: int, enrolment_id: int) -> Enrolment | None:
    """Return an enrolment if it is this person's; None otherwise, whether or not it exists."""
    return session.scalar(
        sa.select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.person_id == person_id)
    )


def enrolments_of(session: Session, person_id: int) -> list[Enrolment]:
    """Return a person's enrolments that were not withdrawn, oldest first."""
    return list(
        session.scalars(
            sa.select(Enrolment)
            .where(Enrolment.person_id == person_id, Enrolment.state != EnrolmentState.WITHDRAWN)
            .order_by(Enrolment.id)
        )
    )


def every_enrolment_of(session: Session, person_id: int) -> list[Enrolment]:
    """Return all enrolments that a person ever had, withdrawn ones too, oldest first: what was learned stays learned."""
    return list(
        session.scalars(sa.select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.id))
    )


def learner_ids(session: Session) -> list[int]:
    """Return the people who ever enrolled, in order of their ids."""
    return list(session.scalars(sa.select(Enrolment.person_id).distinct().order_by(Enrolment.person_id)))
