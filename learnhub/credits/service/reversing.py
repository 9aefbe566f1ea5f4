"""Answer a mistaken entry by its opposite."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import KIND_REVERSED
from learnhub.credits.service.posting import entry_of, log_posting
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.primitives import Refusal, say

REASON_CHARACTERS_MAX = 200


def reverse(
    session: Session, *, entry_id: int, reason: str, reversed_by: int, now: datetime
) -> CreditEntry | Refusal:
    """Answer a mistaken entry by its opposite; both stay. The lesson is not credited again by itself."""
    entry = session.get(CreditEntry, entry_id)
    if entry is None or entry.reverses_id is not None:
        return Refusal("no-such-entry", say("没有找到可以冲正的积分记录。"))
    if not reason.strip():
        return Refusal("reason-needed", say("请写明冲正的原因，学员会看到它。"), field="reason")
    if len(reason) > REASON_CHARACTERS_MAX:
        return Refusal(
            "reason-too-long",
            say("原因最多写 %(reason_characters_max)s 个字。", reason_characters_max=REASON_CHARACTERS_MAX),
            field="reason",
        )
    evidence.lock_chain(session, learning.subject_of(entry.person_id))
    known = session.scalar(sa.select(CreditEntry).where(CreditEntry.reverses_id == entry.id))
    if known is not None:
        return Refusal("reversed-already", say("这条积分记录已经冲正过了。"))
    key = f"reversal:{entry.key}"
    values = {
        "enrolment_id": entry.enrolment_id,
        "lesson_id": entry.lesson_id,
        "lesson_version_id": entry.lesson_version_id,
        "outside_hours_id": entry.outside_hours_id,
        "task": entry.task,
        "key": key,
        "points": -entry.points,
        "recognised_minutes": -entry.recognised_minutes,
        "rule": entry.rule,
        "source": entry.source,
        "reverses_key": entry.key,
        "reason": reason.strip(),
        "cause_position": entry.evidence_position,
    }
    row = log_posting(
        session, entry.person_id, KIND_REVERSED, key, {**values, "reversed_by": reversed_by}, now
    )
    opposite = entry_of(entry.person_id, values, row, reverses_id=entry.id)
    session.add(opposite)
    session.flush()
    return opposite


def reverse_unrecognised(session: Session, *, person_id: int, now: datetime) -> list[CreditEntry]:
    """Answer by reversals whatever was credited for learning that an officer did not recognise; doing it again does nothing.

    A lesson counts as part of it when any of its acts lies in the marked stretch: otherwise its last act, done later, would redeem it.
    """
    made = []
    for mark in learning.not_recognised(session, person_id):
        decision = mark.decision
        assert decision is not None
        assert decision.by_id is not None  # the site itself only ever recognises
        rows = evidence.entries_at(
            session,
            learning.subject_of(person_id),
            range(mark.first_position, mark.last_position + 1),
        )
        abouts = {row.about for row in rows.values()}
        entries = session.scalars(
            sa.select(CreditEntry).where(
                CreditEntry.person_id == person_id,
                CreditEntry.enrolment_id == mark.enrolment_id,
                CreditEntry.reverses_id.is_(None),
                CreditEntry.lesson_version_id.is_not(None),
            )
        ).all()
        for entry in entries:
            assert entry.lesson_version_id is not None
            if learning.about_lesson_version(entry.lesson_version_id) in abouts:
                outcome = reverse(
                    session, entry_id=entry.id, reason=decision.words, reversed_by=decision.by_id, now=now
                )
                if isinstance(outcome, CreditEntry):
                    made.append(outcome)
    return made
