"""Two accounts, one certificate: noted for an officer, told to nobody else."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import DisabilityCertificate, DuplicateNote
from learnhub.accounts.rules.identity import OUTCOME_WORDS, DuplicateOutcome
from learnhub.accounts.rules.roles import Role, may_see
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.primitives import Refusal, local_date, say


def note(session: Session, person_id: int, identity_hash: str, *, now: datetime) -> int:
    """Note every other account whose certificate has the same first 18, once a pair; return how many are new.

    A pair that was settled as a mistyping opens again: the same first 18 were given once more.
    """
    others = session.scalars(
        sa.select(DisabilityCertificate.person_id)
        .where(
            DisabilityCertificate.identity_hash == identity_hash,
            DisabilityCertificate.person_id != person_id,
            DisabilityCertificate.replaced_at.is_(None),
        )
        .distinct()
    ).all()
    added = 0
    for other_id in others:
        first, second = sorted((person_id, other_id))
        known = session.scalar(
            sa.select(DuplicateNote).where(DuplicateNote.first_id == first, DuplicateNote.second_id == second)
        )
        if known is None:
            session.add(DuplicateNote(first_id=first, second_id=second, noted_at=now))
            added += 1
        elif known.outcome is DuplicateOutcome.MISTYPED:
            known.outcome, known.settled_at, known.settled_by_id, known.noted_at = None, None, None, now
            added += 1
    session.flush()
    return added


def open_notes_of(session: Session, person_id: int) -> list[DuplicateNote]:
    """Return the open notes that name this person."""
    return list(
        session.scalars(
            sa.select(DuplicateNote)
            .where(
                sa.or_(DuplicateNote.first_id == person_id, DuplicateNote.second_id == person_id),
                DuplicateNote.settled_at.is_(None),
            )
            .order_by(DuplicateNote.id)
        )
    )


def settle(
    session: Session, actor: Actor, note_id: int, outcome: DuplicateOutcome, *, reason: str, now: datetime
) -> DuplicateNote | Refusal:
    """Record what an officer found, once; audited. The officer reaches at least one of the two."""
    found = session.scalar(sa.select(DuplicateNote).where(DuplicateNote.id == note_id).with_for_update())
    if found is None or not _is_reached(session, actor, (found.first_id, found.second_id), now):
        return Refusal("no-such-note", say("没有找到这条提示，或者它不在您负责的地区。"))
    if found.settled_at is not None:
        return Refusal("settled-already", say("这条提示已经处理过了，请刷新页面看看。"))
    found.outcome, found.settled_at, found.settled_by_id = outcome, now, actor.person_id
    session.flush()
    audit.record(
        session,
        actor,
        "duplicate-settled",
        say("%(deed)s：%(what)s", deed=say("处理重复提示"), what=OUTCOME_WORDS[outcome]),
        Concern("duplicate-note", str(note_id)),
        reason=reason,
        now=now,
    )
    return found


def _is_reached(session: Session, actor: Actor, person_ids: Collection[int], now: datetime) -> bool:
    if actor.person_id is None:
        return False
    day = local_date(now)
    viewer = [h for h in holdings_on(session, actor.person_id, day) if h.role is Role.OFFICER]
    return any(may_see(viewer, holdings_on(session, person_id, day)) for person_id in person_ids)
