"""Marks 需要核对: find them, take the trainee's answer, decide."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.evidence import service as evidence
from learnhub.jobs import service as jobs
from learnhub.learning.models import ReviewMark, ReviewStep
from learnhub.learning.rules.presence import OVERDUE_RECOGNISES
from learnhub.learning.rules.reviewing import (
    OVERDUE_WORDS,
    AppealKind,
    MarkOutcome,
    MarkStepKind,
    ReviewMarkTold,
    ReviewTold,
    answer_refusal,
    decide_by,
    decision_refusal,
)
from learnhub.learning.service.acts import JOB_LEARNED
from learnhub.learning.service.appealing import add_appeal, appeals_of, has_appeal
from learnhub.learning.service.names import subject_of
from learnhub.media.models import StoredMedia
from learnhub.media.service import keep
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import COUNTRY

KIND_MARKED = "review.marked"
KIND_ANSWERED = "review.answered"
KIND_DECIDED = "review.decided"
OVERDUE_AT_ONCE = 500
NO_SUCH_MARK = Refusal("no-such-mark", say("没有找到这一条。请回到“需要核对”看看。"))
NO_RECORDING = Refusal("no-recording", say("没有找到这段录音，请再录一次。"), field="recording")


def open_marks(session: Session, enrolment_ids: Collection[int]) -> dict[int, tuple[ReviewMarkTold, ...]]:
    """Return the marks of these enrolments whose decision isn't final, oldest first; enrolments without one are left out.

    Such a mark holds the online part of a claim, nothing else.
    """
    rows = session.scalars(
        sa.select(ReviewMark)
        .where(ReviewMark.enrolment_id.in_(enrolment_ids), sa.or_(_is_open(), _is_in_term()))
        .order_by(ReviewMark.id)
    ).all()
    found: dict[int, tuple[ReviewMarkTold, ...]] = {}
    for mark in told_of(session, rows):
        found[mark.enrolment_id] = (*found.get(mark.enrolment_id, ()), mark)
    return found


def marks_of(session: Session, person_id: int) -> list[ReviewMarkTold]:
    """Return all marks of a person, oldest first."""
    rows = session.scalars(
        sa.select(ReviewMark).where(ReviewMark.person_id == person_id).order_by(ReviewMark.id)
    ).all()
    return told_of(session, rows)


def own_mark_or_none(session: Session, *, person_id: int, mark_id: int) -> ReviewMarkTold | None:
    """Return a mark if it is this person's; None otherwise, whether or not it exists."""
    found = session.get(ReviewMark, mark_id)
    return told_of(session, [found])[0] if found is not None and found.person_id == person_id else None


def waiting_marks(
    session: Session, within: sa.ColumnElement[bool], *, number: int, size: int
) -> tuple[list[ReviewMarkTold], int]:
    """Return one page of what waits for an office: marks to decide, and objections to decisions, the oldest day of a mark first.

    within: a condition on Person (accounts.service.directory.within_reach).
    """
    query = (
        sa.select(ReviewMark)
        .join(Person, Person.id == ReviewMark.person_id)
        .where(within, sa.or_(_is_open(), _is_objected()))
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.order_by(ReviewMark.decide_by, ReviewMark.id).offset((number - 1) * size).limit(size)
    ).all()
    return told_of(session, rows), total


def mark_within_or_none(
    session: Session, within: sa.ColumnElement[bool], mark_id: int
) -> ReviewMarkTold | None:
    """Return a mark of somebody within an office's reach; None otherwise."""
    found = session.scalar(
        sa.select(ReviewMark)
        .join(Person, Person.id == ReviewMark.person_id)
        .where(within, ReviewMark.id == mark_id)
    )
    return told_of(session, [found])[0] if found is not None else None


def answer_mark(
    session: Session,
    *,
    person_id: int,
    mark_id: int,
    words: str,
    recording_id: int | None,
    now: datetime,
) -> ReviewStep | Refusal:
    """Add what the trainee says about a mark, in words, by voice, or both; saying more later is another step.

    words: tidied. recording_id: of the person's own stored recording; it is kept from now on.
    """
    evidence.lock_chain(session, subject_of(person_id))
    mark = own_mark_or_none(session, person_id=person_id, mark_id=mark_id)
    if mark is None:
        return NO_SUCH_MARK
    refusal = answer_refusal(mark, words, has_voice=recording_id is not None)
    if refusal is not None:
        return refusal
    if recording_id is not None and not keeps_voice(session, person_id, recording_id):
        return NO_RECORDING
    return _step(
        session, mark, MarkStepKind.ANSWERED, words=words, by_id=person_id, recording_id=recording_id, now=now
    )


def keeps_voice(session: Session, person_id: int, recording_id: int) -> bool:
    """Keep a recording from now on, if it is this person's own; False otherwise, whether or not it exists."""
    stored = session.get(StoredMedia, recording_id)
    if stored is None or stored.owner_id != person_id:
        return False
    keep(session, recording_id)
    return True


def decide_mark(
    session: Session,
    actor: Actor,
    mark: ReviewMarkTold,
    outcome: MarkOutcome,
    *,
    words: str,
    objection_days: int | None = None,
    now: datetime,
) -> ReviewStep | Refusal:
    """Decide a mark, once, by somebody else, with a reason that the trainee reads; audited.

    objection_days: how long the trainee may object to what isn't recognised, before it takes effect; None: at once.

    The caller has made sure that the mark lies within the officer's reach. Credits read the decision and answer what wasn't recognised
    by reversing entries.
    """
    assert actor.person_id is not None
    evidence.lock_chain(session, subject_of(mark.person_id))
    present = own_mark_or_none(session, person_id=mark.person_id, mark_id=mark.id)
    assert present is not None
    refusal = decision_refusal(present, actor.person_id, words)
    if refusal is not None:
        return refusal
    made = _step(
        session,
        present,
        MarkStepKind.DECIDED,
        words=words.strip(),
        by_id=actor.person_id,
        outcome=outcome,
        now=now,
    )
    if outcome is MarkOutcome.NOT_RECOGNISED and objection_days is not None:
        add_appeal(
            session, present, AppealKind.TERM, until=decide_by(now, objection_days), by_id=None, now=now
        )
    audit.record(
        session,
        actor,
        "review-decided",
        say(
            "%(deed)s：%(what)s",
            deed=say("核对学习记录"),
            what=say("认可") if outcome is MarkOutcome.RECOGNISED else say("不计入"),
        ),
        person_concern(mark.person_id),
        reason=words.strip(),
        now=now,
    )
    return made


def recognise_overdue(session: Session, *, figures: Figures, now: datetime) -> int:
    """Recognise what nobody decided in time, where policy says so; the rest stays open and is listed as overdue.

    Returns how many were recognised, at most OVERDUE_AT_ONCE.
    """
    day = local_date(now)
    rule = figures.in_force_or_none(OVERDUE_RECOGNISES, COUNTRY, day)
    if rule is None or rule.value is not True:
        return 0
    rows = session.scalars(
        sa.select(ReviewMark)
        .where(_is_open(), ReviewMark.decide_by < day)
        .order_by(ReviewMark.person_id, ReviewMark.id)
        .limit(OVERDUE_AT_ONCE)
    ).all()
    for mark in told_of(session, rows):
        _step(
            session,
            mark,
            MarkStepKind.DECIDED,
            words=OVERDUE_WORDS,
            by_id=None,
            outcome=MarkOutcome.RECOGNISED,
            now=now,
        )
    return len(rows)


def not_recognised(session: Session, person_id: int) -> list[ReviewMarkTold]:
    """Return the marks of a person whose learning was finally not recognised, oldest first: nobody can object any more."""
    return [
        mark
        for mark in marks_of(session, person_id)
        if mark.is_final and mark.decision is not None and mark.decision.outcome is MarkOutcome.NOT_RECOGNISED
    ]


def _step(
    session: Session,
    mark: ReviewMarkTold,
    kind: MarkStepKind,
    *,
    words: str,
    by_id: int | None,
    now: datetime,
    outcome: MarkOutcome | None = None,
    recording_id: int | None = None,
) -> ReviewStep:
    told: dict[str, object] = {
        "mark": mark.id,
        "number": len(mark.steps) + 1,
        "by": by_id,
        "recording": recording_id,
    }
    # What somebody says in their own words stands in the step alone; the chain holds what proves it unchanged.
    told["words"] = hashlib.sha256(words.encode()).hexdigest()
    if outcome is not None:
        told["outcome"] = outcome.value
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of(mark.person_id),
            kind=KIND_DECIDED if kind is MarkStepKind.DECIDED else KIND_ANSWERED,
            about=f"enrolment:{mark.enrolment_id}",
            client_id=f"review-step:{mark.id}:{len(mark.steps) + 1}",
            happened_at=now,
            payload=told,
        ),
        now=now,
    ).entry
    made = ReviewStep(
        mark_id=mark.id,
        kind=kind,
        words=words,
        recording_id=recording_id,
        outcome=outcome,
        by_id=by_id,
        taken_at=now,
        evidence_position=entry.position,
    )
    session.add(made)
    session.flush()
    if kind is MarkStepKind.DECIDED:
        messages.tell(
            session,
            mark.person_id,
            Kind.MARK_DECIDED,
            {},
            ("learning.own_mark", {"mark_id": mark.id}),
            key=f"mark-decided:{mark.id}",
            now=now,
        )
    if outcome is MarkOutcome.NOT_RECOGNISED:
        # Credits lie above: they read the decision when told that the log moved.
        jobs.enqueue(
            session,
            JOB_LEARNED,
            {"person": mark.person_id},
            key=f"{JOB_LEARNED}:{mark.person_id}:{entry.position}",
            now=now,
        )
    return made


def _is_in_term() -> sa.ColumnElement[bool]:
    return has_appeal(AppealKind.TERM) & ~has_appeal(AppealKind.DECIDED, AppealKind.PASSED)


def _is_objected() -> sa.ColumnElement[bool]:
    return has_appeal(AppealKind.OBJECTED) & ~has_appeal(AppealKind.DECIDED)


def _is_open() -> sa.ColumnElement[bool]:
    return ~sa.exists().where(ReviewStep.mark_id == ReviewMark.id, ReviewStep.kind == MarkStepKind.DECIDED)


def told_of(session: Session, rows: Sequence[ReviewMark]) -> list[ReviewMarkTold]:
    steps = _steps(session, [row.id for row in rows])
    appeals = appeals_of(session, [row.id for row in rows])
    return [
        ReviewMarkTold(
            id=row.id,
            person_id=row.person_id,
            enrolment_id=row.enrolment_id,
            reason=row.reason,
            worth_minutes=row.worth_minutes,
            observed_seconds=row.observed_seconds,
            act_count=row.act_count,
            marked_at=row.marked_at,
            decide_by=row.decide_by,
            first_position=row.first_position,
            last_position=row.last_position,
            figures=tuple(row.figures.splitlines()),
            steps=tuple(steps.get(row.id, ())),
            appeal=tuple(appeals.get(row.id, ())),
        )
        for row in rows
    ]


def _steps(session: Session, mark_ids: Iterable[int]) -> dict[int, list[ReviewTold]]:
    rows = session.execute(
        sa.select(ReviewStep, StoredMedia.token)
        .outerjoin(StoredMedia, StoredMedia.id == ReviewStep.recording_id)
        .where(ReviewStep.mark_id.in_(list(mark_ids)))
        .order_by(ReviewStep.id)
    )
    found: dict[int, list[ReviewTold]] = {}
    for step, token in rows:
        found.setdefault(step.mark_id, []).append(
            ReviewTold(step.kind, step.words, step.taken_at, step.outcome, step.by_id, token or "")
        )
    return found
