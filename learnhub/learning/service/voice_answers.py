"""Recordings in which trainees say something about marks 需要核对: whose they are, when they end."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import ReviewAppeal, ReviewMark, ReviewStep
from learnhub.learning.rules.reviewing import AppealKind, MarkStepKind
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import StoredState
from learnhub.media.service import erase


def erase_recordings(session: Session, person_id: int, *, now: datetime) -> int:
    """Erase all voice answers of a person, whose steps and written words stay; return how many recordings there were."""
    own = sa.select(ReviewMark.id).where(ReviewMark.person_id == person_id)
    ids = session.scalars(
        sa.union(
            *(sa.select(one.recording_id).where(one.mark_id.in_(own)) for one in (ReviewStep, ReviewAppeal))
        )
    ).all()
    for recording_id in ids:
        if recording_id is not None:
            erase(session, recording_id, now=now)
    return sum(one is not None for one in ids)


def recordings_decided(session: Session, before: datetime) -> list[int]:
    """Return the stored ids of voice answers that are still there though what they speak of was decided before an instant."""
    decided = sa.select(ReviewStep.mark_id).where(
        ReviewStep.kind == MarkStepKind.DECIDED, ReviewStep.taken_at < before
    )
    again = sa.select(ReviewAppeal.mark_id).where(
        ReviewAppeal.kind == AppealKind.DECIDED, ReviewAppeal.taken_at < before
    )
    ids = sa.union(
        sa.select(ReviewStep.recording_id).where(ReviewStep.mark_id.in_(decided)),
        sa.select(ReviewAppeal.recording_id).where(ReviewAppeal.mark_id.in_(again)),
    )
    there = sa.and_(StoredMedia.id.in_(ids), StoredMedia.state != StoredState.ERASED)
    return list(session.scalars(sa.select(StoredMedia.id).where(there).order_by(StoredMedia.id)))


def recording_of_mark_or_none(session: Session, mark_id: int, token: str) -> int | None:
    """Return the stored id of a voice answer to a mark; None where the recording belongs to no step of it."""
    ids = sa.union(
        sa.select(ReviewStep.recording_id).where(ReviewStep.mark_id == mark_id),
        sa.select(ReviewAppeal.recording_id).where(ReviewAppeal.mark_id == mark_id),
    )
    return session.scalar(
        sa.select(StoredMedia.id).where(StoredMedia.token == token, StoredMedia.id.in_(ids))
    )
