"""Background work of the search: bring an engine outside the database in step."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.primitives import instant_now
from learnhub.search.rules import UnreadableIndex
from learnhub.search.service.engines import throw_away, whoosh_or_none
from learnhub.search.service.indexing import JOB_CHANGED, documents_of, index_courses_with_text
from learnhub.settings import Settings

_NO_COURSE = 0


def ask_to_make(session: Session, *, now: datetime) -> None:
    """Ask for the Whoosh index, which is missing or was thrown away; asking again within a minute is asking once."""
    key = f"{JOB_CHANGED}:anew:{now.astimezone(UTC):%Y-%m-%dT%H:%M}"
    jobs.enqueue(session, JOB_CHANGED, {"course": _NO_COURSE}, key=key, now=now)


def changed_handler(settings: Settings, database: Database) -> Handler:
    """Return what a change of a course asks for: its documents in the Whoosh index, where there is one.

    Done twice it does no harm: the rows of the course at the time of the work take the place of whatever the index had. An index that is
    missing or can't be read is made anew from all rows.
    """

    def work(job: Work) -> None:
        whoosh = whoosh_or_none(settings)
        if whoosh is None:
            return
        course_id = int(job.payload["course"])
        if whoosh.is_made:
            with database.reading() as session:
                documents = documents_of(session, course_id)
            try:
                whoosh.replace(course_id, documents)
                return
            except UnreadableIndex as fault:
                throw_away(whoosh, fault)
        with database.reading() as session:
            everything = documents_of(session)
        whoosh.rebuild(everything)

    return work


def with_new_slots(handler: Handler, database: Database) -> Handler:
    """Return a handler that fills a slot of a text and then indexes the courses that show it: they have a way more.

    The payload names the text ("text_hash").
    """

    def work(job: Work) -> None:
        handler(job)
        with database.transaction() as session:
            index_courses_with_text(session, str(job.payload["text_hash"]), now=instant_now())

    return work
