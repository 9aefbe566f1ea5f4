"""Compare 便利, marks, what was said about them and objections with the chains of their people."""

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.evidence.service import STEP_OF, Kept, row_digest
from learnhub.learning.models import Accommodation, AccommodationStep, ReviewAppeal, ReviewMark, ReviewStep
from learnhub.learning.rules.reviewing import MarkStepKind
from learnhub.learning.service import accommodations, appealing, marks
from learnhub.learning.service.names import subject_of

KINDS = (
    accommodations.KIND_STEP,
    marks.KIND_MARKED,
    marks.KIND_ANSWERED,
    marks.KIND_DECIDED,
    appealing.KIND_APPEALED,
)


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the log, or is in one of the two alone."""
    return evidence.differences(session, KINDS, (*_accommodations(session), *_marks(session)))


def _accommodations(session: Session) -> Iterator[Kept]:
    rows = sa.select(AccommodationStep, Accommodation).join(
        Accommodation, Accommodation.id == AccommodationStep.accommodation_id
    )
    for step, request in session.execute(rows.order_by(AccommodationStep.id)):
        told = {
            "accommodation": request.id,
            "step": step.kind.value,
            "by": step.by_id,
            "answer_by": step.answer_by.isoformat() if step.answer_by else None,
            "words": _digest(step.words),
            STEP_OF: row_digest(request),
        }
        name, chain = f"accommodation_step {step.id}", subject_of(request.person_id)
        kind = accommodations.KIND_STEP
        yield Kept(name, chain, step.evidence_position, kind, step.taken_at, told)


def _marks(session: Session) -> Iterator[Kept]:
    chains = {}
    for one in session.scalars(sa.select(ReviewMark).order_by(ReviewMark.id)):
        chain = chains[one.id] = subject_of(one.person_id)
        told: dict[str, Any] = {
            "enrolment": one.enrolment_id,
            "reason": one.reason.value,
            "first": one.first_position,
            "last": one.last_position,
            "minutes": one.worth_minutes,
            "seconds": one.observed_seconds,
            "acts": one.act_count,
            "decide_by": one.decide_by.isoformat(),
            "figures": one.figures.split("\n") if one.figures else [],
        }
        name, kind = f"review_mark {one.id}", marks.KIND_MARKED
        yield Kept(name, chain, one.evidence_position, kind, one.marked_at, told)
    for step in session.scalars(sa.select(ReviewStep).order_by(ReviewStep.id)):
        told = {
            "mark": step.mark_id,
            "by": step.by_id,
            "recording": step.recording_id,
            "words": _digest(step.words),
            "outcome": step.outcome.value if step.outcome else None,
        }
        kind = marks.KIND_DECIDED if step.kind is MarkStepKind.DECIDED else marks.KIND_ANSWERED
        name, chain = f"review_step {step.id}", chains[step.mark_id]
        yield Kept(name, chain, step.evidence_position, kind, step.taken_at, told)
    for appeal in session.scalars(sa.select(ReviewAppeal).order_by(ReviewAppeal.id)):
        told = {
            "mark": appeal.mark_id,
            "kind": appeal.kind.value,
            "by": appeal.by_id,
            "recording": appeal.recording_id,
            "words": _digest(appeal.words),
            "until": appeal.until.isoformat() if appeal.until else None,
            "outcome": appeal.outcome.value if appeal.outcome else None,
        }
        name, chain = f"review_appeal {appeal.id}", chains[appeal.mark_id]
        yield Kept(name, chain, appeal.evidence_position, appealing.KIND_APPEALED, appeal.taken_at, told)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
