"""Compare consents, guardians and what was said about guardians with the chains of those whom they concern."""

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Consent, GuardianLink, GuardianStep
from learnhub.accounts.service import consents
from learnhub.accounts.service.guardians import KIND_STEP
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault, subject_of_person
from learnhub.evidence.service import STEP_OF, Kept, row_digest


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the log, or is in one of the two alone."""
    kinds = [KIND_STEP, consents.KIND_GIVEN, consents.KIND_WITHDRAWN]
    return evidence.differences(session, kinds, (*_steps(session), *_consents(session)))


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


def _consents(session: Session) -> Iterator[Kept]:
    """What was given or withdrawn before consents had a place in the chain has none to be compared with."""
    for one in session.scalars(sa.select(Consent).order_by(Consent.id)):
        name, chain, told = f"consent {one.id}", subject_of_person(one.person_id), consents.told_of(one)
        if one.evidence_position is not None:
            yield Kept(name, chain, one.evidence_position, consents.KIND_GIVEN, one.given_at, told)
        if one.withdrawn_position is not None or (one.evidence_position is not None and one.withdrawn_at):
            at = one.withdrawn_at or one.given_at
            yield Kept(name, chain, one.withdrawn_position or 0, consents.KIND_WITHDRAWN, at, told)
