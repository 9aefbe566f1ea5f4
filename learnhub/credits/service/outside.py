"""Hours that were learned on another platform: stated with a proof, decided by an officer, posted when approved."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.credits.models import CreditEntry, OutsideDecision, OutsideHours
from learnhub.credits.rules import KIND_APPROVED, MINUTES_PER_CLASS_HOUR
from learnhub.credits.rules.outside import (
    KIND_DECIDED,
    KIND_STATED,
    OUTSIDE_HOURS_MAX,
    Decider,
    OutsideState,
    Stated,
    decision_refusal,
    state_of,
    statement_refusal,
)
from learnhub.credits.service.posting import entry_of, log_posting
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import canonical
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import contains
from learnhub.training import service as training
from learnhub.training.models import ClassPlace, TrainingClass


@dataclass(frozen=True)
class OutsideTold:
    """A statement with where it stands. same_proof: how many other people's statements show the very same picture."""

    stated: OutsideHours
    decision: OutsideDecision | None
    same_proof: int = 0

    @property
    def state(self) -> OutsideState:
        """Return where it stands."""
        return state_of(self.decision.minutes if self.decision is not None else None)


@dataclass(frozen=True)
class Decision:
    """What an officer decides. minutes: recognised, 0 for none. is_of_base: works for the base of the class."""

    minutes: int
    reason: str
    is_of_base: bool = False


def state_hours(
    session: Session,
    actor: Actor,
    enrolment: Enrolment,
    told: Stated,
    *,
    proof_address: str,
    client_id: str,
    now: datetime,
) -> OutsideHours | Refusal:
    """Keep what was learned elsewhere within an enrolment that has a place in a class; the same client id again is the same.

    Who may state it for this trainee is the caller's to say.
    """
    assert actor.person_id is not None
    subject = learning.subject_of(enrolment.person_id)
    evidence.lock_chain(session, subject)
    client_id = f"{enrolment.id}-{client_id}"  # a form of one trainee names no statement of another
    known = session.scalar(sa.select(OutsideHours).where(OutsideHours.client_id == client_id))
    if known is not None:
        return known
    if training.class_of_enrolment_or_none(session, enrolment.id) is None:
        return Refusal("no-class", say("进了班才要填别的平台学的课。请先联系基地进班。"), field="title")
    before = [
        one for one in _of_person(session, enrolment.person_id) if one.state is not OutsideState.REFUSED
    ]
    refusal = statement_refusal(told, [stated_of(one.stated) for one in before], on=local_date(now))
    if refusal is not None:
        return refusal
    made = OutsideHours(
        client_id=client_id,
        person_id=enrolment.person_id,
        enrolment_id=enrolment.id,
        platform=told.platform,
        title=told.title,
        first_on=told.first,
        last_on=told.last,
        minutes=told.minutes,
        proof_address=proof_address,
        stated_by_id=actor.person_id,
        stated_at=now,
    )
    event = evidence.Event(
        subject, KIND_STATED, f"enrolment:{enrolment.id}", f"outside:{client_id}", now, stated_payload(made)
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    concern = person_concern(enrolment.person_id)
    audit.record(session, actor, "outside-hours-stated", say("填写别的平台学的课"), concern, now=now)
    return made


def decide_hours(
    session: Session,
    actor: Actor,
    stated: OutsideHours,
    decision: Decision,
    figures: Figures,
    *,
    now: datetime,
) -> OutsideDecision | Refusal:
    """Decide about a statement once, and post what is recognised. Who may see it at all is the caller's to say; audited."""
    assert actor.person_id is not None
    subject = learning.subject_of(stated.person_id)
    evidence.lock_chain(session, subject)
    training_class = training.class_of_enrolment_or_none(session, stated.enrolment_id)
    if training_class is None:
        return Refusal("no-class", say("这名学员已经不在班里，不能认定。"))
    region, opened = training_class.region_code, training_class.opened_on
    limit = figures.in_force_or_none(OUTSIDE_HOURS_MAX, region, opened)
    refusal = decision_refusal(
        stated_of(stated),
        decision.minutes,
        state=told_of(session, stated).state,
        decider=Decider(decision.is_of_base or actor.person_id in _involved(session, stated, training_class)),
        reason=decision.reason,
        hours_max=limit.number if limit is not None and limit.value is not None else None,
        minutes_per_hour=figures.in_force(MINUTES_PER_CLASS_HOUR, region, opened).number,
        approved_before=approved_minutes(session, stated.enrolment_id),
    )
    if refusal is not None:
        return refusal
    made = OutsideDecision(
        outside_hours_id=stated.id,
        minutes=decision.minutes,
        reason=decision.reason.strip(),
        decided_by_id=actor.person_id,
        decided_at=now,
    )
    event = evidence.Event(
        subject,
        KIND_DECIDED,
        f"enrolment:{stated.enrolment_id}",
        f"outside-decided:{stated.client_id}",
        now,
        decided_payload(made),
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    if made.minutes and limit is not None:
        values = posted_values(stated, made) | {"rule": limit.reference, "source": limit.source}
        row = log_posting(session, stated.person_id, KIND_APPROVED, values["key"], values, now)
        session.add(entry_of(stated.person_id, values, row, reverses_id=None))
        session.flush()
    messages.tell(
        session,
        stated.person_id,
        Kind.HOURS_DECIDED,
        {},
        ("credits.own_hours", {"enrolment_id": stated.enrolment_id}),
        key=f"outside-hours:{stated.id}",
        now=now,
    )
    audit.record(
        session,
        actor,
        "outside-hours-decided",
        say("核对别的平台学的课：认定 %(minutes)s 分钟", minutes=made.minutes),
        person_concern(stated.person_id),
        reason=made.reason,
        now=now,
    )
    return made


def approved_minutes(session: Session, enrolment_id: int) -> int:
    """Return the minutes of other platforms that count within an enrolment; those taken back don't."""
    query = sa.select(sa.func.sum(CreditEntry.recognised_minutes)).where(
        CreditEntry.enrolment_id == enrolment_id, CreditEntry.outside_hours_id.is_not(None)
    )
    return int(session.scalar(query) or 0)


def hours_of(session: Session, enrolment_id: int) -> list[OutsideTold]:
    """Return what was stated within an enrolment, newest first."""
    return _told(session, sa.select(OutsideHours).where(OutsideHours.enrolment_id == enrolment_id))


def hours_or_none(session: Session, outside_id: int) -> OutsideTold | None:
    """Return one statement."""
    found = _told(session, sa.select(OutsideHours).where(OutsideHours.id == outside_id))
    return found[0] if found else None


def hours_waiting(session: Session, reach: Sequence[str]) -> list[tuple[OutsideTold, TrainingClass]]:
    """Return the statements in classes of these divisions that wait for a decision, the longest waiting first."""
    rows = session.execute(
        sa.select(OutsideHours, TrainingClass)
        .join(ClassPlace, ClassPlace.enrolment_id == OutsideHours.enrolment_id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .outerjoin(OutsideDecision, OutsideDecision.outside_hours_id == OutsideHours.id)
        .where(OutsideDecision.outside_hours_id.is_(None))
        .order_by(OutsideHours.id)
    )
    return [
        (OutsideTold(stated, None), training_class)
        for stated, training_class in rows
        if any(contains(code, training_class.region_code) for code in reach)
    ]


def told_of(session: Session, stated: OutsideHours) -> OutsideTold:
    """Return a statement with where it stands."""
    same = sa.select(sa.func.count(sa.distinct(OutsideHours.person_id))).where(
        OutsideHours.proof_address == stated.proof_address, OutsideHours.person_id != stated.person_id
    )
    return OutsideTold(stated, session.get(OutsideDecision, stated.id), session.scalar(same) or 0)


def stated_of(row: OutsideHours) -> Stated:
    """Return what a statement says, as rules see it."""
    return Stated(row.platform, row.title, row.first_on, row.last_on, row.minutes)


def stated_payload(row: OutsideHours) -> dict[str, Any]:
    """Return what the row of a statement says in the log: of the words only their digest, of the proof its address."""
    words = hashlib.sha256(canonical({"platform": row.platform, "title": row.title})).hexdigest()
    return {
        "enrolment": row.enrolment_id,
        "first": row.first_on.isoformat(),
        "last": row.last_on.isoformat(),
        "minutes": row.minutes,
        "words": words,
        "proof": row.proof_address,
        "by": row.stated_by_id,
    }


def decided_payload(row: OutsideDecision) -> dict[str, Any]:
    """Return what the row of a decision says in the log."""
    words = hashlib.sha256(canonical({"reason": row.reason})).hexdigest()
    return {
        "outside": row.outside_hours_id,
        "minutes": row.minutes,
        "words": words,
        "by": row.decided_by_id,
    }


def posted_values(stated: OutsideHours, decision: OutsideDecision) -> dict[str, Any]:
    """Return what an approved statement is posted with, without the rule."""
    return {
        "enrolment_id": stated.enrolment_id,
        "lesson_id": None,
        "lesson_version_id": None,
        "outside_hours_id": stated.id,
        "key": f"outside:{stated.id}",
        "points": 0,
        "recognised_minutes": decision.minutes,
        "reason": "",
        "cause_position": stated.evidence_position,
    }


def periods_of(session: Session, outside_ids: Collection[int]) -> dict[int, tuple[date, date]]:
    """Return first and last day of these statements."""
    rows = session.scalars(sa.select(OutsideHours).where(OutsideHours.id.in_(outside_ids)))
    return {row.id: (row.first_on, row.last_on) for row in rows}


def _involved(session: Session, stated: OutsideHours, training_class: TrainingClass) -> set[int]:
    people = {one.person_id for one in training.members(session, training_class.id)}
    return {stated.stated_by_id, *people, *training.teacher_ids(session, training_class.id)}


def _of_person(session: Session, person_id: int) -> list[OutsideTold]:
    return _told(session, sa.select(OutsideHours).where(OutsideHours.person_id == person_id))


def _told(session: Session, query: sa.Select[OutsideHours]) -> list[OutsideTold]:
    return [told_of(session, row) for row in session.scalars(query.order_by(OutsideHours.id.desc()))]
