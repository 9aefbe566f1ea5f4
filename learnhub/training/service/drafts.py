"""Applications that somebody is still writing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.training.models import OpeningDraft, TrainingClass
from learnhub.training.rules.sections import Section

Typed = Mapping[str, Sequence[str]]


def begin_draft(
    session: Session,
    *,
    base_id: int,
    typed: Mapping[Section, Typed],
    by: int,
    now: datetime,
    training_class: TrainingClass | None = None,
) -> OpeningDraft:
    """Begin an application with what is known already. training_class: the returned one that it mends, which has one at most."""
    if training_class is not None:
        known = session.scalar(
            sa.select(OpeningDraft).where(OpeningDraft.training_class_id == training_class.id)
        )
        if known is not None:
            return known
    made = OpeningDraft(
        base_id=base_id,
        training_class_id=training_class.id if training_class is not None else None,
        typed={section.value: dict(fields) for section, fields in typed.items()},
        changed_by_id=by,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    return made


def draft_or_none(session: Session, draft_id: int, base_ids: Sequence[int]) -> OpeningDraft | None:
    """Return an application of one of these bases; None otherwise, whether or not it exists."""
    found = session.get(OpeningDraft, draft_id)
    return found if found is not None and found.base_id in base_ids else None


def drafts_of(session: Session, base_ids: Sequence[int]) -> list[OpeningDraft]:
    """Return the applications that these bases are writing, the last touched first."""
    return list(
        session.scalars(
            sa.select(OpeningDraft)
            .where(OpeningDraft.base_id.in_(base_ids))
            .order_by(OpeningDraft.changed_at.desc(), OpeningDraft.id)
        )
    )


def keep_typed(
    session: Session, draft: OpeningDraft, section: Section, typed: Typed, *, by: int, now: datetime
) -> None:
    """Keep what was typed in a section, right or not: nothing is lost."""
    draft.typed = {**draft.typed, section.value: {name: list(values) for name, values in typed.items()}}
    draft.changed_by_id, draft.changed_at = by, now
    session.flush()


def drop_draft(session: Session, draft: OpeningDraft) -> None:
    """Erase an application that was submitted, or that nobody wants any more."""
    session.delete(draft)
    session.flush()
