"""Background work of the search: bring an engine outside the database in step."""

from learnhub.db import Database
from learnhub.jobs.worker import Handler, Work
from learnhub.primitives import instant_now
from learnhub.search.service.engines import whoosh_or_none
from learnhub.search.service.indexing import documents_of, index_courses_with_text
from learnhub.settings import Settings


def changed_handler(settings: Settings, database: Database) -> Handler:
    """Return what a change of a course asks for: its documents in the Whoosh index, where there is one.

    Done twice it does no harm: the rows of the course at the time of the work take the place of whatever the index had.
    """

    def work(job: Work) -> None:
        whoosh = whoosh_or_none(settings)
        if whoosh is None:
            return
        course_id = int(job.payload["course"])
        with database.reading() as session:
            documents = documents_of(session, course_id if whoosh.is_made else None)
        if whoosh.is_made:
            whoosh.replace(course_id, documents)
        else:
            whoosh.rebuild(documents)

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
