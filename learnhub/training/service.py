"""Classes of a person, the roll of a session, and marks through the evidence log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.primitives import Refusal
from learnhub.training.models import ClassPlace, ClassSession, ClassTeacher, TrainingClass
from learnhub.training.rules import (
    KIND_MARKED,
    Day,
    Mark,
    Presence,
    attended_days,
    check_mark,
    marks_in_force,
)


@dataclass(frozen=True)
class RollRow:
    """One trainee in the roll of one session; mark is None while nothing has been marked."""

    person_id: int
    nickname: str
    mark: Mark | None


@dataclass(frozen=True)
class MarkTyped:
    """What an instructor says of one trainee in one session."""

    person_id: int
    presence: Presence
    minutes: int


def about_session(session_id: int) -> str:
    """Return how evidence names a class session."""
    return f"class-session:{session_id}"


def classes_taught_by(session: Session, person_id: int) -> list[TrainingClass]:
    """Return the classes that a person teaches, newest first."""
    return list(
        session.scalars(
            sa.select(TrainingClass)
            .join(ClassTeacher)
            .where(ClassTeacher.person_id == person_id)
            .order_by(TrainingClass.opened_on.desc(), TrainingClass.id)
        )
    )


def taught_class_or_none(session: Session, class_id: int, person_id: int) -> TrainingClass | None:
    """Return a class if this person teaches it; None otherwise, whether or not the class exists."""
    return session.scalar(
        sa.select(TrainingClass)
        .join(ClassTeacher)
        .where(TrainingClass.id == class_id, ClassTeacher.person_id == person_id)
    )


def session_of_class_or_none(session: Session, class_id: int, session_id: int) -> ClassSession | None:
    """Return a session of a class, or None."""
    return session.scalar(
        sa.select(ClassSession).where(
            ClassSession.id == session_id, ClassSession.training_class_id == class_id
        )
    )


def class_of_enrolment_or_none(session: Session, enrolment_id: int) -> TrainingClass | None:
    """Return the class in which an enrolment has its place, or None."""
    return session.scalar(
        sa.select(TrainingClass).join(ClassPlace).where(ClassPlace.enrolment_id == enrolment_id)
    )


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


def take_place(
    session: Session, *, training_class: TrainingClass, enrolment: Enrolment, today: date
) -> Refusal | None:
    """Give an enrolment a place in a class."""
    if enrolment.course_id != training_class.course_id:
        return Refusal("other-course", "这个班上的是另一门课程，请选同一门课程的班。")
    if session.get(ClassPlace, enrolment.id) is not None:
        return Refusal("has-a-place", "这名学员已经在班里了。")
    # The row of the class is locked so that two people can't take the last place.
    session.scalars(
        sa.select(TrainingClass.id).where(TrainingClass.id == training_class.id).with_for_update()
    ).one()
    if len(places(session, training_class.id)) >= training_class.capacity:
        return Refusal(
            "class-full", f"这个班最多 {training_class.capacity} 人，已经满了。请联系基地加班或换班。"
        )
    session.add(ClassPlace(enrolment_id=enrolment.id, training_class_id=training_class.id, joined_on=today))
    session.flush()
    return None


def roll(session: Session, class_session: ClassSession) -> list[RollRow]:
    """Return the roll of a session: every trainee of the class with the mark in force."""
    people = [enrolment.person_id for enrolment in places(session, class_session.training_class_id)]
    names = nicknames(session, people)
    marked = marks_in_force(_marks(session, [class_session.id]))
    return [
        RollRow(person, names[person], marked.get((subject_of(person), class_session.id)))
        for person in people
    ]


def mark(
    session: Session,
    *,
    class_session: ClassSession,
    typed: MarkTyped,
    marked_by: int,
    client_id: str,
    now: datetime,
) -> Evidence | Refusal:
    """Log one mark; a later mark of the same trainee and session corrects it, and both stay in the log.

    A mark that says what is in force already is not logged again.
    """
    if typed.person_id not in {e.person_id for e in places(session, class_session.training_class_id)}:
        return Refusal("not-in-class", "这名学员不在这个班里，请先把他加进班级名单。")
    minutes = typed.minutes if typed.presence is Presence.PRESENT else 0
    refusal = check_mark(typed.presence, minutes, class_session.planned_minutes)
    if refusal is not None:
        return refusal
    event = evidence.Event(
        subject=subject_of(typed.person_id),
        kind=KIND_MARKED,
        about=about_session(class_session.id),
        client_id=client_id,
        happened_at=now,
        payload={
            "class": class_session.training_class_id,
            "session": class_session.id,
            "day": class_session.day.isoformat(),
            "presence": typed.presence.value,
            "minutes": minutes,
            "marked_by": marked_by,
        },
    )
    return evidence.append(session, event, now=now).entry


def mark_roll(
    session: Session,
    *,
    class_session: ClassSession,
    typed: Sequence[MarkTyped],
    marked_by: int,
    client_id: str,
    now: datetime,
) -> int | Refusal:
    """Log the marks of a whole roll that differ from those in force; return how many were logged.

    client_id: one per form, so that sending the form twice marks once.
    """
    in_force = {row.person_id: row.mark for row in roll(session, class_session)}
    logged = 0
    for one in typed:
        known = in_force.get(one.person_id)
        minutes = one.minutes if one.presence is Presence.PRESENT else 0
        if known is not None and (known.presence, known.minutes) == (one.presence, minutes):
            continue
        outcome = mark(
            session,
            class_session=class_session,
            typed=one,
            marked_by=marked_by,
            client_id=f"{client_id}:{one.person_id}",
            now=now,
        )
        if isinstance(outcome, Refusal):
            return outcome
        logged += 1
    return logged


def days_of(session: Session, *, training_class: TrainingClass, person_id: int) -> tuple[Day, ...]:
    """Return the days that a trainee attended in a class, with the evidence rows behind each."""
    ids = [meeting.id for meeting in training_class.sessions]
    return attended_days(_marks(session, ids, subject_of(person_id)))


def marks_of(session: Session, *, training_class: TrainingClass, person_id: int) -> dict[int, Mark]:
    """Return the marks in force of one trainee in a class, by session id."""
    ids = [meeting.id for meeting in training_class.sessions]
    found = marks_in_force(_marks(session, ids, subject_of(person_id)))
    return {session_id: one for (_subject, session_id), one in found.items()}


def scheduled_days(training_class: TrainingClass) -> int:
    """Return how many calendar days the timetable has."""
    return len({meeting.day for meeting in training_class.sessions})


def _marks(session: Session, session_ids: Sequence[int], subject: str = "") -> list[Mark]:
    rows = evidence.entries_about(session, [about_session(i) for i in session_ids], subject)
    return [
        Mark(
            subject=row.subject,
            position=row.position,
            session_id=row.payload["session"],
            day=date.fromisoformat(row.payload["day"]),
            presence=Presence(row.payload["presence"]),
            minutes=row.payload["minutes"],
            marked_by=row.payload["marked_by"],
        )
        for row in rows
        if row.kind == KIND_MARKED and row.payload is not None
    ]
