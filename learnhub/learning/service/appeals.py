"""Object to a decision that learning isn't recognised; another officer decides again; what nobody objects to becomes final."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.evidence import service as evidence
from learnhub.learning.models import ReviewAppeal, ReviewMark
from learnhub.learning.rules.presence import DECIDE_DAYS, OVERDUE_RECOGNISES
from learnhub.learning.rules.reviewing import (
    OVERDUE_WORDS,
    AppealKind,
    MarkOutcome,
    ReviewMarkTold,
    decide_by,
    objection_refusal,
    second_decision_refusal,
)
from learnhub.learning.service.appealing import add_appeal, is_undecided
from learnhub.learning.service.marks import (
    NO_RECORDING,
    NO_SUCH_MARK,
    OVERDUE_AT_ONCE,
    keeps_voice,
    own_mark_or_none,
    told_of,
)
from learnhub.learning.service.names import subject_of
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import COUNTRY

_DAYS_WITHOUT_POLICY = 15


def object_to(
    session: Session,
    *,
    person_id: int,
    mark_id: int,
    words: str,
    recording_id: int | None,
    figures: Figures,
    now: datetime,
) -> ReviewAppeal | Refusal:
    """Take what the trainee says against a decision, in words, by voice, or both, once. Another officer answers by a day.

    words: tidied. recording_id: of the person's own stored recording; it is kept from now on.
    """
    evidence.lock_chain(session, subject_of(person_id))
    mark = own_mark_or_none(session, person_id=person_id, mark_id=mark_id)
    if mark is None:
        return NO_SUCH_MARK
    on = local_date(now)
    refusal = objection_refusal(mark, words, has_voice=recording_id is not None, on=on)
    if refusal is not None:
        return refusal
    if recording_id is not None and not keeps_voice(session, person_id, recording_id):
        return NO_RECORDING
    days = figures.number_or_none(DECIDE_DAYS, COUNTRY, on)
    until = decide_by(now, days if days is not None else _DAYS_WITHOUT_POLICY)
    return add_appeal(
        session, mark, AppealKind.OBJECTED, words=words, recording_id=recording_id, until=until, by_id=person_id, now=now
    )  # fmt: skip


def decide_again(
    session: Session, actor: Actor, mark: ReviewMarkTold, outcome: MarkOutcome, *, words: str, now: datetime
) -> ReviewAppeal | Refusal:
    """Decide about an objection, once and for good, by another officer than the first; audited.

    The caller has made sure that the mark lies within the officer's reach.
    """
    assert actor.person_id is not None
    evidence.lock_chain(session, subject_of(mark.person_id))
    present = own_mark_or_none(session, person_id=mark.person_id, mark_id=mark.id)
    assert present is not None
    refusal = second_decision_refusal(present, actor.person_id, words)
    if refusal is not None:
        return refusal
    made = add_appeal(
        session, present, AppealKind.DECIDED, words=words.strip(), outcome=outcome, by_id=actor.person_id, now=now
    )  # fmt: skip
    told = say("认可") if outcome is MarkOutcome.RECOGNISED else say("仍不计入")
    audit.record(
        session, actor, "review-decided-again", say("%(deed)s：%(what)s", deed=say("重新核对学习记录"), what=told), person_concern(mark.person_id),
        reason=words.strip(), now=now,
    )  # fmt: skip
    return made


def finish_overdue(session: Session, *, figures: Figures, now: datetime) -> int:
    """Let decisions take effect that nobody objected to in time, and recognise where no officer answered an objection in time.

    The second only where policy says so; else it stays open. Returns how many; doing it again finds none.
    """
    on = local_date(now)
    passed = _waited(session, AppealKind.TERM, on)
    for mark in passed:
        add_appeal(session, mark, AppealKind.PASSED, by_id=None, now=now)
    rule = figures.in_force_or_none(OVERDUE_RECOGNISES, COUNTRY, on)
    if rule is None or rule.value is not True:
        return len(passed)
    unanswered = _waited(session, AppealKind.OBJECTED, on)
    for mark in unanswered:
        add_appeal(
            session, mark, AppealKind.DECIDED, words=OVERDUE_WORDS, outcome=MarkOutcome.RECOGNISED, by_id=None, now=now
        )  # fmt: skip
    return len(passed) + len(unanswered)


def _waited(session: Session, kind: AppealKind, on: date) -> list[ReviewMarkTold]:
    rows = session.scalars(
        sa.select(ReviewMark)
        .join(ReviewAppeal, ReviewAppeal.mark_id == ReviewMark.id)
        .where(is_undecided(kind, on))
        .order_by(ReviewMark.person_id, ReviewMark.id)
        .limit(OVERDUE_AT_ONCE)
    ).all()
    return told_of(session, rows)
