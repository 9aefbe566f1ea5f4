"""The loop that takes jobs and runs their handlers."""

import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from learnhub.db import Database
from learnhub.jobs import service
from learnhub.primitives import instant_now

_log = structlog.get_logger("learnhub.jobs")


@dataclass(frozen=True)
class Work:
    """What a handler is given: its payload, and a way to say how far it is.

    `progress(done, total)` returns False when another worker has taken the job over: then stop.
    `is_outranked()` tells whether more urgent work waits: long work that keeps what it has done raises GiveWay then.
    """

    job_id: int
    payload: Mapping[str, Any]
    progress: Callable[[int, int], bool]
    is_outranked: Callable[[], bool] = lambda: False


Handler = Callable[[Work], None]


class GiveWay(Exception):
    """Raised by a handler that lets more urgent work go first: its job is taken again afterwards, and no attempt is counted."""


class Worker:
    """One worker process. Handlers open their own units of work and key their effects."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self.database = database
        self.handlers = handlers
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"

    def run_one(self) -> bool:
        """Take and run one job; False when there was none."""
        with self.database.transaction() as session:
            job = service.claim(session, worker=self.name, now=instant_now())
            if job is None:
                return False
            job_id, kind, payload = job.id, job.kind, dict(job.payload)

        def progress(done: int, total: int) -> bool:
            with self.database.transaction() as session:
                return service.keep(
                    session, job_id, worker=self.name, done=done, total=total, now=instant_now()
                )

        def is_outranked() -> bool:
            with self.database.reading() as session:
                return service.is_outranked(session, job_id, now=instant_now())

        try:
            handler = self.handlers[kind]
            handler(Work(job_id, payload, progress, is_outranked))
        except GiveWay:
            with self.database.transaction() as session:
                service.release(session, job_id, worker=self.name, now=instant_now())
        except (KeyboardInterrupt, SystemExit):
            # The site is being stopped: the next worker shall not wait for this one's lease to end.
            with self.database.transaction() as session:
                service.release(session, job_id, worker=self.name, now=instant_now())
            raise
        except Exception as error:
            _log.exception("job failed", job=job_id, kind=kind)
            with self.database.transaction() as session:
                service.hand_back(
                    session,
                    job_id,
                    worker=self.name,
                    fault=f"{type(error).__name__}: {error}",
                    now=instant_now(),
                )
        else:
            with self.database.transaction() as session:
                service.finish(session, job_id, worker=self.name, now=instant_now())
        return True

    def run_all(self) -> int:
        """Run jobs until none is ready; return how many were run."""
        count = 0
        while self.run_one():
            count += 1
        return count

    def run_for_ever(
        self, *, pause_seconds: float = 1.0, before_each: Callable[[], None] = lambda: None
    ) -> None:
        """Run jobs as they come. One query a second when idle; see decision 0002.

        before_each: called before each look, to ask for work that is due by the clock.
        """
        while True:
            before_each()
            if not self.run_one():
                time.sleep(pause_seconds)
