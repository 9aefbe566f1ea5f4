"""Enrol in a course, and find enrolments."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.catalogue.service.courses import published_version_or_none
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.service.names import subject_of
from learnhub.primitives import Refusal, say


def enrol(session: Session, *, person_id: int, course: Course, now: datetime) -> Enrolment | Refusal:
    """Enrol a person in the published version of a course; enrolling twice is being enrolled."""
    known = enrolment_or_none(session, person_id=person_id, course_id=course.id)
    if known is not None and known.state is not EnrolmentState.WITHDRAWN:
        return known
    if course.state is CourseState.IN_PREPARATION:
        return Refusal(
            "in-preparation", say("这门课还在筹备，现在不能报名。您可以先试学一节，或者看看别的课程。")
        )
    if course.kind is CourseKind.SHARED_MODULE:
        return Refusal("shared-module", say("这是公共内容，不用单独报名。报名任何一门课程，就能一起学。"))
    version = published_version_or_none(session, course)
    if version is None:
        return Refusal("not-published", say("这门课现在不能报名。请看看别的课程，或者联系基地。"))
    if known is not None:
        known.state = EnrolmentState.ACTIVE
        made = known
    else:
        made = Enrolment(
            person_id=person_id,
            course_id=course.id,
            course_version_id=version.id,
            figures_on=now,
            enrolled_at=now,
        )
        session.add(made)
        session.flush()
    evidence.append(
        session,
        evidence.Event(
            subject=subject_of(person_id),
            kind="enrolment.made",
            about=f"enrolment:{made.id}",
            client_id=f"enrolment:{made.id}:{now.isoformat()}",
            happened_at=now,
            payload={"enrolment": made.id, "course": course.slug, "version": made.course_version_id},
        ),
        now=now,
    )
    return made


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
