"""Compare attempts with the evidence log, and work every score out anew."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault
from learnhub.learning.models import AssessmentAttempt
from learnhub.learning.rules.assessments.attempts import AttemptStepKind
from learnhub.learning.service.assessments.finding import AttemptFound, attempts_of
from learnhub.learning.service.assessments.names import KINDS
from learnhub.learning.service.names import subject_of

_ATTEMPTS_AT_ONCE = 200


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many attempts there are, and each row that differs from the evidence log or from what its paper and answers give."""
    logged = {
        (row.subject, row.position): row for kind in KINDS for row in evidence.entries_of_kind(session, kind)
    }
    faults: list[Fault] = []
    seen: set[tuple[str, int]] = set()
    count = 0
    for attempt in _all(session):
        count += 1
        for name, position, told in _rows(attempt):
            place = (subject_of(attempt.row.person_id), position)
            seen.add(place)
            row = logged.get(place)
            # A payload that the retention policy erased tells nothing; its digest is still in the chain.
            payload = row.payload if row is not None else None
            if row is None or (
                payload is not None and any(payload.get(key) != value for key, value in told.items())
            ):
                faults.append(Fault(name, "测验的记录与证据链里的不同。"))
        faults += _score_faults(attempt)
    faults += [
        Fault(f"{subject} #{position}", "证据链里有这一步，测验的表里没有。")
        for subject, position in sorted(set(logged) - seen)
    ]
    return count, faults


def _all(session: Session) -> Iterator[AttemptFound]:
    enrolments = session.scalars(
        sa.select(AssessmentAttempt.enrolment_id).distinct().order_by(AssessmentAttempt.enrolment_id)
    ).all()
    for start in range(0, len(enrolments), _ATTEMPTS_AT_ONCE):
        yield from attempts_of(session, enrolments[start : start + _ATTEMPTS_AT_ONCE])


def _rows(attempt: AttemptFound) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Yield each row's name, its place in the chain, and what its payload must say."""
    row = attempt.row
    begun = {
        "enrolment": row.enrolment_id,
        "assessment": row.assessment,
        "number": row.number,
        "form": row.form.value,
        "seed": row.seed,
        "paper": attempt.paper.digest,
        "by": row.begun_by_id,
    }
    yield f"assessment_attempt {row.id}", row.evidence_position, begun
    for one, given in zip(attempt.answers, attempt.given, strict=True):
        answered = {
            "attempt": row.id,
            "position": one.position,
            "answer": given.digest,
            "by": one.typed_by_id,
        }
        yield f"assessment_answer {one.id}", one.evidence_position, answered
    for step in attempt.steps:
        told = {
            "attempt": row.id,
            "step": step.kind.value,
            "told": step.told,
            "by": step.by_id,
        }
        if step.words:  # they may have ended; their digest stays in the chain
            told["words"] = hashlib.sha256(step.words.encode()).hexdigest()
        yield f"assessment_step {step.id}", step.evidence_position, told


def _score_faults(attempt: AttemptFound) -> Iterator[Fault]:
    score = attempt.score
    kept = [step.told for step in attempt.steps if step.kind is AttemptStepKind.SCORED]
    told = score.told if score is not None else None
    if (kept[-1] if kept else None) != told:
        yield Fault(f"assessment_attempt {attempt.row.id}", "分数和重新算出来的不一样。")
