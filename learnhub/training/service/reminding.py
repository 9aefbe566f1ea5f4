"""Tell the people of a class of its meetings: that something was changed, and the day before."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import local_date
from learnhub.training.models import ClassChange, ClassSession, TrainingClass
from learnhub.training.rules.changes import ChangeKind
from learnhub.training.service.classes import OPEN_STATES
from learnhub.training.service.members import members
from learnhub.training.service.openings import teacher_ids

# How many places there are and who teaches moves nobody's day.
_TOLD = frozenset(ChangeKind) - {ChangeKind.CAPACITY, ChangeKind.TEACHERS}
# Where a person's own meetings stand, with place, time and access.
_OWN_PAGE: messages.Place = ("pages.me", {})
_CLASSES: messages.Place = ("training.classes", {})


def tell_of_change(session: Session, change: ClassChange, *, by: int, now: datetime) -> None:
    """Tell everybody who learns or teaches in a class that its days or its place were changed, but not who changed it."""
    if change.kind not in _TOLD:
        return
    training_class = session.get_one(TrainingClass, change.training_class_id)
    _tell(
        session, training_class, Kind.CLASS_CHANGED, {"class_title": training_class.title},
        key=f"class-change:{change.id}", but={by}, now=now,
    )  # fmt: skip


def tell_of_tomorrow(session: Session, *, now: datetime) -> int:
    """Tell everybody who learns or teaches in a meeting of tomorrow, once; return how many were told."""
    tomorrow = local_date(now) + timedelta(days=1)
    rows = session.scalars(
        sa.select(ClassSession)
        .join(TrainingClass, TrainingClass.id == ClassSession.training_class_id)
        .where(ClassSession.day == tomorrow, TrainingClass.state.in_(OPEN_STATES))
        .order_by(ClassSession.id)
    ).all()
    return sum(
        _tell(
            session, meeting.training_class, Kind.MEETING_TOMORROW,
            {"time": meeting.starts_at, "place": meeting.training_class.place},
            key=f"meeting:{meeting.id}:{tomorrow}", but=(), now=now,
        )
        for meeting in rows
    )  # fmt: skip


def _tell(
    session: Session,
    found: TrainingClass,
    kind: Kind,
    words: dict[str, str],
    *,
    key: str,
    but: Collection[int],
    now: datetime,
) -> int:
    teachers = set(teacher_ids(session, found.id))
    places = {one.person_id: _OWN_PAGE for one in members(session, found.id)} | dict.fromkeys(
        teachers, _CLASSES
    )
    notes = [
        messages.Note(person_id, kind, words, place, key)
        for person_id, place in places.items()
        if person_id not in but
    ]
    return messages.tell_each(session, notes, now=now)
