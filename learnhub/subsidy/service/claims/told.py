"""Claims as pages tell them: where each stands, whose turn it is, since when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.accounts.service.directory import nicknames
from learnhub.learning.models import Enrolment
from learnhub.notices import service as notices
from learnhub.notices.service import NoticeTold
from learnhub.primitives import local_date
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord, Claim, ClaimLine, ClaimStep, SubsidyLine
from learnhub.subsidy.rules.claims import ENDED, Applicant, StepKind, next_party, state_of, step_words_of
from learnhub.subsidy.rules.statements import next_words_of
from learnhub.subsidy.service.claims.chain import chain_of, taken
from learnhub.subsidy.service.records import records_of
from learnhub.training.models import TrainingClass


@dataclass(frozen=True)
class LineClaimed:
    """A line of a claim with its source. has_changed: the trainee has a newer record than the one that was claimed."""

    line: ClaimLine
    source: SubsidyLine
    record: BlendedRecord
    name: str
    has_changed: bool


@dataclass(frozen=True)
class ClaimTold:
    """A claim with all that stands on its page. since: of the last step. names: of those who took steps, by person id."""

    claim: Claim
    training_class: TrainingClass
    state: StepKind
    party: str
    since: datetime
    lines: tuple[LineClaimed, ...]
    steps: tuple[ClaimStep, ...]
    names: Mapping[int, str]
    notice: NoticeTold | None
    opposing: Claim | None

    @property
    def total_fen(self) -> int:
        """Return what is claimed."""
        return self.claim.total_fen

    @property
    def submitted_at(self) -> datetime | None:
        """Return when it was submitted last: an account that was entered later was seen by no reviewer."""
        return next((one.taken_at for one in reversed(self.steps) if one.kind is StepKind.SUBMITTED), None)


@dataclass(frozen=True)
class Waiting:
    """A claim on a list. days: how long it has waited for `party`, 0 on the day of the last step."""

    claim: Claim
    training_class: TrainingClass
    state: StepKind
    party: str
    days: int


def claim_or_none(session: Session, claim_id: int) -> Claim | None:
    """Return a claim."""
    return session.get(Claim, claim_id)


def steps_of(claim: Claim) -> Sequence[ClaimStep]:
    """Return the steps of a claim in order."""
    return claim.steps


def claim_told(session: Session, claim: Claim, *, on: date) -> ClaimTold:
    """Return a claim as its page tells it."""
    enrolments = {
        one.id: one
        for one in session.scalars(
            sa.select(Enrolment).where(Enrolment.id.in_({line.enrolment_id for line in claim.lines}))
        )
    }
    newest = records_of(session, sorted(enrolments))
    people = {one.person_id for one in enrolments.values()} | {step.person_id for step in claim.steps}
    names = nicknames(session, sorted(people))
    sources = sources_of(session, claim.lines)
    lines = []
    for line in claim.lines:
        source = sources[line.record_id, line.record_line]
        lines.append(
            LineClaimed(
                line,
                source,
                source.record,
                names[enrolments[line.enrolment_id].person_id],
                newest[line.enrolment_id].id != line.record_id,
            )
        )
    state = state_of(taken(claim.steps))
    found = notices.notices_of(session, chain_of(claim.id))
    return ClaimTold(
        claim,
        session.get_one(TrainingClass, claim.training_class_id),
        state,
        next_party(state, is_opposing=claim.reverses_id is not None, applicant=claim.applicant),
        claim.steps[-1].taken_at,
        tuple(lines),
        tuple(claim.steps),
        names,
        notices.notice_told(session, found[-1], on=on) if found else None,
        session.scalar(sa.select(Claim).where(Claim.reverses_id == claim.id)),
    )


def step_words(claim: Claim) -> Mapping[StepKind, str]:
    """Return the words for each step of a claim, by who asked for it."""
    return step_words_of(claim.applicant, is_opposing=claim.reverses_id is not None)


def next_words(claim: Claim) -> Mapping[StepKind, str]:
    """Return what the trainee is told to come after each step of a claim."""
    return next_words_of(claim.applicant, is_opposing=claim.reverses_id is not None)


def sources_of(session: Session, lines: Collection[ClaimLine]) -> dict[tuple[int, int], SubsidyLine]:
    """Return the lines of records that these lines were claimed from, with their records, by (record, position); two queries."""
    rows = session.scalars(
        sa.select(SubsidyLine)
        .where(SubsidyLine.record_id.in_({one.record_id for one in lines}))
        .options(selectinload(SubsidyLine.record))
    )
    return {(row.record_id, row.position): row for row in rows}


def claims_of_class(session: Session, class_id: int, *, on: date) -> list[Waiting]:
    """Return the claims of a class, oldest first."""
    return _waiting(session, sa.select(Claim).where(Claim.training_class_id == class_id), on)


def claims_of_enrolments(session: Session, enrolment_ids: Collection[int]) -> dict[int, list[Claim]]:
    """Return the claims that these enrolments have lines in, oldest first, by enrolment; those that ended are left out."""
    rows = session.execute(
        sa.select(ClaimLine.enrolment_id, Claim)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .where(ClaimLine.enrolment_id.in_(enrolment_ids))
        .order_by(Claim.id)
        .distinct()
        .options(selectinload(Claim.steps), selectinload(Claim.lines))
    )
    found: dict[int, list[Claim]] = {}
    for enrolment_id, claim in rows:
        if state_of(taken(claim.steps)) is not StepKind.DROPPED:
            found.setdefault(enrolment_id, []).append(claim)
    return found


def own_claims_of(session: Session, enrolment_id: int) -> list[Claim]:
    """Return the claims that the trainee's side began for an enrolment, oldest first, ended ones too."""
    query = (
        sa.select(Claim)
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .where(
            ClaimLine.enrolment_id == enrolment_id,
            Claim.applicant != Applicant.BASE,
            Claim.reverses_id.is_(None),
        )
        .order_by(Claim.id)
        .distinct()
        .options(selectinload(Claim.steps))
    )
    return list(session.scalars(query))


def claims_waiting(session: Session, reach: Sequence[str], *, on: date) -> list[Waiting]:
    """Return the claims in these divisions that wait for somebody, the longest waiting first.

    Paid ones and those that ended are left out, and what the base hasn't submitted yet.
    """
    rows = _waiting(session, sa.select(Claim), on)
    within = [one for one in rows if any(contains(code, one.claim.region_code) for code in reach)]
    over = {*ENDED, StepKind.PAID, StepKind.CALCULATED}
    return sorted((one for one in within if one.state not in over), key=lambda one: -one.days)


def _waiting(session: Session, query: sa.Select[Claim], on: date) -> list[Waiting]:
    rows = session.execute(
        query.add_columns(TrainingClass)
        .join(TrainingClass, TrainingClass.id == Claim.training_class_id)
        .order_by(Claim.id)
        .options(selectinload(Claim.steps))
    ).all()
    found = []
    for claim, training_class in rows:
        state = state_of(taken(claim.steps))
        days = (on - local_date(claim.steps[-1].taken_at)).days
        party = next_party(state, is_opposing=claim.reverses_id is not None, applicant=claim.applicant)
        found.append(Waiting(claim, training_class, state, party, days))
    return found


def paid_by_class(session: Session, class_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return what was paid for each class in 分, by fund ("" where no policy named one); what came back is taken off.

    Classes for which nothing was paid are left out.
    """
    paid = sa.exists().where(ClaimStep.claim_id == Claim.id, ClaimStep.kind == StepKind.PAID)
    found = session.execute(
        sa.select(Claim.training_class_id, SubsidyLine.fund, sa.func.sum(ClaimLine.amount_fen))
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(
            SubsidyLine,
            sa.and_(
                SubsidyLine.record_id == ClaimLine.record_id, SubsidyLine.position == ClaimLine.record_line
            ),
        )
        .where(Claim.training_class_id.in_(class_ids), ClaimLine.held_for == "", paid)
        .group_by(Claim.training_class_id, SubsidyLine.fund)
    )
    totals: dict[int, dict[str, int]] = {}
    for class_id, fund, amount_fen in found:
        totals.setdefault(class_id, {})[fund] = int(amount_fen)
    return totals
