"""Say something to a class or to one of its trainees; everybody hears of it in the way they chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.learning.models import Sending
from learnhub.learning.rules.sendings import SendingTold
from learnhub.learning.service.sendings import sendings_told
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, say
from learnhub.training.models import ClassMessage, ClassMessageReader, TrainingClass
from learnhub.training.service.members import Member

DAILY_MAX = 20
_NOBODY = Refusal("nobody", say("班里还没有学员，没有人能收到。"))
_TOO_MANY = Refusal(
    "too-many", say("今天已经给这个班发了 %(daily_max)s 条。请明天再发，或者当面说。", daily_max=DAILY_MAX)
)


@dataclass(frozen=True)
class ClassMessageTold:
    """Something said. readers: nicknames of whom it was said to, by id. writer: a nickname."""

    id: int
    training_class_id: int
    sending: SendingTold
    writer: str
    readers: tuple[str, ...]
    sent_at: datetime


def refusal_to_tell(
    session: Session, training_class: TrainingClass, to: Sequence[Member], *, now: datetime
) -> Refusal | None:
    """Say why nothing can be said now, None when it can."""
    if not to:
        return _NOBODY
    lately = sa.select(sa.func.count()).where(
        ClassMessage.training_class_id == training_class.id, ClassMessage.sent_at > now - timedelta(days=1)
    )
    return _TOO_MANY if (session.scalar(lately) or 0) >= DAILY_MAX else None


def tell_class(
    session: Session,
    training_class: TrainingClass,
    to: Sequence[Member],
    *,
    sending: Sending,
    by_id: int,
    now: datetime,
) -> ClassMessage:
    """Say something to these trainees of a class."""
    made = ClassMessage(training_class_id=training_class.id, sending_id=sending.id, by_id=by_id, sent_at=now)
    session.add(made)
    session.flush()
    session.add_all(ClassMessageReader(message_id=made.id, person_id=one.person_id) for one in to)
    session.flush()
    place: messages.Place = ("training.own_class_message", {"message_id": made.id})
    words = {"class_title": training_class.title}
    messages.tell_each(
        session,
        [
            messages.Note(one.person_id, Kind.TEACHER_WROTE, words, place, f"class-message:{made.id}")
            for one in to
        ],
        now=now,
    )
    return made


def messages_of_class(
    session: Session, training_class: TrainingClass, *, number: int, size: int
) -> tuple[list[ClassMessageTold], int]:
    """Return one page of what was said to a class or its trainees, the newest first, and how many there are."""
    query = sa.select(ClassMessage).where(ClassMessage.training_class_id == training_class.id)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(ClassMessage.id.desc()).offset((number - 1) * size).limit(size)
    return _told(session, session.scalars(rows).all()), total


def message_of_class_or_none(
    session: Session, training_class: TrainingClass, message_id: int
) -> ClassMessageTold | None:
    """Return what was said if it was said to this class or one of its trainees; None otherwise, whether or not it exists."""
    row = session.get(ClassMessage, message_id)
    if row is None or row.training_class_id != training_class.id:
        return None
    return _told(session, [row])[0]


def own_class_message_or_none(session: Session, person_id: int, message_id: int) -> ClassMessageTold | None:
    """Return what was said if it was said to this person; None otherwise, whether or not it exists."""
    if session.get(ClassMessageReader, (message_id, person_id)) is None:
        return None
    return _told(session, [session.get_one(ClassMessage, message_id)])[0]


def _told(session: Session, rows: Sequence[ClassMessage]) -> list[ClassMessageTold]:
    sendings = sendings_told(session, [one.sending_id for one in rows])
    found = session.execute(
        sa.select(ClassMessageReader.message_id, ClassMessageReader.person_id)
        .where(ClassMessageReader.message_id.in_([one.id for one in rows]))
        .order_by(ClassMessageReader.person_id)
    ).all()
    names = nicknames(session, sorted({one.by_id for one in rows} | {person_id for _id, person_id in found}))
    return [
        ClassMessageTold(
            one.id,
            one.training_class_id,
            sendings[one.sending_id],
            names[one.by_id],
            tuple(names[person_id] for message_id, person_id in found if message_id == one.id),
            one.sent_at,
        )
        for one in rows
    ]
