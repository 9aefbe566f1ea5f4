"""Make a claim from records: what can be claimed, what is held, what can't be and why; take a paid one back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service import certificates, guardians
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.subsidy.models import BlendedRecord, Claim, ClaimLine, SubsidyLine
from learnhub.subsidy.rules import (
    OCCUPATION_ONCE,
    ONCE,
    Granted,
    LineKind,
    LineState,
    claim_refusal,
    claimed_twice,
)
from learnhub.subsidy.rules.claims import (
    ENDED,
    INVOLVED,
    REASON_CHARACTERS_MIN,
    Applicant,
    StepKind,
    is_online_part,
    live_key,
    state_of,
    unapproved_days,
)
from learnhub.subsidy.service.claims.chain import add_step, chain_of, log_made, taken
from learnhub.subsidy.service.claims.steps import taker_of
from learnhub.subsidy.service.digests import granted_of
from learnhub.subsidy.service.records import calculate, records_of
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import date_words
from learnhub.training.rules.particulars import TraineeGroup

NOTHING = Refusal("nothing", say("现在没有可以申请的补贴。下面写着每名学员还差什么。"))
NOTHING_OWN = Refusal("nothing", say("现在没有可以申请的补贴。下面写着还差什么。"))
AT_ONCE = Refusal("at-once", say("刚才有人同时申请了同一笔，请刷新页面看看。"))
_TAKEN = (
    "live_key",
    "claim.number",
    "uq_claim_number",
)  # as the two engines name what another session has taken
FOR_TRAINEES = say("这是服务人员的班。政策写的补贴是给残疾学员的，服务人员的标准没有载明，这里不能申请。")
HELD = say("线上学习有需要核对的地方，核对好以后再申请这一笔。")


@dataclass(frozen=True)
class Candidate:
    """What one trainee of a class can claim now.

    lines: each with why it is held, "" when it isn't. reasons: why lines, or the whole trainee, are left out.
    """

    enrolment: Enrolment
    record: BlendedRecord | None
    lines: tuple[tuple[SubsidyLine, str], ...]
    reasons: tuple[str, ...]

    @property
    def total_fen(self) -> int:
        """Return the sum that would be claimed."""
        return sum(line.amount_fen for line, held in self.lines if not held)


def candidates(
    session: Session,
    training_class: TrainingClass,
    keys: SiteKeys,
    *,
    on: date,
    enrolment_ids: Collection[int] = (),
) -> list[Candidate]:
    """Return what every trainee of a class can claim by the newest kept record, by enrolment; of these enrolments where any is named."""
    enrolments = _places(session, training_class, enrolment_ids)
    ids = [one.id for one in enrolments]
    records, marks = records_of(session, ids), learning.open_marks(session, ids)
    approved = training.approved_sessions(session, training_class.id)
    sessions = [(one.id, one.day) for one in training_class.sessions]
    live = _live_lines(session, [one.person_id for one in enrolments])
    found = []
    for enrolment in enrolments:
        record = records.get(enrolment.id)
        if training_class.trainee_group is TraineeGroup.STAFF:
            found.append(Candidate(enrolment, record, (), (FOR_TRAINEES,)))
            continue
        if record is None:
            found.append(Candidate(enrolment, None, (), (say("还没有算补贴记录，做申请的时候会算。"),)))
            continue
        reason = _whole_refusal(session, keys, enrolment, record, sessions, approved, on)
        if reason:
            found.append(Candidate(enrolment, record, (), (reason,)))
            continue
        lines, reasons = _lines(
            record, training_class.number, live.get(enrolment.person_id, []), enrolment.id in marks, on
        )
        found.append(Candidate(enrolment, record, tuple(lines), tuple(reasons)))
    return found


def make_claim(
    session: Session,
    actor: Actor,
    *,
    training_class: TrainingClass,
    enrolment_ids: Collection[int] = (),
    applicant: Applicant = Applicant.BASE,
    client_id: str,
    figures: Figures,
    keys: SiteKeys,
    now: datetime,
) -> Claim | Refusal:
    """Calculate the records once more and freeze what can be claimed; the same client id again is the same claim.

    enrolment_ids: of the trainees it is for; everybody in the class when none is named. Chains are held in the order class,
    people, so that two claims never take one line; a unique index refuses it even where a program errs.
    """
    assert actor.person_id is not None
    evidence.lock_chain(session, f"class:{training_class.id}")
    client_id = (
        f"class:{training_class.id}:{client_id}"  # what a browser chooses names nothing beyond the class
    )
    known = session.scalar(sa.select(Claim).where(Claim.client_id == client_id))
    if known is not None:
        return known
    for enrolment in _places(session, training_class, enrolment_ids):
        calculate(
            session,
            enrolment=enrolment,
            training_class=training_class,
            figures=figures,
            now=now,
            births=lambda person_id: certificates.birth_or_none(session, keys, person_id),
        )
    rows = candidates(session, training_class, keys, on=local_date(now), enrolment_ids=enrolment_ids)
    if not any(one.total_fen for one in rows):
        return NOTHING if applicant is Applicant.BASE else NOTHING_OWN
    ended = _times_ended(session, rows)
    lines = [
        ClaimLine(
            enrolment_id=one.enrolment.id,
            record_id=line.record_id,
            record_line=line.position,
            amount_fen=0 if held else line.amount_fen,
            held_for=held,
            live_key=None
            if held
            else live_key(one.enrolment.id, line.kind, ended.get((one.enrolment.id, line.kind), 0)),
        )
        for one in rows
        for line, held in one.lines
    ]
    claim = _keep(session, actor, training_class, client_id, lines, None, now, applicant)
    if claim is None:
        return AT_ONCE
    add_step(session, claim, StepKind.CALCULATED, actor.person_id, now=now)
    return claim


def paid_twice(session: Session, claim: Claim) -> dict[int, str]:
    """Return what another claim pays for the same occupation and level, by position of this claim's lines, for a person to look at.

    No document says everywhere that such a line is paid once: it is left out where a figure says so, and only told where none does.
    """
    numbers = [one.enrolment_id for one in claim.lines if not one.held_for]
    people = session.scalars(sa.select(Enrolment.person_id).where(Enrolment.id.in_(numbers)).distinct()).all()
    rows = [row for row in _claimed(session, people) if state_of(taken(row[0].steps)) not in ENDED]
    found: dict[int, str] = {}
    for of_claim, line, source, person_id, class_number in rows:
        if of_claim.id != claim.id:
            continue
        own = granted_of(class_number, source)
        others = [(row[0].number, granted_of(row[4], row[2])) for row in rows if row[3] == person_id]
        words = claimed_twice(own, others, pays_once=True)
        if words:
            found[line.position] = words
    return found


def oppose(
    session: Session, actor: Actor, claim: Claim, *, reason: str, client_id: str, now: datetime
) -> Claim | Refusal:
    """Ask for a paid claim to be taken back: an opposing claim with the same lines, below zero, on a road of its own.

    Asked for again while it is under way it is the same claim; after it was dropped, the same claim begins another round.
    """
    assert actor.person_id is not None
    if len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明为什么冲回，至少 4 个字。"), field="reason")
    evidence.lock_chain(session, chain_of(claim.id))
    known = session.scalar(sa.select(Claim).where(Claim.reverses_id == claim.id))
    if known is not None and state_of(taken(known.steps)) is not StepKind.DROPPED:
        return known
    if claim.reverses_id is not None or state_of(taken(claim.steps)) is not StepKind.PAID:
        return Refusal("not-paid", say("只有已经拨付的申请才能冲回。"))
    if taker_of(session, claim, actor.person_id, now).is_involved:
        return INVOLVED
    if (
        known is not None
    ):  # it was dropped, and its lines are what they were: the same claim takes its road once more
        evidence.lock_chain(session, chain_of(known.id))
        session.refresh(known, ["steps"])
        add_step(session, known, StepKind.SUBMITTED, actor.person_id, reason=reason, now=now)
        audit.record(
            session,
            actor,
            "claim-made",
            say("%(deed)s：%(what)s", deed=say("再提出冲回"), what=known.number),
            Concern("claim", str(known.id)),
            now=now,
        )
        return known
    lines = [
        ClaimLine(
            enrolment_id=one.enrolment_id,
            record_id=one.record_id,
            record_line=one.record_line,
            amount_fen=-one.amount_fen,
            held_for="",
        )
        for one in claim.lines
        if not one.held_for
    ]
    training_class = session.get_one(TrainingClass, claim.training_class_id)
    made = _keep(session, actor, training_class, client_id, lines, claim, now)
    assert made is not None  # reverses_id is unique, and the chain is held
    add_step(session, made, StepKind.CALCULATED, actor.person_id, now=now)
    add_step(session, made, StepKind.SUBMITTED, actor.person_id, reason=reason, now=now)
    return made


def _keep(
    session: Session,
    actor: Actor,
    training_class: TrainingClass,
    client_id: str,
    lines: list[ClaimLine],
    reverses: Claim | None,
    now: datetime,
    applicant: Applicant = Applicant.BASE,
) -> Claim | None:
    """Keep a claim; None where another session has kept one of its lines, or its number, at the same time."""
    assert actor.person_id is not None
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(Claim)
        .where(Claim.training_class_id == training_class.id, Claim.reverses_id.is_(None))
    )
    number = f"{reverses.number}-冲" if reverses else f"{training_class.number}-{(count or 0) + 1}"
    for position, line in enumerate(lines, start=1):
        line.position = position
    claim = Claim(
        number=number,
        client_id=client_id,
        training_class_id=training_class.id,
        base_id=training_class.base_id,
        region_code=training_class.region_code,
        reverses_id=reverses.id if reverses else None,
        total_fen=sum(one.amount_fen for one in lines),
        applicant=applicant,
        made_by_id=actor.person_id,
        made_at=now,
        lines=lines,
        steps=[],
    )
    try:
        with session.begin_nested():
            session.add(claim)
            session.flush()
    except sa.exc.IntegrityError as fault:
        if not any(name in str(fault.orig) for name in _TAKEN):
            raise
        return None
    log_made(session, claim, now=now)
    words = say("%(deed)s：%(what)s", deed=say("冲回") if reverses else say("申请补贴"), what=number)
    audit.record(session, actor, "claim-made", words, Concern("claim", str(claim.id)), now=now)
    return claim


def _places(
    session: Session, training_class: TrainingClass, enrolment_ids: Collection[int]
) -> list[Enrolment]:
    found = training.places(session, training_class.id)
    return [one for one in found if not enrolment_ids or one.id in enrolment_ids]


def _times_ended(session: Session, rows: Sequence[Candidate]) -> dict[tuple[int, LineKind], int]:
    """Return how many claims of each kind of line of these enrolments have ended: a live one keeps the key that the next would get."""
    ended: dict[tuple[int, LineKind], int] = {}
    for claim, line, source, *_rest in _claimed(session, [one.enrolment.person_id for one in rows]):
        if state_of(taken(claim.steps)) in ENDED:
            place = (line.enrolment_id, source.kind)
            ended[place] = ended.get(place, 0) + 1
    return ended


def _is_source() -> sa.ColumnElement[bool]:
    return sa.and_(
        SubsidyLine.record_id == ClaimLine.record_id, SubsidyLine.position == ClaimLine.record_line
    )


def _whole_refusal(
    session: Session,
    keys: SiteKeys,
    enrolment: Enrolment,
    record: BlendedRecord,
    sessions: Sequence[tuple[int, date]],
    approved: set[int],
    on: date,
) -> str:
    last = max((day for _number, day in sessions), default=on)
    if on < last:
        return say("最后一次课在 %(last)s，上完再申请，一笔里才有全部的天数。", last=date_words(last))
    days = {date.fromisoformat(one["day"]) for one in record.days}
    waiting = unapproved_days(days, sessions, approved)
    if waiting:
        return say(
            "%(waiting)s等 %(waiting_2)s 天的点名还没有由另一个人核准。",
            waiting=date_words(waiting[0]),
            waiting_2=len(waiting),
        )
    refusal = guardians.may_apply_for_money(session, keys, enrolment.person_id, on=on)
    return refusal.sentence if refusal is not None else ""


def _lines(
    record: BlendedRecord, number: str, live: Sequence[tuple[int, str, Granted]], is_marked: bool, on: date
) -> tuple[list[tuple[SubsidyLine, str]], list[str]]:
    taken_kinds = {one.kind: claimed for enrolment, claimed, one in live if enrolment == record.enrolment_id}
    others = [(claimed, one) for enrolment, claimed, one in live if enrolment != record.enrolment_id]
    lines: list[tuple[SubsidyLine, str]] = []
    reasons: list[str] = []
    for line in record.lines:
        if line.state is not LineState.GRANTED or not line.amount_fen:
            continue
        kind = LineKind(line.kind)
        late = claim_refusal(line.claim_until, on)
        own = granted_of(number, line)
        pays_once = any(one["key"] == OCCUPATION_ONCE and one["value"] == ONCE for one in line.figures)
        twice = claimed_twice(own, others, pays_once=pays_once)
        if kind in taken_kinds:
            reasons.append(
                say(
                    "%(sentence)s已经在申请 %(taken_kinds)s 里。",
                    sentence=line.sentence,
                    taken_kinds=taken_kinds[kind],
                )
            )
        elif late or twice:
            reasons.append(late or twice)
        else:
            lines.append((line, HELD if is_marked and is_online_part(kind, line.rule) else ""))
    return lines, reasons


def _live_lines(session: Session, person_ids: Sequence[int]) -> Mapping[int, list[tuple[int, str, Granted]]]:
    """Return (enrolment, number of the claim, line) of everything that is claimed and not ended, by person; held lines aren't."""
    found: dict[int, list[tuple[int, str, Granted]]] = {}
    for claim, line, source, person_id, class_number in _claimed(session, person_ids):
        if state_of(taken(claim.steps)) not in ENDED:
            told = (line.enrolment_id, claim.number, granted_of(class_number, source))
            found.setdefault(person_id, []).append(told)
    return found


def _claimed(
    session: Session, person_ids: Sequence[int]
) -> list[tuple[Claim, ClaimLine, SubsidyLine, int, str]]:
    """Return each line of these people that was ever claimed, with claim, source, person and number of the class; held lines and
    opposing claims are left out."""
    rows = session.execute(
        sa.select(Claim, ClaimLine, SubsidyLine, Enrolment.person_id, TrainingClass.number)
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(SubsidyLine, _is_source())
        .join(Enrolment, Enrolment.id == ClaimLine.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Claim.training_class_id)
        .where(Enrolment.person_id.in_(person_ids), ClaimLine.held_for == "", Claim.reverses_id.is_(None))
        .options(selectinload(Claim.steps), selectinload(SubsidyLine.record))
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
