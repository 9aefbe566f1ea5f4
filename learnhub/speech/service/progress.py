"""How far the speaking of lessons is, for the administrator's page."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.jobs.models import Job, JobState
from learnhub.jobs.service import enqueue
from learnhub.speech.models import Rendition
from learnhub.speech.service.jobs import NATURAL, RENDER

ASK_ALL = "speech.ask-all"
_LESSON_EDITIONS = ("standard", "easy-read")
_LISTED_MAX = 10


@dataclass(frozen=True)
class Speaking:
    """A text that is being spoken, or that could not be. title: its first sentence; done and total: sentences."""

    title: str
    done: int
    total: int


@dataclass(frozen=True)
class NaturalProgress:
    """How far the natural voice is. waiting: how many texts; speaking and failed: at most ten of each."""

    spoken: int
    waiting: int
    speaking: tuple[Speaking, ...]
    failed: tuple[Speaking, ...]


def natural_progress(session: Session) -> NaturalProgress:
    """Return how many texts the natural voice has spoken, is speaking, is about to speak, and could not speak."""
    spoken = session.scalar(
        sa.select(sa.func.count()).select_from(
            sa.select(Rendition.text_hash, Rendition.edition)
            .where(Rendition.engine == NATURAL, Rendition.edition.in_(_LESSON_EDITIONS))
            .distinct()
            .subquery()
        )
    )
    states = {JobState.WAITING: 0, JobState.RUNNING: 0, JobState.FAILED: 0}
    found: dict[JobState, list[Speaking]] = {state: [] for state in states}
    unfinished = sa.select(Job).where(Job.kind == RENDER, Job.state != JobState.DONE).order_by(Job.id)
    for job in session.scalars(unfinished):
        if job.payload["engine"] == NATURAL and job.payload["edition"] in _LESSON_EDITIONS:
            states[job.state] += 1
            if len(found[job.state]) < _LISTED_MAX:
                title = str(job.payload["sentences"][0][1])
                found[job.state].append(Speaking(title, job.progress_done, job.progress_total))
    return NaturalProgress(
        spoken=spoken or 0,
        waiting=states[JobState.WAITING],
        speaking=tuple(found[JobState.RUNNING]),
        failed=tuple(found[JobState.FAILED]),
    )


def try_failed_again(session: Session, *, now: datetime) -> int:
    """Let every text that could not be spoken be tried anew; return how many that is."""
    changed = session.execute(
        sa.update(Job)
        .where(Job.kind == RENDER, Job.state == JobState.FAILED)
        .values(state=JobState.WAITING, attempts=0, run_after_at=now, fault=None, finished_at=None)
        .returning(Job.id)
    )
    return len(changed.all())


def ask_for_all(session: Session, *, now: datetime) -> None:
    """Let the worker ask for all audio that lessons lack: after a choice of voices."""
    enqueue(session, ASK_ALL, {}, key=f"{ASK_ALL}:{now.isoformat()}", now=now)
