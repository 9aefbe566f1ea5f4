"""The roll of a session, and marks through the evidence log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.evidence import service as evidence
from learnhub.learning.service import subject_of
from learnhub.primitives import Refusal, local_date, say
from learnhub.training.models import ClassSession, ClassState, TrainingClass
from learnhub.training.rules import (
    KIND_MARKED,
    Mark,
    MarkTyped,
    check_mark,
    date_words,
    is_applicable,
    marks_in_force,
)
from learnhub.training.service.marks import about_session, mark_of, mark_rows
from learnhub.training.service.members import members

# A class that was only applied for has no roll yet; one that was cancelled has none any more.
ROLL_STATES = frozenset({ClassState.APPROVED, ClassState.RUNNING, ClassState.CLOSED})


@dataclass(frozen=True)
class RollRow:
    """One trainee in the roll of one session; mark is None while nothing has been marked.

    is_applicable: False for somebody who joined the class after this session.
    """

    person_id: int
    enrolment_id: int
    nickname: str
    mark: Mark | None
    is_applicable: bool


def roll(session: Session, class_session: ClassSession) -> list[RollRow]:
    """Return the roll of a session: every trainee of the class with the mark in force, by enrolment."""
    people = members(session, class_session.training_class_id)
    names = nicknames(session, [one.person_id for one in people])
    marked = marks_in_force(mark_of(row) for row in mark_rows(session, [class_session.id]))
    return [
        RollRow(
            one.person_id,
            one.enrolment_id,
            names[one.person_id],
            marked.get((subject_of(one.person_id), class_session.id)),
            is_applicable(one.joined_on, class_session.day),
        )
        for one in people
    ]


def mark_roll(
    session: Session,
    *,
    class_session: ClassSession,
    typed: Sequence[MarkTyped],
    marked_by: int,
    client_id: str,
    now: datetime,
) -> int | Refusal:
    """Log the marks that differ from those in force; return how many were logged. All of them are logged, or none.

    A later mark of the same trainee and session corrects the earlier one, and both stay in the log.
    client_id: one per form shown, at most 64 characters: the same form sent twice marks once, also when it arrives late,
    after somebody else has corrected it.
    """
    refusal = _roll_refusal(session, class_session, now)
    if refusal is not None:
        return refusal
    # One roll is written at a time: what is compared with is what is in force.
    session.scalars(
        sa.select(ClassSession.id).where(ClassSession.id == class_session.id).with_for_update()
    ).one()
    rows = {row.person_id: row for row in roll(session, class_session)}
    changes = []
    for one in typed:
        if one.person_id not in rows:
            return Refusal("not-in-class", say("名单里有人已经不在这个班了。请刷新页面，看看现在的名单。"))
        if not rows[one.person_id].is_applicable:
            return Refusal(
                "joined-later",
                say(
                    "%(nickname)s是这次课以后才进班的，这次课不用点。", nickname=rows[one.person_id].nickname
                ),
            )
        refusal = check_mark(one.presence, one.minutes, class_session.planned_minutes)
        if refusal is not None:
            return refusal
        known = rows[one.person_id].mark
        if known is None or (known.presence, known.minutes) != (one.presence, one.counted_minutes):
            changes.append(_event(class_session, one, marked_by, client_id, now))
    if evidence.is_any_logged(session, changes):
        return Refusal(
            "sent-before",
            say("这张点名表已经交过，后来又改过点名。请看一看下面填的，如果还要这样记，再按一次保存。"),
        )
    evidence.append_each(session, changes, now=now)
    return len(changes)


def _roll_refusal(session: Session, class_session: ClassSession, now: datetime) -> Refusal | None:
    training_class = session.get_one(TrainingClass, class_session.training_class_id)
    if training_class.state not in ROLL_STATES:
        return Refusal("no-roll", say("这个班现在不能点名：它还没有批准，或者已经取消。请联系基地。"))
    if class_session.day > local_date(now):
        return Refusal(
            "not-yet", say("这次课是%(day)s的，到了那天再点名。", day=date_words(class_session.day))
        )
    return None


def _event(
    class_session: ClassSession, typed: MarkTyped, marked_by: int, client_id: str, now: datetime
) -> evidence.Event:
    # What is said belongs to the id: somebody who goes back to the form, mends it and sends it again corrects.
    said = f"{typed.presence.value}:{typed.counted_minutes}"
    return evidence.Event(
        subject=subject_of(typed.person_id),
        kind=KIND_MARKED,
        about=about_session(class_session.id),
        client_id=f"roll:{client_id}:{class_session.id}:{said}",
        happened_at=now,
        payload={
            "class": class_session.training_class_id,
            "session": class_session.id,
            "day": class_session.day.isoformat(),
            "presence": typed.presence.value,
            "minutes": typed.counted_minutes,
            "marked_by": marked_by,
            "method": typed.method.value,
            **({"shown_by": typed.shown_by} if typed.shown_by is not None else {}),
        },
    )
