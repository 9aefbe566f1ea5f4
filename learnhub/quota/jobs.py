"""Background work of the quota: the reminders of a day."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, local_date
from learnhub.quota.service.boards import rules
from learnhub.quota.service.reminding import remind
from learnhub.settings import Settings

JOB_REMIND = "quota.remind"


def ask_for_quota_reminders(session: Session, *, now: datetime) -> None:
    """Ask for the reminders of this day; asking again on the same day is asking once."""
    jobs.enqueue(session, JOB_REMIND, {}, key=f"{JOB_REMIND}:{local_date(now)}", now=now)


def remind_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_REMIND jobs; running it again tells nobody twice."""

    def handle(_work: Work) -> None:
        with database.transaction() as session:
            figures = figures_in_force(session, settings.content_dir)
            remind(session, rules(settings.content_dir), figures, now=instant_now())

    return handle
