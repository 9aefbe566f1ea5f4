"""Ask for work, take it with a lease, finish it or hand it back."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.jobs.models import Job, JobState

ATTEMPTS_MAX = 5
LEASE = timedelta(minutes=10)
_FAULT_CHARACTERS_MAX = 500


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    key: str,
    now: datetime,
    priority: int = 0,
    again: bool = False,
) -> Job:
    """Ask for work in the caller's transaction; the same key asks once.

    key: names the effect ("speech:<hash>"). A job that failed for good is asked for anew.
    priority: lower runs first; asked for again more urgently, what still waits becomes as urgent. again: what was done is asked for anew, too, because its effect was thrown away since.
    """
    known = sa.select(Job).where(Job.key == key)
    job = session.scalar(known)
    if job is None:
        # Two may ask for the same work at the same moment, and none of them should be told of a fault.
        insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        asked = insert(Job).values(
            kind=kind, payload=dict(payload), key=key, priority=priority, run_after_at=now, created_at=now
        )
        session.execute(asked.on_conflict_do_nothing(index_elements=["key"]))
        job = session.scalars(known).one()
    if job.state is JobState.FAILED or (again and job.state is JobState.DONE):
        job.state, job.attempts, job.run_after_at, job.fault = JobState.WAITING, 0, now, None
    if job.state is JobState.WAITING and priority < job.priority:
        job.priority = priority
    session.flush()
    return job


def claim(session: Session, *, worker: str, now: datetime) -> Job | None:
    """Take the next job, or one whose worker has not been heard of for a lease; None when there is nothing to do."""
    ready = sa.or_(
        sa.and_(Job.state == JobState.WAITING, Job.run_after_at <= now),
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until_at < now),
    )
    chosen = (
        sa.select(Job.id)
        .where(ready)
        .order_by(Job.priority, Job.run_after_at, Job.id)
        .limit(1)
        .with_for_update(
            skip_locked=True
        )  # SQLite has no row locks and leaves this out: BEGIN IMMEDIATE serves
        .scalar_subquery()
    )
    return session.scalar(
        sa.update(Job)
        .where(Job.id == chosen)
        .values(state=JobState.RUNNING, worker=worker, lease_until_at=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(populate_existing=True)
    )


def keep(session: Session, job_id: int, *, worker: str, done: int, total: int, now: datetime) -> bool:
    """Report progress and lengthen the lease; False when another worker has the job now."""
    changed = session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
        .values(progress_done=done, progress_total=total, lease_until_at=now + LEASE)
        .returning(Job.id)
    )
    return changed.first() is not None


def finish(session: Session, job_id: int, *, worker: str, now: datetime) -> bool:
    """Mark a job done; False when another worker has it now, whose effects then count (they are keyed)."""
    changed = session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
        .values(state=JobState.DONE, finished_at=now, lease_until_at=None, fault=None)
        .returning(Job.id)
    )
    return changed.first() is not None


def hand_back(session: Session, job_id: int, *, worker: str, fault: str, now: datetime) -> None:
    """Give up this attempt: the job waits longer each time, and fails for good after five attempts."""
    job = session.get(Job, job_id)
    if job is None or job.worker != worker or job.state is not JobState.RUNNING:
        return
    job.fault = fault[:_FAULT_CHARACTERS_MAX]
    job.lease_until_at = None
    if job.attempts >= ATTEMPTS_MAX:
        job.state, job.finished_at = JobState.FAILED, now
    else:
        job.state, job.run_after_at = JobState.WAITING, now + timedelta(seconds=5 * 4 ** (job.attempts - 1))


def release(session: Session, job_id: int, *, worker: str, now: datetime) -> bool:
    """Give a job back unfinished, to be taken at once; the attempt doesn't count. False when another worker has it."""
    changed = session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
        .values(state=JobState.WAITING, lease_until_at=None, run_after_at=now, attempts=Job.attempts - 1)
        .returning(Job.id)
    )
    return changed.first() is not None


def is_outranked(session: Session, job_id: int, *, now: datetime) -> bool:
    """Tell whether work that is more urgent than this job is ready and waits."""
    own = sa.select(Job.priority).where(Job.id == job_id).scalar_subquery()
    urgent = sa.select(Job.id).where(
        Job.state == JobState.WAITING, Job.run_after_at <= now, Job.priority < own
    )
    return session.scalar(urgent.limit(1)) is not None


def open_count(session: Session, kind: str) -> int:
    """Return how many jobs of a kind are not finished yet."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Job)
            .where(Job.kind == kind, Job.state.in_([JobState.WAITING, JobState.RUNNING]))
        )
        or 0
    )


def states_by_key(session: Session, keys: Collection[str]) -> dict[str, JobState]:
    """Return how far the work behind these keys is; what nobody has asked for is left out."""
    rows = session.execute(sa.select(Job.key, Job.state).where(Job.key.in_(keys)))
    return {row.key: row.state for row in rows}
