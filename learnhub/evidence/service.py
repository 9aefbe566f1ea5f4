"""Append to the log, read it, seal it, verify it, erase payloads."""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.evidence.adapters import signing
from learnhub.evidence.models import ChainHead, Evidence, Seal, SealedHead
from learnhub.evidence.rules import (
    FIRST,
    Fault,
    Head,
    Link,
    canonical,
    chain_faults,
    link_digest,
    payload_digest,
    seal_message,
    seal_root,
)

CLIENT_ID_CHARACTERS_MAX = 120
PAYLOAD_BYTES_MAX = 20_000
CLOCK_AHEAD_MAX = timedelta(minutes=5)
_ROWS_AT_ONCE = 5_000


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
    head = _locked_head(session, subject)
    known = _by_client_id(session, subject, {event.client_id for event in events})
    appended = []
    for event in events:
        is_new = event.client_id not in known
        if is_new:
            entry = _entry_after(head, event, now)
            session.add(entry)
            head.position, head.digest = entry.position, entry.digest
            known[event.client_id] = entry
        appended.append(Appended(known[event.client_id], is_new=is_new))
    session.flush()
    return appended


def lock_chain(session: Session, subject: str) -> None:
    """Hold a chain until the unit of work ends: nobody else appends to it meanwhile."""
    _locked_head(session, subject)


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


def entry_or_none(session: Session, subject: str, client_id: str) -> Evidence | None:
    """Return the entry that a reporter gave this id."""
    return session.scalar(
        sa.select(Evidence).where(Evidence.subject == subject, Evidence.client_id == client_id)
    )


def seal(session: Session, *, key: bytes, now: datetime) -> Seal | None:
    """Seal all heads that moved since the last seal; None when nothing moved."""
    last = session.scalar(sa.select(Seal).order_by(Seal.number.desc()).limit(1))
    moved = _moved_heads(session)
    if not moved:
        return None
    number, previous = (last.number + 1, last.root) if last else (1, FIRST)
    root = seal_root(moved)
    signature, public_key = signing.sign(key, seal_message(number, now, root, previous))
    made = Seal(
        number=number, sealed_at=now, root=root, previous=previous, signature=signature, public_key=public_key
    )
    session.add(made)
    session.flush()
    session.add_all(
        SealedHead(seal_number=number, subject=h.subject, position=h.position, digest=h.digest) for h in moved
    )
    session.flush()
    return made


def public_key_of(key: bytes) -> str:
    """Return the public half of the site's seal key, in hexadecimal, as seals carry it."""
    return signing.public_key_of(key)


def seal_over(session: Session, subject: str, position: int) -> Seal | None:
    """Return the first seal that covers an entry, or None while it is not sealed."""
    number = session.scalar(
        sa.select(sa.func.min(SealedHead.seal_number)).where(
            SealedHead.subject == subject, SealedHead.position >= position
        )
    )
    return session.get(Seal, number) if number is not None else None


def seals_over(session: Session, subject: str, positions: Collection[int]) -> dict[int, Seal]:
    """Return for each of these positions of one chain the first seal that covers it; those not sealed yet are left out."""
    sealed = session.execute(
        sa.select(SealedHead.position, Seal)
        .join(Seal, Seal.number == SealedHead.seal_number)
        .where(SealedHead.subject == subject)
        .order_by(Seal.number)
    ).all()
    found: dict[int, Seal] = {}
    for position in positions:
        covering = next((made for head, made in sealed if head >= position), None)
        if covering is not None:
            found[position] = covering
    return found


def erase_payloads(session: Session, *, kinds: Sequence[str], received_before: datetime) -> int:
    """Erase payloads whose retention has ended; chains stay whole. Returns how many were erased."""
    erased = session.scalars(
        sa.update(Evidence)
        .where(
            Evidence.kind.in_(kinds), Evidence.received_at < received_before, Evidence.payload.is_not(None)
        )
        .values(payload=sa.null(), salt=sa.null())
        .returning(Evidence.id)
    )
    return len(erased.all())


def verify(session: Session, *, public_key: str = "") -> list[Fault]:
    """Find every changed, missing or foreign entry, head and seal, each named by its row.

    public_key: hexadecimal; when given, seals signed by any other key are faults too.
    """
    return list(_faults(session, public_key))


def _faults(session: Session, public_key: str) -> Iterator[Fault]:
    last_of: dict[str, Head] = {}
    for subject, chain in _chains(session):
        yield from chain_faults([(_link(entry), entry.digest) for entry in chain])
        for entry in chain:
            if entry.payload is not None and entry.salt is not None:
                told = payload_digest(entry.salt, entry.payload)
                if told != entry.payload_digest:
                    yield Fault(f"{subject} #{entry.position}", "内容与校验值不符，记录被改过。")
        last_of[subject] = Head(subject, chain[-1].position, chain[-1].digest)
    yield from _head_faults(session, last_of)
    yield from _seal_faults(session, public_key)


def _check(event: Event, subject: str) -> None:
    if not event.client_id or len(event.client_id) > CLIENT_ID_CHARACTERS_MAX or not event.subject:
        raise ValueError("an event needs a subject and a client id of at most 120 characters")
    if event.subject != subject:
        raise ValueError("events that are appended together belong to one chain")
    if len(canonical(dict(event.payload))) > PAYLOAD_BYTES_MAX:
        raise ValueError("payload too large")


def _by_client_id(session: Session, subject: str, client_ids: Collection[str]) -> dict[str, Evidence]:
    rows = session.scalars(
        sa.select(Evidence).where(Evidence.subject == subject, Evidence.client_id.in_(client_ids))
    )
    return {row.client_id: row for row in rows}


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


def _locked_head(session: Session, subject: str) -> ChainHead:
    query = sa.select(ChainHead).where(ChainHead.subject == subject).with_for_update()
    head = session.scalar(query)
    if head is not None:
        return head
    insert = _insert_for(session)(ChainHead).values(subject=subject, position=0, digest=FIRST)
    session.execute(insert.on_conflict_do_nothing())
    return session.scalars(query).one()


def _insert_for(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def _moved_heads(session: Session) -> list[Head]:
    sealed = (
        sa.select(SealedHead.subject, sa.func.max(SealedHead.position).label("position"))
        .group_by(SealedHead.subject)
        .subquery()
    )
    rows = session.execute(
        sa.select(ChainHead.subject, ChainHead.position, ChainHead.digest)
        .outerjoin(sealed, sealed.c.subject == ChainHead.subject)
        .where(sa.or_(sealed.c.position.is_(None), sealed.c.position < ChainHead.position))
    )
    return [Head(*row) for row in rows]


def _chains(session: Session) -> Iterator[tuple[str, list[Evidence]]]:
    rows = session.scalars(
        sa.select(Evidence)
        .order_by(Evidence.subject, Evidence.position)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for subject, chain in groupby(rows, key=lambda entry: entry.subject):
        yield subject, list(chain)


def _link(entry: Evidence) -> Link:
    return Link(
        entry.subject,
        entry.position,
        entry.kind,
        entry.about,
        entry.client_id,
        entry.happened_at,
        entry.received_at,
        entry.payload_digest,
        entry.previous,
    )


def _head_faults(session: Session, last_of: dict[str, Head]) -> Iterator[Fault]:
    heads = {h.subject: Head(h.subject, h.position, h.digest) for h in session.scalars(sa.select(ChainHead))}
    for subject in sorted(heads.keys() | last_of.keys()):
        if heads.get(subject) != last_of.get(subject):
            yield Fault(subject, "最后一条与链头不符，末尾的记录被删或被加。")


def _seal_faults(session: Session, public_key: str) -> Iterator[Fault]:
    previous = FIRST
    for number, made in enumerate(session.scalars(sa.select(Seal).order_by(Seal.number)), start=1):
        where = f"seal {made.number}"
        heads = [
            Head(h.subject, h.position, h.digest)
            for h in session.scalars(sa.select(SealedHead).where(SealedHead.seal_number == made.number))
        ]
        if made.number != number or made.previous != previous:
            yield Fault(where, "与前一个封存不相连。")
        if seal_root(heads) != made.root:
            yield Fault(where, "封存的链头与根值不符。")
        message = seal_message(made.number, made.sealed_at, made.root, made.previous)
        if not signing.is_signed(made.public_key, made.signature, message):
            yield Fault(where, "签名不符。")
        if public_key and made.public_key != public_key:
            yield Fault(where, "不是本站的密钥签的名。")
        yield from _sealed_head_faults(session, where, heads)
        previous = made.root


def _sealed_head_faults(session: Session, where: str, heads: Sequence[Head]) -> Iterator[Fault]:
    for head in heads:
        digest = session.scalar(
            sa.select(Evidence.digest).where(
                Evidence.subject == head.subject, Evidence.position == head.position
            )
        )
        if digest != head.digest:
            yield Fault(f"{head.subject} #{head.position}", f"与封存时（{where}）不同。")
