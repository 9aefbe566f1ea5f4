"""Background work of the afternoon: what is told of tomorrow, and of help that ended by its last day."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.learning.service.helping_ends import tell_of_last_days
from learnhub.primitives import SHANGHAI, instant_now, local_date
from learnhub.training.service.reminding import tell_of_tomorrow

JOB_REMIND = "training.remind"
HOUR = 17  # after work and before the evening, so that a way there can still be arranged


def ask_for_reminders(session: Session, *, now: datetime) -> None:
    """Ask for the reminders of this day, at five in the afternoon; asking again on the same day is asking once."""
    at = now.astimezone(SHANGHAI).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    jobs.enqueue(session, JOB_REMIND, {}, key=f"{JOB_REMIND}:{local_date(now)}", now=at)


def remind_handler(database: Database) -> Handler:
    """Return the handler of JOB_REMIND jobs; running it again tells nobody twice."""

    def handle(_work: Work) -> None:
        with database.transaction() as session:
            now = instant_now()
            tell_of_tomorrow(session, now=now)
            tell_of_last_days(session, now=now)

    return handle
