"""Compare claims with their chains: every line, total and step."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules.claims import KIND_MADE, KIND_STEP
from learnhub.subsidy.service.claims.chain import chain_of, made_payload, step_payload


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many claims there are, and each that differs from what was logged when it was made or taken on."""
    claims = session.scalars(
        sa.select(Claim).order_by(Claim.id).options(selectinload(Claim.steps), selectinload(Claim.lines))
    ).all()
    faults = []
    for claim in claims:
        rows = evidence.entries(session, chain_of(claim.id), [KIND_MADE, KIND_STEP])
        told = [made_payload(claim), *(step_payload(step) for step in claim.steps)]
        if [row.payload for row in rows] != told or sum(
            one.amount_fen for one in claim.lines
        ) != claim.total_fen:
            faults.append(Fault(f"claim {claim.id}", "申请与证据链里的不同。"))
    known = {chain_of(claim.id) for claim in claims}
    for row in evidence.entries_of_kind(session, KIND_MADE):
        if row.subject not in known:
            faults.append(Fault(f"{row.subject} #{row.position}", "证据链里有这份申请，表里没有。"))
    return len(claims), faults
