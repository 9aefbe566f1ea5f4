"""The audit list: added to, never changed."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from learnhub.audit import service
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor, Concern, person_concern
from learnhub.db import Database
from learnhub.primitives import instant_now


def fill(database: Database, count: int = 3) -> None:
    with database.transaction() as session:
        for number in range(1, count + 1):
            service.record(
                session,
                Actor(number, f"request-{number}"),
                "tested",
                "试了一次",
                person_concern(number + 100),
                reason="试",
                now=instant_now(),
            )


def test_an_event_keeps_who_what_why_and_when(database: Database) -> None:
    fill(database, 1)
    with database.reading() as session:
        (event,), total = service.events(session, size=25)
        assert total == 1
        told = (
            event.actor_id,
            event.deed,
            event.object_kind,
            event.object_id,
            event.reason,
            event.request_id,
        )
        assert told == (1, "tested", "person", "101", "试", "request-1")
        assert abs((instant_now() - event.happened_at).total_seconds()) < 60


def test_events_come_newest_first_in_pages(database: Database) -> None:
    fill(database, 7)
    with database.reading() as session:
        seen = []
        for number in (1, 2, 3):
            page, total = service.events(session, number=number, size=3)
            assert total == 7
            seen += [event.actor_id for event in page]
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_events_of_some_people_are_those_they_did_and_those_that_concern_them(database: Database) -> None:
    fill(database, 3)
    with database.transaction() as session:
        # Other things' ids are no people's, whatever they look like.
        for concern in (Concern("course", "1"), Concern("course", "slug-of-a-course")):
            service.record(session, Actor(9), "tested", "试了一次", concern, now=instant_now())
        found, total = service.events(session, people=[1, 103], size=25)
        assert (total, {event.actor_id for event in found}) == (2, {1, 3})


@pytest.mark.parametrize(
    "change",
    [
        sa.update(AuditEvent).values(reason="另一个理由"),
        sa.update(AuditEvent).values(actor_id=None),
        sa.delete(AuditEvent),
    ],
)
def test_the_database_itself_refuses_a_changed_or_deleted_event(
    database: Database, change: sa.Update
) -> None:
    fill(database)
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(change)


def test_a_deed_that_fails_leaves_no_event(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        service.record(session, Actor(1), "tested", "试了一次", person_concern(1), now=instant_now())
        _ = 1 // 0
    with database.reading() as session:
        assert service.events(session, size=25) == ([], 0)
