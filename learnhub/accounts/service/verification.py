"""Compare guardians and what was said about them with the chains of their trainees."""

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import GuardianLink, GuardianStep
from learnhub.accounts.service.guardians import KIND_STEP
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault, subject_of_person
from learnhub.evidence.service import STEP_OF, Kept, row_digest


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many steps there are, and each that differs from the log, or is in one of the two alone."""
    return evidence.differences(session, [KIND_STEP], _steps(session))


def _steps(session: Session) -> Iterator[Kept]:
    rows = sa.select(GuardianStep, GuardianLink).join(GuardianLink, GuardianLink.id == GuardianStep.link_id)
    for step, link in session.execute(rows.order_by(GuardianStep.id)):
        told = {
            "link": link.id,
            "step": step.kind.value,
            "by": step.by_id,
            "how": step.how.value if step.how else None,
            "words": hashlib.sha256(step.words.encode()).hexdigest(),
            STEP_OF: row_digest(link),
        }
        name, chain = f"guardian_step {step.id}", subject_of_person(link.person_id)
        yield Kept(name, chain, step.evidence_position, KIND_STEP, step.taken_at, told)
