"""Record what was seen and done, and read it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor, Concern


def record(
    session: Session,
    actor: Actor,
    deed: str,
    words: str,
    concern: Concern,
    *,
    reason: str = "",
    now: datetime,
) -> AuditEvent:
    """Add an event in the caller's transaction: the deed and its record stand or fall together.

    words, reason: shown to auditors; never a certificate number, a password, a code or an address.
    """
    event = AuditEvent(
        actor_id=actor.person_id,
        deed=deed,
        words=words,
        object_kind=concern.kind,
        object_id=concern.id,
        reason=reason,
        happened_at=now,
        request_id=actor.request_id,
    )
    session.add(event)
    session.flush()
    return event


def events(
    session: Session,
    *,
    people: sa.Select[int] | Sequence[int] | None = None,
    number: int = 1,
    size: int,
) -> tuple[list[AuditEvent], int]:
    """Return one page of events, newest first, and how many there are in all.

    people: ids of those who acted or were concerned; None for everybody's events.
    """
    query = sa.select(AuditEvent)
    if people is not None:
        query = query.where(sa.or_(AuditEvent.actor_id.in_(people), _concerns(people)))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    page = query.order_by(AuditEvent.id.desc()).offset((number - 1) * size).limit(size)
    return list(session.scalars(page)), total


def viewings(
    session: Session,
    *,
    people: sa.Select[int] | Sequence[int] | None,
    since: datetime | None,
    number: int = 1,
    size: int,
) -> tuple[list[AuditEvent], int]:
    """Return one page of the events in which somebody saw a whole number, newest first, and how many there are.

    Their deeds end in "-viewed" (certificate-viewed). people: see events.
    """
    query = sa.select(AuditEvent).where(AuditEvent.deed.endswith("-viewed"))
    if people is not None:
        query = query.where(sa.or_(AuditEvent.actor_id.in_(people), _concerns(people)))
    if since is not None:
        query = query.where(AuditEvent.happened_at >= since)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    page = query.order_by(AuditEvent.id.desc()).offset((number - 1) * size).limit(size)
    return list(session.scalars(page)), total


def _concerns(people: sa.Select[int] | Sequence[int]) -> sa.ColumnElement[bool]:
    # object_id is text, because other kinds of things have other kinds of ids.
    ids = sa.case((AuditEvent.object_kind == "person", sa.cast(AuditEvent.object_id, sa.Integer)))
    return ids.in_(people)
