"""Background work of the ledger: settle a person when told that learning moved on."""

from learnhub.credits import service
from learnhub.db import Database
from learnhub.jobs.worker import Handler, Work
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now
from learnhub.settings import Settings


def settle_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of learning.service.JOB_LEARNED; running it again posts nothing."""

    def settle_person(work: Work) -> None:
        person_id, now = int(work.payload["person"]), instant_now()
        with database.transaction() as session:
            service.settle(
                session,
                person_id=person_id,
                figures=figures_in_force(session, settings.content_dir),
                now=now,
            )
            service.reverse_unrecognised(session, person_id=person_id, now=now)

    return settle_person
