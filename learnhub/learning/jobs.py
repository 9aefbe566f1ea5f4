"""Background work of learning: look at what moved, recognise what nobody decided in time, hand in tests whose time has ended."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.learning.service.appeals import finish_overdue
from learnhub.learning.service.assessments.answering import hand_in_all_overdue
from learnhub.learning.service.marks import recognise_overdue
from learnhub.learning.service.observing import look
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings

JOB_OVERDUE = "learning.overdue-marks"


def with_look(settle: Handler, database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_LEARNED jobs: what `settle` does, then a look at the pace; twice is once."""

    def handle(work: Work) -> None:
        settle(work)
        with database.transaction() as session:
            look(
                session,
                person_id=int(work.payload["person"]),
                figures=figures_in_force(session, settings.content_dir),
                now=instant_now(),
            )

    return handle


def ask_for_overdue(session: Session, *, now: datetime) -> None:
    """Ask for the work of this day; asking again on the same day is asking once."""
    jobs.enqueue(session, JOB_OVERDUE, {}, key=f"{JOB_OVERDUE}:{local_date(now)}", now=now)


def overdue_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_OVERDUE jobs; running it again finds nothing left to do."""

    def handle(_work: Work) -> None:
        with database.transaction() as session:
            figures, now = figures_in_force(session, settings.content_dir), instant_now()
            recognise_overdue(session, figures=figures, now=now)
            finish_overdue(session, figures=figures, now=now)
            hand_in_all_overdue(session, now=now)

    return handle
