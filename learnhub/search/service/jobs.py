"""Background work of the search: bring an engine outside the database in step."""

from learnhub.db import Database
from learnhub.jobs.worker import Handler, Work
from learnhub.search.service.engines import whoosh_or_none
from learnhub.search.service.indexing import documents_of
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
