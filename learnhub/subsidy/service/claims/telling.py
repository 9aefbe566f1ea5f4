"""Tell the trainees of a claim what became of it: those who have lines in it, nobody else."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Enrolment
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.notices.service import ObjectionTold
from learnhub.subsidy.models import Claim, ClaimStep
from learnhub.subsidy.rules.claims import StepKind
from learnhub.subsidy.service.claims.chain import chain_of
from learnhub.training.models import TrainingClass

_TOLD = {
    StepKind.RETURNED: Kind.CLAIM_RETURNED,
    StepKind.PUBLICISED: Kind.CLAIM_PUBLICISED,
    StepKind.APPROVED: Kind.CLAIM_APPROVED,
    StepKind.PAID: Kind.CLAIM_PAID,
    StepKind.REFUSED: Kind.CLAIM_REFUSED,
    StepKind.REVERSED: Kind.CLAIM_REVERSED,
}


def tell_of_step(session: Session, claim: Claim, step: ClaimStep, *, now: datetime) -> None:
    """Tell of a step that a trainee can do something about; reviews inside the office are told to nobody.

    The steps of an opposing claim are the office's own: what the trainee sees is that the claim itself was reversed.
    """
    kind = _TOLD.get(step.kind)
    if kind is not None and claim.reverses_id is None:
        _tell(session, claim, kind, f"claim-step:{claim.id}:{step.position}", now)


def tell_of_objection(session: Session, told: ObjectionTold, now: datetime) -> None:
    """Tell that an objection to the notice of a claim was answered; who objected and what is told to nobody."""
    number = told.notice.subject.removeprefix(chain_of(0)[:-1])
    claim = session.get(Claim, int(number)) if number.isdigit() else None
    if claim is not None and claim.reverses_id is None:
        _tell(session, claim, Kind.CLAIM_OBJECTION_DECIDED, f"objection:{told.objection.id}", now)


def _tell(session: Session, claim: Claim, kind: Kind, key: str, now: datetime) -> None:
    training_class = session.get_one(TrainingClass, claim.training_class_id)
    rows = session.execute(
        sa.select(Enrolment.id, Enrolment.person_id).where(
            Enrolment.id.in_({line.enrolment_id for line in claim.lines})
        )
    )
    notes = [
        messages.Note(
            row.person_id,
            kind,
            {"class_title": training_class.title},
            ("subsidy.statement", {"enrolment_id": row.id, "claim_id": claim.id}),
            key,
        )
        for row in rows
    ]
    messages.tell_each(session, notes, now=now)
