"""Tell people something, in the unit of work of the deed that they are told of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.jobs import service as jobs
from learnhub.messages.models import (
    DispatchedMessage,
    DispatchState,
    Message,
    MessageAddress,
    MessageChoice,
    MessageDispatch,
)
from learnhub.messages.rules.channels import Channel
from learnhub.messages.rules.kinds import FOLDED_HOURS, KINDS, Kind, folds_into, sentence_of, shortened
from learnhub.primitives import new_token

JOB_SEND = "messages.send"
_KEY_CHARACTERS_MAX = 200
_AT_ONCE = 500

Place = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Note:
    """Something to tell one person. place: endpoint and arguments of the page that it leads to; key: names the deed."""

    person_id: int
    kind: Kind
    words: Mapping[str, str]
    place: Place
    key: str


def tell(
    session: Session,
    person_id: int,
    kind: Kind,
    words: Mapping[str, str],
    place: Place,
    *,
    key: str,
    now: datetime,
) -> bool:
    """Tell one person something; False when it was told already, or when the person switched this kind off.

    words: exactly those that the kind's sentence wants (rules.KINDS); they hold no number of a person and no category.
    place: endpoint and arguments, as for url_for; they are kept as they are. key: names the deed ("claim-paid:3"); the same key tells once for each person, however often
    a job runs. ValueError for words that the kind doesn't know: a fault of the caller.
    """
    return tell_each(session, [Note(person_id, kind, words, place, key)], now=now) == 1


def tell_each(session: Session, notes: Sequence[Note], *, now: datetime) -> int:
    """Tell many people at once, with a number of look-ups that doesn't grow with them; return how many were told anew."""
    count = 0
    # In one order everywhere, so that two deeds never wait for each other's keys.
    ordered = sorted(notes, key=lambda note: (note.person_id, note.key))
    for start in range(0, len(ordered), _AT_ONCE):
        count += _tell_some(session, ordered[start : start + _AT_ONCE], now)
    return count


def _tell_some(session: Session, notes: Sequence[Note], now: datetime) -> int:
    people = sorted({note.person_id for note in notes})
    off = {
        (row.person_id, kind)
        for row in session.scalars(sa.select(MessageChoice).where(MessageChoice.person_id.in_(people)))
        for kind in row.kinds_off
    }
    heads = _heads(session, notes, now)
    channels = _channels(session, people)
    count = 0
    for note in notes:
        sentence_of(note.kind, note.words)  # refuses words that the kind doesn't know
        assert 0 < len(note.key) <= _KEY_CHARACTERS_MAX
        told = KINDS[note.kind]
        if not told.needed and (note.person_id, note.kind.value) in off:
            continue
        beside = heads.setdefault((note.person_id, note.kind.value), [])
        made = _insert(session, note, folds_into(beside), now)
        if made is None:
            continue
        count += 1
        if folds_into(beside) is None:
            beside.append(made)
        if told.goes_out:
            for channel in channels.get(note.person_id, ()):
                _dispatch(session, note.person_id, channel, made, now)
    return count


def _insert(session: Session, note: Note, folded_into: int | None, now: datetime) -> int | None:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    endpoint, arguments = note.place
    made: int | None = session.scalar(
        insert(Message)
        .values(
            person_id=note.person_id,
            kind=note.kind.value,
            words={name: shortened(word) for name, word in note.words.items()},
            endpoint=endpoint,
            arguments=dict(arguments),
            key=note.key,
            told_at=now,
            folded_into_id=folded_into,
        )
        .on_conflict_do_nothing(index_elements=["person_id", "key"])
        .returning(Message.id)
    )
    return made


def _heads(session: Session, notes: Sequence[Note], now: datetime) -> dict[tuple[int, str], list[int]]:
    """Return the unread messages that stand by themselves, of these people and kinds, by both: what further ones fold under."""
    rows = session.execute(
        sa.select(Message.person_id, Message.kind, Message.id).where(
            Message.person_id.in_({note.person_id for note in notes}),
            Message.kind.in_({note.kind.value for note in notes}),
            Message.folded_into_id.is_(None),
            Message.read_at.is_(None),
            Message.told_at > now - timedelta(hours=FOLDED_HOURS),
        )
    )
    found: dict[tuple[int, str], list[int]] = {}
    for person_id, kind, message_id in rows:
        found.setdefault((person_id, kind), []).append(message_id)
    return found


def _channels(session: Session, people: Sequence[int]) -> dict[int, list[Channel]]:
    found: dict[int, list[Channel]] = {}
    for person_id, channel in session.execute(
        sa.select(MessageAddress.person_id, MessageAddress.channel)
        .where(MessageAddress.person_id.in_(people), MessageAddress.confirmed_at.is_not(None))
        .order_by(MessageAddress.person_id, MessageAddress.channel)
    ):
        found.setdefault(person_id, []).append(channel)
    return found


def _dispatch(session: Session, person_id: int, channel: Channel, message_id: int, now: datetime) -> None:
    """Have a message join what already waits to be sent, or begin another."""
    waiting = session.scalar(
        sa.select(MessageDispatch)
        .where(
            MessageDispatch.person_id == person_id,
            MessageDispatch.channel == channel,
            MessageDispatch.state == DispatchState.WAITING,
        )
        .order_by(MessageDispatch.id.desc())
        .limit(1)
        # Held by a worker or another deed just now: its count may be taken already, so another one is begun.
        .with_for_update(skip_locked=True)
    )
    if waiting is None:
        waiting = MessageDispatch(
            person_id=person_id,
            channel=channel,
            token=new_token(16),
            state=DispatchState.WAITING,
            runs=1,
            made_at=now,
        )
        session.add(waiting)
        session.flush()
        jobs.enqueue(session, JOB_SEND, {"dispatch": waiting.id}, key=f"{JOB_SEND}:{waiting.id}:1", now=now)
    session.add(DispatchedMessage(message_id=message_id, channel=channel, dispatch_id=waiting.id))
    session.flush()
