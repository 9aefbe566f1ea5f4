"""End the words of a test: who helped, and what a checker wrote; scores, answers and digests stay."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import AssessmentAttempt, AssessmentStep


def steps_with_words(session: Session, before: datetime) -> list[int]:
    """Return the steps before an instant that still have words, by id."""
    rows = sa.select(AssessmentStep.id).where(AssessmentStep.words != "", AssessmentStep.taken_at < before)
    return list(session.scalars(rows.order_by(AssessmentStep.id)))


def erase_words(session: Session, ids: Sequence[int]) -> None:
    """Empty the words of these steps; the chain keeps their digests."""
    session.execute(sa.update(AssessmentStep).where(AssessmentStep.id.in_(ids)).values(words=""))


def erase_words_of(session: Session, person_id: int) -> None:
    """Empty the words of all attempts of a person."""
    own = sa.select(AssessmentAttempt.id).where(AssessmentAttempt.person_id == person_id)
    session.execute(
        sa.update(AssessmentStep)
        .where(AssessmentStep.attempt_id.in_(own), AssessmentStep.words != "")
        .values(words="")
    )
