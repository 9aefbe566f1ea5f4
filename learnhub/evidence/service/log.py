"""Append to the log, and read it."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.evidence.models import ChainHead, Evidence
from learnhub.evidence.rules import FIRST, Link, canonical, link_digest, payload_digest

CLIENT_ID_CHARACTERS_MAX = 120
PAYLOAD_BYTES_MAX = 20_000
CLOCK_AHEAD_MAX = timedelta(minutes=5)


@dataclass(frozen=True)
class Event:
    """Something to be logged.

    subject: whose chain. about: what it concerns; both as "noun:id".
    client_id: chosen by whoever reports; unique within the subject, at most 120 characters.
    happened_at: as the reporter's clock tells it. A clock that runs ahead of the server's is held to the server's.
    payload: JSON values; never a certificate number, a disability category, or anything that a chain needn't keep.
    """

    subject: str
    kind: str
    about: str
    client_id: str
    happened_at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Appended:
    """An entry and whether this call made it (False: it was there already)."""

    entry: Evidence
    is_new: bool


def append(session: Session, event: Event, *, now: datetime) -> Appended:
    """Log an event once; the same client id again returns the first entry unchanged.

    Raises ValueError for an event that no caller should make (oversized, unnamed); callers validate what people type.
    """
    return append_all(session, [event], now=now)[0]


def append_all(session: Session, events: Sequence[Event], *, now: datetime) -> list[Appended]:
    """Log events of one subject in the order given, each once; four statements, however many there are.

    Returns one Appended for each event, in their order. A client id twice among them is one entry.
    Raises ValueError for events of several subjects, and as append does.
    """
    if not events:
        return []
    subject = events[0].subject
    for event in events:
        _check(event, subject)
    return append_each(session, events, now=now)


def append_each(session: Session, events: Sequence[Event], *, now: datetime) -> list[Appended]:
    """Log events of many subjects, each subject's in the order given, each once; as few statements as for one subject.

    Returns one Appended for each event, in their order. Raises ValueError as append does.
    """
    for event in events:
        _check(event, event.subject)
    heads = _locked_heads(session, {event.subject for event in events})
    known = _by_client_id(session, heads, {event.client_id for event in events})
    appended = []
    for event in events:
        key = (event.subject, event.client_id)
        is_new = key not in known
        if is_new:
            head = heads[event.subject]
            entry = _entry_after(head, event, now)
            session.add(entry)
            head.position, head.digest = entry.position, entry.digest
            known[key] = entry
        appended.append(Appended(known[key], is_new=is_new))
    session.flush()
    return appended


def lock_chain(session: Session, subject: str) -> None:
    """Hold a chain until the unit of work ends: nobody else appends to it meanwhile."""
    _locked_heads(session, {subject})


def entries(session: Session, subject: str, kinds: Sequence[str] = ()) -> list[Evidence]:
    """Return the entries of one chain in order, of some kinds or of all."""
    query = sa.select(Evidence).where(Evidence.subject == subject).order_by(Evidence.position)
    return list(session.scalars(query.where(Evidence.kind.in_(kinds)) if kinds else query))


def entries_about(session: Session, abouts: Sequence[str], subject: str = "") -> list[Evidence]:
    """Return the entries that concern these things, of one subject or of all, in chain order."""
    query = (
        sa.select(Evidence).where(Evidence.about.in_(abouts)).order_by(Evidence.subject, Evidence.position)
    )
    return list(session.scalars(query.where(Evidence.subject == subject) if subject else query))


def entries_at(session: Session, subject: str, positions: Collection[int]) -> dict[int, Evidence]:
    """Return the entries at these positions of one chain, by position; positions without an entry are left out."""
    rows = session.scalars(
        sa.select(Evidence).where(Evidence.subject == subject, Evidence.position.in_(positions))
    )
    return {row.position: row for row in rows}


def entries_of_kind(session: Session, kind: str) -> list[Evidence]:
    """Return the entries of one kind in all chains, by chain and position; for kinds that are few on a site."""
    query = sa.select(Evidence).where(Evidence.kind == kind)
    return list(session.scalars(query.order_by(Evidence.subject, Evidence.position)))


def entry_or_none(session: Session, subject: str, client_id: str) -> Evidence | None:
    """Return the entry that a reporter gave this id."""
    return session.scalar(
        sa.select(Evidence).where(Evidence.subject == subject, Evidence.client_id == client_id)
    )


def is_any_logged(session: Session, events: Collection[Event]) -> bool:
    """Tell whether one of these events, or another that was sent with its id, is in its chain; one statement."""
    known = _by_client_id(session, {event.subject for event in events}, {event.client_id for event in events})
    return any((event.subject, event.client_id) in known for event in events)


def _check(event: Event, subject: str) -> None:
    if not event.client_id or len(event.client_id) > CLIENT_ID_CHARACTERS_MAX or not event.subject:
        raise ValueError("an event needs a subject and a client id of at most 120 characters")
    if event.subject != subject:
        raise ValueError("events that are appended together belong to one chain")
    if len(canonical(dict(event.payload))) > PAYLOAD_BYTES_MAX:
        raise ValueError("payload too large")


def _by_client_id(
    session: Session, subjects: Collection[str], client_ids: Collection[str]
) -> dict[tuple[str, str], Evidence]:
    rows = session.scalars(
        sa.select(Evidence).where(Evidence.subject.in_(subjects), Evidence.client_id.in_(client_ids))
    )
    return {(row.subject, row.client_id): row for row in rows}


def _entry_after(head: ChainHead, event: Event, now: datetime) -> Evidence:
    payload, salt = dict(event.payload), secrets.token_hex(16)
    link = Link(
        subject=event.subject,
        position=head.position + 1,
        kind=event.kind,
        about=event.about,
        client_id=event.client_id,
        happened_at=now if event.happened_at > now + CLOCK_AHEAD_MAX else event.happened_at,
        received_at=now,
        payload_digest=payload_digest(salt, payload),
        previous=head.digest,
    )
    return Evidence(**link.__dict__, payload=payload, salt=salt, digest=link_digest(link))


def _locked_heads(session: Session, subjects: Collection[str]) -> dict[str, ChainHead]:
    # In one order for everybody: two units that hold several chains can't wait for each other.
    query = (
        sa.select(ChainHead)
        .where(ChainHead.subject.in_(subjects))
        .order_by(ChainHead.subject)
        .with_for_update()
    )
    heads = {head.subject: head for head in session.scalars(query)}
    missing = sorted(set(subjects) - set(heads))
    if not missing:
        return heads
    rows = [{"subject": subject, "position": 0, "digest": FIRST} for subject in missing]
    session.execute(_insert_for(session)(ChainHead).values(rows).on_conflict_do_nothing())
    return {head.subject: head for head in session.scalars(query)}


def _insert_for(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
