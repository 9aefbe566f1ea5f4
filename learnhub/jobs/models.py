"""The queue."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type


class JobState(enum.StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work. Its effects are keyed by its id, so that doing it twice does no harm."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_job_state_priority_run_after_at", "state", "priority", "run_after_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    # One waiting or finished job per key: asking twice for the same work is asking once.
    key: Mapped[str] = mapped_column(unique=True)
    priority: Mapped[int] = mapped_column(default=0)
    state: Mapped[JobState] = mapped_column(enum_type(JobState, "state_known"), default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    run_after_at: Mapped[datetime]
    lease_until_at: Mapped[datetime | None]
    worker: Mapped[str | None]
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
