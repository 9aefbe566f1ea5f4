"""Background work of surveys: what is due on a day."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.needs.service.counting import go_on
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings

JOB_DAY = "needs.day"


def ask_for_day(session: Session, *, now: datetime) -> None:
    """Ask for what is due on this day; asking again on the same day is asking once."""
    jobs.enqueue(session, JOB_DAY, {}, key=f"{JOB_DAY}:{local_date(now)}", now=now)


def ask_for_first_day(session: Session, survey_id: int, *, now: datetime) -> None:
    """Ask for the day's work again: a survey was opened after it had been done."""
    jobs.enqueue(session, JOB_DAY, {}, key=f"{JOB_DAY}:opened:{survey_id}", now=now)


def day_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_DAY jobs; running it again tells nobody twice and counts nothing twice."""

    def handle(_work: Work) -> None:
        with database.transaction() as session:
            go_on(session, figures_in_force(session, settings.content_dir), now=instant_now())

    return handle
