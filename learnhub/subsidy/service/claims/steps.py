"""Take a step of a claim: the rules say whether, this does what goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.service.guardians import guardian_ids
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.notices import service as notices
from learnhub.notices.rules import Ending, WorkingDays
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import COUNTRY, contains
from learnhub.subsidy.models import Claim, ClaimStep, SubsidyLine
from learnhub.subsidy.rules import LineKind
from learnhub.subsidy.rules.claims import (
    NOTICE_WORKING_DAYS,
    PREFECTURE,
    SECOND_REVIEW_BY,
    Applicant,
    StepKind,
    Taker,
    is_online_part,
    state_of,
    step_refusal,
)
from learnhub.subsidy.service.claims.chain import add_step, chain_of, taken
from learnhub.subsidy.service.claims.payees import payees_of
from learnhub.subsidy.service.claims.telling import tell_of_step
from learnhub.subsidy.service.claims.told import sources_of, step_words
from learnhub.training import service as training
from learnhub.training.models import TrainingClass

NO_PERIOD = Refusal(
    "no-period", say("本地没有登记公示几个工作日。请先在“补贴标准和来源”的“申请和公示”里登记，写明文件。")
)
NO_OWN_PAYEE = Refusal("no-payee", say("还没有填收款账户。请先填好，再交给残联。"))
OWN_OPEN_MARKS = Refusal(
    "open-marks", say("线上学习有需要核对的地方。请撤回这份申请，再开始一次，就能先申请别的部分。")
)


@dataclass(frozen=True)
class Deed:
    """What somebody wants to do. remarks: reasons tied to lines, [{"line": 2, "words": …}]. reference: of a payment."""

    kind: StepKind
    reason: str = ""
    remarks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    reference: str = ""


def take_step(
    session: Session,
    actor: Actor,
    claim: Claim,
    deed: Deed,
    *,
    figures: Figures,
    calendar: WorkingDays,
    now: datetime,
) -> ClaimStep | Refusal:
    """Take a step, or say why not. Who may see the claim at all is the caller's to say; audited."""
    assert actor.person_id is not None
    evidence.lock_chain(session, chain_of(claim.id))
    session.refresh(claim, ["steps"])
    on = local_date(now)
    word = figures.in_force_or_none(SECOND_REVIEW_BY, claim.region_code, on)
    refusal = step_refusal(
        taken(claim.steps),
        deed.kind,
        taker_of(session, claim, actor.person_id, now),
        is_opposing=claim.reverses_id is not None,
        needs_wider=word is not None and word.value == PREFECTURE,
        applicant=claim.applicant,
        reason=deed.reason,
        reference=deed.reference,
    )
    if refusal is None and deed.kind in {StepKind.SUBMITTED, StepKind.APPROVED}:
        refusal = _not_ready(session, claim, deed.kind)
    if refusal is not None:
        return refusal
    reference: str | Refusal = deed.reference
    if deed.kind is StepKind.PUBLICISED:
        reference = _publish(session, actor, claim, figures, calendar, now)
    elif claim.reverses_id is None and state_of(taken(claim.steps)) is StepKind.PUBLICISED:
        reference = _end_notice(session, actor, claim, deed, now)
    elif claim.reverses_id is not None and deed.kind is StepKind.APPROVED:
        _reverse(session, actor, claim, now)
    if isinstance(reference, Refusal):
        return reference
    step = add_step(
        session,
        claim,
        deed.kind,
        actor.person_id,
        reason=deed.reason,
        remarks=deed.remarks,
        reference=reference,
        now=now,
    )
    tell_of_step(session, claim, step, now=now)
    words = say("补贴申请 %(number)s：%(step)s", number=claim.number, step=step_words(claim)[deed.kind])
    concern = Concern("claim", str(claim.id))
    audit.record(session, actor, "claim-step", words, concern, reason=deed.reason.strip(), now=now)
    return step


def taker_of(session: Session, claim: Claim, person_id: int, now: datetime) -> Taker:
    """Return what rules must know of somebody: a hand in the class, its base or the claim, and the reach of the office.

    Whoever is a guardian of somebody that money is claimed for has a hand in it, also where the base asked.
    """
    holdings = holdings_on(session, person_id, local_date(now))
    people = {one.person_id for one in training.members(session, claim.training_class_id)}
    people |= set(training.teacher_ids(session, claim.training_class_id))
    people |= guardian_ids(session, _claimed_for(session, claim))
    wider = any(
        one.role is Role.OFFICER
        and one.base_id is None
        and (one.region_code or COUNTRY) != claim.region_code
        and contains(one.region_code or COUNTRY, claim.region_code)
        for one in holdings
    )
    works_there = any(one.base_id == claim.base_id for one in holdings)
    return Taker(person_id, is_involved=person_id in people or works_there, is_wider=wider)


def _claimed_for(session: Session, claim: Claim) -> list[int]:
    numbers = {one.enrolment_id for one in claim.lines}
    return list(session.scalars(sa.select(Enrolment.person_id).where(Enrolment.id.in_(numbers)).distinct()))


def _not_ready(session: Session, claim: Claim, kind: StepKind) -> Refusal | None:
    if claim.reverses_id is not None:
        return None
    claimed = [one for one in claim.lines if not one.held_for]
    enrolments = sorted({one.enrolment_id for one in claimed})
    missing = len(enrolments) - len(payees_of(session, enrolments))
    if missing and claim.applicant is not Applicant.BASE:
        return NO_OWN_PAYEE
    if missing:
        return Refusal("no-payee", say("还有 %(missing)s 名学员没有填收款账户，请先填好。", missing=missing))
    sources = sources_of(session, claimed)
    online = {one.enrolment_id for one in claimed if _is_online(sources[one.record_id, one.record_line])}
    marks = learning.open_marks(session, sorted(online))
    if marks and claim.applicant is not Applicant.BASE and kind is StepKind.SUBMITTED:
        return OWN_OPEN_MARKS
    if marks:
        return Refusal(
            "open-marks",
            say("有 %(marks)s 名学员的线上学习需要核对，线上部分要等核对好。", marks=len(marks))
            + (
                say("请先核对，或者退回基地。")
                if kind is StepKind.APPROVED
                else say("请撤回重做，线上部分会先留着。")
            ),
        )
    return None


def _is_online(source: SubsidyLine) -> bool:
    return is_online_part(LineKind(source.kind), source.rule)


def _publish(
    session: Session, actor: Actor, claim: Claim, figures: Figures, calendar: WorkingDays, now: datetime
) -> str | Refusal:
    days = figures.number_or_none(NOTICE_WORKING_DAYS, claim.region_code, local_date(now))
    if days is None:
        return NO_PERIOD
    training_class = session.get_one(TrainingClass, claim.training_class_id)
    totals: dict[int, int] = {}
    for line in claim.lines:
        if not line.held_for:
            totals[line.enrolment_id] = totals.get(line.enrolment_id, 0) + line.amount_fen
    rows = session.execute(sa.select(Enrolment.id, Enrolment.person_id).where(Enrolment.id.in_(totals)))
    people = {row.id: row.person_id for row in rows}
    names = nicknames(session, sorted(set(people.values())))
    notice = notices.publish(
        session,
        actor,
        subject=chain_of(claim.id),
        client_id=f"notice:{len(claim.steps) + 1}",
        title=f"班号 {training_class.number} 的培训补贴",
        region_code=claim.region_code,
        items=[
            notices.NoticeItem(names[people[number]], f"班号 {training_class.number}", amount)
            for number, amount in totals.items()
        ],
        working_days=days,
        calendar=calendar,
        now=now,
    )
    return notice if isinstance(notice, Refusal) else f"公示 {notice.id}"


def _end_notice(session: Session, actor: Actor, claim: Claim, deed: Deed, now: datetime) -> str | Refusal:
    notice = notices.notices_of(session, chain_of(claim.id))[-1]
    is_approved = deed.kind is StepKind.APPROVED
    outcome = notices.end_notice(
        session,
        actor,
        notice,
        kind=Ending.CLOSED if is_approved else Ending.WITHDRAWN,
        words=say("公示期满，申请批准。") if is_approved else say("公示撤回，申请没有批准。"),
        now=now,
    )
    return outcome if isinstance(outcome, Refusal) else deed.reference


def _reverse(session: Session, actor: Actor, opposing: Claim, now: datetime) -> None:
    assert actor.person_id is not None
    claim = session.get_one(Claim, opposing.reverses_id)
    evidence.lock_chain(session, chain_of(claim.id))
    session.refresh(claim, ["steps"])
    if state_of(taken(claim.steps)) is StepKind.PAID:
        reason = f"由 {opposing.number} 冲回。"
        step = add_step(session, claim, StepKind.REVERSED, actor.person_id, reason=reason, now=now)
        tell_of_step(session, claim, step, now=now)
