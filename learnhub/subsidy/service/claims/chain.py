"""The chain of a claim: each step is a row of the evidence log and a row of claim_step that names it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import canonical
from learnhub.subsidy.models import Claim, ClaimLine, ClaimStep
from learnhub.subsidy.rules.claims import KIND_MADE, KIND_STEP, Applicant, StepKind, Taken, round_of


def chain_of(claim_id: int) -> str:
    """Return the name of a claim's chain in the evidence log."""
    return f"claim:{claim_id}"


def taken(steps: Sequence[ClaimStep]) -> list[Taken]:
    """Return steps as rules see them."""
    return [Taken(one.kind, one.person_id, one.round) for one in steps]


def lines_digest(lines: Sequence[ClaimLine]) -> str:
    """Return the digest of a claim's frozen lines."""
    rows = [
        [one.position, one.enrolment_id, one.record_id, one.record_line, one.amount_fen, one.held_for]
        for one in lines
    ]
    return hashlib.sha256(canonical({"lines": rows})).hexdigest()


def made_payload(claim: Claim) -> dict[str, Any]:
    """Return what the first row of a claim's chain says; who asks is named where it isn't the base, which alone did in the beginning."""
    own = {} if claim.applicant is Applicant.BASE else {"applicant": claim.applicant.value}
    return own | {
        "claim": claim.id,
        "number": claim.number,
        "class": claim.training_class_id,
        "reverses": claim.reverses_id,
        "total_fen": claim.total_fen,
        "lines": lines_digest(claim.lines),
        "by": claim.made_by_id,
    }


def step_payload(step: ClaimStep) -> dict[str, Any]:
    """Return what the row of a step says; of words only their digest."""
    words = hashlib.sha256(canonical({"reason": step.reason, "remarks": step.remarks})).hexdigest()
    return {
        "step": step.kind.value,
        "position": step.position,
        "round": step.round,
        "by": step.person_id,
        "reference": step.reference,
        "words": words,
    }


def log_made(session: Session, claim: Claim, *, now: datetime) -> None:
    """Log that a claim was made; its lines must stand."""
    _log(session, claim.id, KIND_MADE, "made", made_payload(claim), now)


def add_step(
    session: Session,
    claim: Claim,
    kind: StepKind,
    person_id: int,
    *,
    reason: str = "",
    remarks: Sequence[Mapping[str, Any]] = (),
    reference: str = "",
    now: datetime,
) -> ClaimStep:
    """Add a step whose right the caller has made sure of; the chain must be held."""
    rounds = round_of(taken(claim.steps)) + (kind is StepKind.SUBMITTED)
    step = ClaimStep(
        claim_id=claim.id,
        position=len(claim.steps) + 1,
        round=rounds,
        kind=kind,
        reason=reason.strip(),
        remarks=[dict(one) for one in remarks],
        reference=reference.strip(),
        person_id=person_id,
        taken_at=now,
    )
    step.evidence_position = _log(
        session, claim.id, KIND_STEP, f"step:{step.position}", step_payload(step), now
    )
    claim.steps.append(step)
    session.flush()
    return step


def _log(
    session: Session, claim_id: int, kind: str, client_id: str, payload: Mapping[str, Any], now: datetime
) -> int:
    subject = chain_of(claim_id)
    event = evidence.Event(subject, kind, subject, client_id, now, payload)
    return evidence.append(session, event, now=now).entry.position
