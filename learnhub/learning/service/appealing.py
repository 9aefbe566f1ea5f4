"""Rows that follow a decision about a mark: add one, read them back, ask which marks have them."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from learnhub.evidence import service as evidence
from learnhub.jobs import service as jobs
from learnhub.learning.models import ReviewAppeal, ReviewMark
from learnhub.learning.rules.reviewing import AppealKind, AppealTold, MarkOutcome, ReviewMarkTold
from learnhub.learning.service.acts import JOB_LEARNED
from learnhub.learning.service.names import subject_of
from learnhub.media.models import StoredMedia
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind

KIND_APPEALED = "review.appealed"


def add_appeal(
    session: Session,
    mark: ReviewMarkTold,
    kind: AppealKind,
    *,
    by_id: int | None,
    now: datetime,
    words: str = "",
    recording_id: int | None = None,
    outcome: MarkOutcome | None = None,
    until: date | None = None,
) -> ReviewAppeal:
    """Add what follows a decision; the person's chain must be held. Whether it may be is the caller's to say."""
    told: dict[str, object] = {"mark": mark.id, "kind": kind.value, "by": by_id, "recording": recording_id}
    told["words"] = hashlib.sha256(words.encode()).hexdigest()
    told["until"] = until.isoformat() if until is not None else None
    told["outcome"] = outcome.value if outcome is not None else None
    event = evidence.Event(
        subject_of(mark.person_id),
        KIND_APPEALED,
        f"enrolment:{mark.enrolment_id}",
        f"review-appeal:{mark.id}:{kind.value}",
        now,
        told,
    )
    entry = evidence.append(session, event, now=now).entry
    made = ReviewAppeal(
        mark_id=mark.id,
        kind=kind,
        words=words,
        recording_id=recording_id,
        outcome=outcome,
        until=until,
        by_id=by_id,
        taken_at=now,
        evidence_position=entry.position,
    )
    session.add(made)
    session.flush()
    if kind is AppealKind.DECIDED:
        messages.tell(
            session,
            mark.person_id,
            Kind.APPEAL_DECIDED,
            {},
            ("learning.own_mark", {"mark_id": mark.id}),
            key=f"appeal-decided:{mark.id}",
            now=now,
        )
    if kind in {AppealKind.DECIDED, AppealKind.PASSED}:
        # Credits lie above: they read what is final when told that the log moved.
        key = f"{JOB_LEARNED}:{mark.person_id}:{entry.position}"
        jobs.enqueue(session, JOB_LEARNED, {"person": mark.person_id}, key=key, now=now)
    return made


def has_appeal(*kinds: AppealKind) -> sa.ColumnElement[bool]:
    """Return the condition under which a ReviewMark has a row of one of these kinds."""
    other = aliased(ReviewAppeal)
    return sa.exists().where(other.mark_id == ReviewMark.id, other.kind.in_(kinds))


def is_undecided(kind: AppealKind, before: date) -> sa.ColumnElement[bool]:
    """Return the condition under which a row of this kind has waited past its day: a term nobody used, an objection nobody answered."""
    later = (AppealKind.OBJECTED, AppealKind.PASSED) if kind is AppealKind.TERM else (AppealKind.DECIDED,)
    return sa.and_(ReviewAppeal.kind == kind, ReviewAppeal.until < before, ~has_appeal(*later))


def appeals_of(session: Session, mark_ids: Iterable[int]) -> dict[int, list[AppealTold]]:
    """Return the rows that followed the decision of each mark that has any, oldest first."""
    rows = session.execute(
        sa.select(ReviewAppeal, StoredMedia.token)
        .outerjoin(StoredMedia, StoredMedia.id == ReviewAppeal.recording_id)
        .where(ReviewAppeal.mark_id.in_(list(mark_ids)))
        .order_by(ReviewAppeal.id)
    )
    found: dict[int, list[AppealTold]] = {}
    for row, token in rows:
        told = AppealTold(row.kind, row.words, row.taken_at, row.until, row.outcome, row.by_id, token or "")
        found.setdefault(row.mark_id, []).append(told)
    return found
