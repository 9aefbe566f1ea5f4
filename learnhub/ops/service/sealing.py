"""Seal the evidence log once an hour."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.learning.jobs import ask_for_overdue
from learnhub.media import service as media
from learnhub.needs.jobs import ask_for_day
from learnhub.oversight.service.erasing import ask_for_erasure
from learnhub.primitives import instant_now
from learnhub.quota.jobs import ask_for_quota_reminders
from learnhub.search import service as search
from learnhub.settings import Settings, key_bytes
from learnhub.training.jobs import ask_for_reminders

JOB_SEAL = "evidence.seal"
EVERY = timedelta(hours=1)
_log = structlog.get_logger("learnhub.ops")


def ask_for_seal(session: Session, *, now: datetime) -> None:
    """Ask for the seal of this hour; asking again in the same hour is asking once."""
    jobs.enqueue(session, JOB_SEAL, {}, key=f"{JOB_SEAL}:{now.astimezone(UTC):%Y-%m-%dT%H}", now=now)


def seal_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_SEAL jobs. An hour in which nothing happened makes no seal."""

    def handle(_work: Work) -> None:
        with database.transaction() as session:
            made = evidence.seal(session, key=key_bytes(settings, "seal"), now=instant_now())
        # After the commit: a file never tells of a seal that the database hasn't got. What a stop leaves out is written next time.
        with database.reading() as session:
            evidence.keep_seal_files(session, seals_folder(settings))
        if made is not None:
            # The root also stands in the log, which an operator keeps elsewhere: a forged database can't change it there.
            _log.info("sealed", number=made.number, root=made.root)

    return handle


def seals_folder(settings: Settings) -> Path:
    """Return the folder in which the site keeps its seals as files."""
    return settings.instance_dir / "seals"


class SealClock:
    """Asks for a seal when an hour has begun, and once a day for clearing up; cheap enough to be called once a second."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._asked_at: datetime | None = None

    def tick(self) -> None:
        """Ask for the seal of this hour if that has not been done."""
        now = instant_now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self._asked_at == hour:
            return
        with self.database.transaction() as session:
            ask_for_seal(session, now=now)
            media.ask_for_expiry(session, now=now)
            ask_for_overdue(session, now=now)
            ask_for_erasure(session, now=now)
            ask_for_reminders(session, now=now)
            ask_for_quota_reminders(session, now=now)
            search.ask_to_tell(session, now=now)
            ask_for_day(session, now=now)
        self._asked_at = hour
