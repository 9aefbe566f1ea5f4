"""Publish a notice, read it, end it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import canonical
from learnhub.notices.models import NoticeEnding, NoticeObjection, ObjectionAnswer, PublicNotice
from learnhub.notices.rules import (
    KIND_ENDED,
    KIND_PUBLISHED,
    Ending,
    NoticeState,
    WorkingDays,
    closing_refusal,
    masked_name,
    notice_state,
)
from learnhub.primitives import Refusal, local_date, say

ITEMS_MAX = 500


@dataclass(frozen=True)
class NoticeItem:
    """One row of a notice. name: in full; only its mask is kept."""

    name: str
    words: str
    amount_fen: int


@dataclass(frozen=True)
class NoticeTold:
    """A notice with where it stands. upheld_objections: those that the office found to be right."""

    notice: PublicNotice
    state: NoticeState
    ending: NoticeEnding | None
    open_objections: int
    upheld_objections: int


def publish(
    session: Session,
    actor: Actor,
    *,
    subject: str,
    client_id: str,
    title: str,
    region_code: str,
    items: Sequence[NoticeItem],
    working_days: int,
    calendar: WorkingDays,
    now: datetime,
) -> PublicNotice | Refusal:
    """Publish rows for so many working days; the same client id again is the same notice.

    subject: chain of what is publicised. Refuses a period that runs into a year whose working days nobody has entered.
    """
    assert actor.person_id is not None
    if not 1 <= len(items) <= ITEMS_MAX:
        raise ValueError("a notice has 1 to 500 rows")
    first = local_date(now)
    last = calendar.last_day(first, working_days, region_code)
    if isinstance(last, Refusal):
        return last
    evidence.lock_chain(session, subject)
    known = evidence.entry_or_none(session, subject, client_id)
    if known is not None:
        return session.scalars(
            sa.select(PublicNotice).where(
                PublicNotice.subject == subject, PublicNotice.evidence_position == known.position
            )
        ).one()
    total = sum(one.amount_fen for one in items)
    seal = evidence.last_seal_or_none(session)
    made = PublicNotice(
        subject=subject,
        title=title,
        region_code=region_code,
        published_on=first,
        working_days=working_days,
        ends_on=last,
        counted_by=list(calendar.sources(first, last, region_code)),
        items=[
            {"name": masked_name(one.name), "words": one.words, "amount_fen": one.amount_fen} for one in items
        ],
        total_fen=total,
        seal_number=seal.number if seal else None,
        seal_root=seal.root if seal else None,
        published_by_id=actor.person_id,
        published_at=now,
    )
    event = evidence.Event(subject, KIND_PUBLISHED, subject, client_id, now, published_payload(made))
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        "notice-published",
        say("%(deed)s：%(what)s", deed=say("公示"), what=title),
        Concern("public-notice", str(made.id)),
        now=now,
    )
    return made


def published_payload(notice: PublicNotice) -> dict[str, Any]:
    """Return what the row of a notice says in the log; of title, rows and documents the digest."""
    told = {
        "title": notice.title,
        "region": notice.region_code,
        "published_on": notice.published_on.isoformat(),
        "counted_by": notice.counted_by,
        "items": notice.items,
        "seal": [notice.seal_number, notice.seal_root],
    }
    return {
        "working_days": notice.working_days,
        "ends_on": notice.ends_on.isoformat(),
        "items": len(notice.items),
        "total_fen": notice.total_fen,
        "words": digest_of(told),
        "by": notice.published_by_id,
    }


def ended_payload(ending: NoticeEnding) -> dict[str, Any]:
    """Return what the row of an ending says in the log."""
    return {
        "notice": ending.notice_id,
        "how": ending.kind.value,
        "words": digest_of({"words": ending.words}),
        "by": ending.person_id,
    }


def digest_of(told: Mapping[str, Any]) -> str:
    """Return the digest of words that the log doesn't hold."""
    return hashlib.sha256(canonical(told)).hexdigest()


def end_notice(
    session: Session, actor: Actor, notice: PublicNotice, *, kind: Ending, words: str, now: datetime
) -> NoticeEnding | Refusal:
    """Close a notice whose period is over, or withdraw one; the public page then shows its outcome alone."""
    assert actor.person_id is not None
    evidence.lock_chain(session, notice.subject)
    told = notice_told(session, notice, on=local_date(now))
    if told.ending is not None:
        return told.ending
    if kind is Ending.CLOSED:
        refusal = closing_refusal(told.state, told.open_objections, told.upheld_objections)
        if refusal is not None:
            return refusal
    made = NoticeEnding(notice_id=notice.id, kind=kind, words=words, person_id=actor.person_id, ended_at=now)
    event = evidence.Event(
        notice.subject, KIND_ENDED, notice.subject, f"notice-ended:{notice.id}", now, ended_payload(made)
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    return made


def notice_or_none(session: Session, notice_id: int) -> PublicNotice | None:
    """Return a notice."""
    return session.get(PublicNotice, notice_id)


def notices_of(session: Session, subject: str) -> list[PublicNotice]:
    """Return the notices of one subject, oldest first."""
    query = sa.select(PublicNotice).where(PublicNotice.subject == subject)
    return list(session.scalars(query.order_by(PublicNotice.id)))


def open_notices(session: Session, *, on: date) -> list[PublicNotice]:
    """Return the notices whose period runs, newest first: what the public sees."""
    query = (
        sa.select(PublicNotice)
        .outerjoin(NoticeEnding, NoticeEnding.notice_id == PublicNotice.id)
        .where(PublicNotice.ends_on >= on, NoticeEnding.notice_id.is_(None))
    )
    return list(session.scalars(query.order_by(PublicNotice.id.desc())))


def notice_told(session: Session, notice: PublicNotice, *, on: date) -> NoticeTold:
    """Return where a notice stands on a day."""
    ending = session.get(NoticeEnding, notice.id)
    answers = session.scalars(
        sa.select(ObjectionAnswer.is_upheld)
        .select_from(NoticeObjection)
        .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == NoticeObjection.id)
        .where(NoticeObjection.notice_id == notice.id)
    ).all()
    state = notice_state(notice.ends_on, ending.kind if ending else None, on)
    return NoticeTold(notice, state, ending, answers.count(None), answers.count(True))
