"""Tell whether a running site is well."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.models import Seal
from learnhub.jobs.models import Job, JobState


@dataclass(frozen=True)
class Health:
    """What a monitor asks: nothing of it tells of a person.

    waiting_since_at: when the oldest job became ready that nobody has taken yet: an old one means that no worker runs.
    """

    jobs_waiting: int
    jobs_failed: int
    waiting_since_at: datetime | None
    sealed_at: datetime | None


def health(session: Session, *, now: datetime) -> Health:
    """Read the state of a site by three small queries."""
    ready = sa.and_(Job.state == JobState.WAITING, Job.run_after_at <= now)
    waiting, since = session.execute(
        sa.select(sa.func.count(Job.id), sa.func.min(Job.run_after_at, type_=Job.run_after_at.type)).where(
            ready
        )
    ).one()
    failed = session.scalar(sa.select(sa.func.count(Job.id)).where(Job.state == JobState.FAILED))
    sealed_at = session.scalar(sa.select(Seal.sealed_at).order_by(Seal.number.desc()).limit(1))
    return Health(waiting, failed or 0, since, sealed_at)
