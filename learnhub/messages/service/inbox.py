"""A person's inbox: what was told, newest first, what of it was read; every question is bounded, however much there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.messages.models import Message
from learnhub.messages.rules.kinds import KINDS, Kind, sentence_of

UNREAD_COUNTED_MAX = 99
FORGOTTEN_AT_ONCE = 5_000


@dataclass(frozen=True)
class MessageTold:
    """A message as pages show it. folded: how many further ones of its kind stand under it."""

    id: int
    kind: Kind
    sentence: str
    endpoint: str
    arguments: Mapping[str, Any]
    told_at: datetime
    is_read: bool
    folded: int = 0

    @property
    def name(self) -> str:
        """Return the name of its kind."""
        return KINDS[self.kind].name


def unread_count(session: Session, person_id: int) -> int:
    """Return how many messages a person hasn't read, at most UNREAD_COUNTED_MAX + 1, which means more; one short look into an index."""
    some = (
        sa.select(Message.id)
        .where(Message.person_id == person_id, Message.read_at.is_(None))
        .limit(UNREAD_COUNTED_MAX + 1)
        .subquery()
    )
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def inbox(session: Session, person_id: int, *, number: int, size: int) -> tuple[list[MessageTold], int]:
    """Return one page of a person's messages, newest first, floods folded, and how many there are in all pages."""
    return _page(
        session, sa.and_(Message.person_id == person_id, Message.folded_into_id.is_(None)), number, size
    )


def of_kind(
    session: Session, person_id: int, kind: Kind, *, number: int, size: int
) -> tuple[list[MessageTold], int]:
    """Return one page of a person's messages of one kind, newest first, nothing folded, and how many there are."""
    return _page(session, sa.and_(Message.person_id == person_id, Message.kind == kind.value), number, size)


def unread(session: Session, person_id: int, *, size: int) -> list[MessageTold]:
    """Return the newest messages that a person hasn't read, floods folded."""
    rows, _total = _page(
        session,
        sa.and_(Message.person_id == person_id, Message.read_at.is_(None), Message.folded_into_id.is_(None)),
        1,
        size,
    )
    return rows


def all_of(session: Session, person_id: int, *, most: int) -> list[MessageTold]:
    """Return a person's messages, newest first, nothing folded: for the copy of what is kept."""
    rows = session.scalars(
        sa.select(Message).where(Message.person_id == person_id).order_by(Message.id.desc()).limit(most)
    )
    return [_told(row, 0) for row in rows]


def newest_id(session: Session, person_id: int) -> int:
    """Return the number of a person's newest message, 0 when there is none: what 全部看过 reaches to."""
    return session.scalar(sa.select(sa.func.max(Message.id)).where(Message.person_id == person_id)) or 0


def read(session: Session, person_id: int, message_id: int, *, now: datetime) -> MessageTold | None:
    """Mark one's own message as read and return it; None for whatever isn't one's own, whether or not it exists."""
    row = session.scalar(sa.select(Message).where(Message.id == message_id, Message.person_id == person_id))
    if row is None:
        return None
    row.read_at = row.read_at or now
    session.flush()
    return _told(row, 0)


def read_all(session: Session, person_id: int, *, until_id: int, now: datetime) -> int:
    """Mark all messages as read up to the newest that the page showed, folded ones too; return how many weren't read yet."""
    done = session.execute(
        sa.update(Message)
        .where(Message.person_id == person_id, Message.read_at.is_(None), Message.id <= until_id)
        .values(read_at=now)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


def messages_before(session: Session, instant: datetime) -> list[int]:
    """Return messages that were told before an instant, oldest first, at most FORGOTTEN_AT_ONCE."""
    query = sa.select(Message.id).where(Message.told_at < instant).order_by(Message.told_at)
    return list(session.scalars(query.limit(FORGOTTEN_AT_ONCE)))


def forget(session: Session, message_ids: Sequence[int]) -> None:
    """Delete messages, read or not."""
    session.execute(
        sa.delete(Message).where(Message.id.in_(message_ids)).execution_options(synchronize_session=False)
    )


def _page(
    session: Session, which: sa.ColumnElement[bool], number: int, size: int
) -> tuple[list[MessageTold], int]:
    total = session.scalar(sa.select(sa.func.count()).select_from(Message).where(which)) or 0
    rows = session.scalars(
        sa.select(Message).where(which).order_by(Message.id.desc()).offset((number - 1) * size).limit(size)
    ).all()
    beneath = (
        sa.select(Message.folded_into_id, sa.func.count())
        .where(Message.folded_into_id.in_([row.id for row in rows]))
        .group_by(Message.folded_into_id)
    )
    folded = {row[0]: row[1] for row in session.execute(beneath)}
    return [_told(row, folded.get(row.id, 0)) for row in rows], total


def _told(row: Message, folded: int) -> MessageTold:
    kind = Kind(row.kind)
    words = {name: str(row.words.get(name, "")) for name in KINDS[kind].wanted_words}
    return MessageTold(
        row.id,
        kind,
        sentence_of(kind, words),
        row.endpoint,
        row.arguments,
        row.told_at,
        row.read_at is not None,
        folded,
    )
