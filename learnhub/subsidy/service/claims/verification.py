"""Compare claims with their chains: every line, total and step, and each account that money goes to."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.subsidy.models import Claim, PayeeAccount
from learnhub.subsidy.rules.claims import KIND_MADE, KIND_STEP
from learnhub.subsidy.service.claims.chain import chain_of, made_payload, step_payload
from learnhub.subsidy.service.claims.payees import KIND_PAYEE
from learnhub.training.models import TrainingClass


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many claims there are, and each that differs from what was logged when it was made or taken on."""
    claims = session.scalars(
        sa.select(Claim).order_by(Claim.id).options(selectinload(Claim.steps), selectinload(Claim.lines))
    ).all()
    faults = []
    for claim in claims:
        rows = evidence.entries(session, chain_of(claim.id), [KIND_MADE, KIND_STEP])
        told = [(made_payload(claim), claim.made_at)]
        told += [(step_payload(step), step.taken_at) for step in claim.steps]
        places = [step.evidence_position for step in claim.steps]
        training_class = session.get_one(TrainingClass, claim.training_class_id)
        of_class = (training_class.base_id, training_class.region_code)
        if (
            [(row.payload, row.received_at) for row in rows] != told
            or [row.position for row in rows[1:]] != places
            or (claim.base_id, claim.region_code) != of_class
            or sum(one.amount_fen for one in claim.lines) != claim.total_fen
        ):
            faults.append(Fault(f"claim {claim.id}", "申请与证据链里的不同。"))
    known = {chain_of(claim.id) for claim in claims}
    for row in evidence.entries_of_kind(session, KIND_MADE):
        if row.subject not in known:
            faults.append(Fault(f"{row.subject} #{row.position}", "证据链里有这份申请，表里没有。"))
    return len(claims), [*faults, *_payee_faults(session)]


def _payee_faults(session: Session) -> Iterator[Fault]:
    """Name each account that nobody entered, or was taken out of the table so that a former one counts again."""
    entered = {
        (row.subject, row.position): (row.about, row.payload)
        for row in evidence.entries_of_kind(session, KIND_PAYEE)
    }
    rows = session.execute(
        sa.select(PayeeAccount, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == PayeeAccount.enrolment_id)
        .order_by(PayeeAccount.made_at, PayeeAccount.id)
    )
    for row, person_id in rows:
        told = {"payee": row.id, "kind": row.kind.value, "by": row.made_by_id}
        place = (subject_of(person_id), row.evidence_position)
        if entered.pop(place, None) != (f"enrolment:{row.enrolment_id}", told):
            yield Fault(f"payee_account {row.id}", "收款账户与证据链里的不同。")
    for subject, position in sorted(entered):
        yield Fault(f"{subject} #{position}", "证据链里有这个收款账户，表里没有。")
