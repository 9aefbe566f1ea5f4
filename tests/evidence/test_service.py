"""The log: appended once, chained, sealed, and every change found."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.evidence import service
from learnhub.evidence.models import ChainHead, Evidence, Seal, SealedHead
from learnhub.primitives import instant_now
from tests.sample_site import statements

KEY = bytes(range(32))
STATEMENTS_OF_MANY_MAX = 5  # beside the entries: heads, new heads, heads again, what is known, heads moved on


def event(number: int, subject: str = "person:1", kind: str = "test") -> service.Event:
    return service.Event(
        subject, kind, "lesson-version:1", f"c{number}", instant_now(), {"number": number, "字": "好"}
    )


def fill(session: Session, subjects: int = 3, each: int = 4) -> None:
    for subject in range(1, subjects + 1):
        for number in range(each):
            service.append(session, event(number, f"person:{subject}"), now=instant_now())


def test_the_same_event_twice_is_one_entry(database: Database) -> None:
    with database.transaction() as session:
        first = service.append(session, event(1), now=instant_now())
        again = service.append(session, event(1), now=instant_now())
    assert (first.is_new, again.is_new) == (True, False)
    assert first.entry.digest == again.entry.digest


def test_events_of_many_are_logged_together_each_in_its_own_chain(database: Database) -> None:
    with database.transaction() as session:
        service.append(session, event(0, "person:2"), now=instant_now())
        sent = statements(database)
        told = [event(number, f"person:{subject}") for number in range(3) for subject in (3, 1, 2)]
        made = service.append_each(session, [*told, told[0]], now=instant_now())
        asked = [one for one in sent if not one.startswith("INSERT INTO evidence")]
        assert len(asked) <= STATEMENTS_OF_MANY_MAX, asked
        known = {("person:2", "c0"), ("person:3", "c0")}  # logged before, and named twice
        news = [(one.entry.subject, one.entry.client_id) for one in made if not one.is_new]
        assert set(news) == known
        assert len(news) == len(known)
        for subject in ("person:1", "person:2", "person:3"):
            assert [one.position for one in service.entries(session, subject)] == [1, 2, 3]
        service.seal(session, key=KEY, now=instant_now())
        assert service.verify(session) == []


def test_a_clock_that_runs_ahead_is_held_to_the_servers(database: Database) -> None:
    now = instant_now()
    ahead = service.Event("person:1", "test", "lesson-version:1", "c", now + timedelta(days=400), {})
    with database.transaction() as session:
        assert service.append(session, ahead, now=now).entry.happened_at == now


def test_an_offline_event_keeps_its_own_time(database: Database) -> None:
    now = instant_now()
    late = service.Event("person:1", "test", "lesson-version:1", "c", now - timedelta(days=3), {})
    with database.transaction() as session:
        entry = service.append(session, late, now=now).entry
    assert entry.happened_at == now - timedelta(days=3)
    assert entry.received_at == now


def test_an_untouched_log_has_no_fault(database: Database) -> None:
    with database.transaction() as session:
        fill(session)
        service.seal(session, key=KEY, now=instant_now())
        fill(session, subjects=4, each=6)
        service.seal(session, key=KEY, now=instant_now())
        assert service.seal(session, key=KEY, now=instant_now()) is None
        assert service.verify(session) == []


def test_an_erased_payload_leaves_the_chain_whole(database: Database) -> None:
    with database.transaction() as session:
        fill(session)
        service.seal(session, key=KEY, now=instant_now())
        erased = service.erase_payloads(
            session, kinds=["test"], received_before=instant_now() + timedelta(seconds=1)
        )
        assert erased == 12
        assert service.verify(session) == []


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"number": 2}},
        {"kind": "other"},
        {"about": "other"},
        {"digest": "0" * 64},
        {"position": 99},
        {"previous": "f" * 64},
        {"client_id": "forged"},
        {"payload_digest": "a" * 64},
        {"happened_at": instant_now()},
    ],
)
def test_the_database_itself_refuses_a_changed_entry(database: Database, change: dict[str, object]) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        fill(session)
        session.execute(sa.update(Evidence).where(Evidence.position == 2).values(**change))


def test_the_database_itself_refuses_a_deleted_entry(database: Database) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        fill(session)
        session.execute(sa.delete(Evidence).where(Evidence.position == 4))


def without_guards(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("DROP TRIGGER evidence_keeps_values"))
        session.execute(sa.text("DROP TRIGGER evidence_keeps_rows"))
    else:
        session.execute(sa.text("ALTER TABLE evidence DISABLE TRIGGER USER"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "other"),
        ("about", "other"),
        ("client_id", "forged"),
        ("payload", {"number": 99}),
        ("salt", "00"),
        ("payload_digest", "a" * 64),
        ("previous", "f" * 64),
        ("digest", "0" * 64),
        ("happened_at", instant_now()),
        ("received_at", instant_now()),
    ],
)
def test_a_changed_entry_is_found_and_named(database: Database, column: str, value: object) -> None:
    with database.transaction() as session:
        fill(session)
        service.seal(session, key=KEY, now=instant_now())
        without_guards(session)
        changed = sa.update(Evidence).where(Evidence.subject == "person:2", Evidence.position == 3)
        session.execute(changed.values({column: value}))
        session.expire_all()
        places = {fault.where for fault in service.verify(session)}
    assert "person:2 #3" in places
    assert not any(place.startswith(("person:1", "person:3")) for place in places)


@pytest.mark.parametrize("position", [1, 2, 4])
def test_a_deleted_entry_is_found_wherever_it_stood(database: Database, position: int) -> None:
    with database.transaction() as session:
        fill(session)
        without_guards(session)
        session.execute(
            sa.delete(Evidence).where(Evidence.subject == "person:2", Evidence.position == position)
        )
        session.expire_all()
        assert any(fault.where.startswith("person:2") for fault in service.verify(session))


def test_a_chain_rewritten_whole_is_betrayed_by_its_seal(database: Database) -> None:
    with database.transaction() as session:
        fill(session, subjects=1)
        service.seal(session, key=KEY, now=instant_now())
        without_guards(session)
        session.execute(sa.delete(Evidence))
        session.execute(sa.delete(ChainHead))
        session.expire_all()
        for number in range(10, 14):
            service.append(session, event(number), now=instant_now())
        assert any("封存" in fault.sentence for fault in service.verify(session))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Seal, {"root": "a" * 64}),
        (Seal, {"signature": "00" * 64}),
        (Seal, {"sealed_at": instant_now() + timedelta(days=1)}),
        (SealedHead, {"digest": "a" * 64}),
        (ChainHead, {"digest": "a" * 64}),
    ],
)
def test_a_changed_seal_or_head_is_found(database: Database, model: type, change: dict[str, object]) -> None:
    with database.transaction() as session:
        fill(session, subjects=1)
        service.seal(session, key=KEY, now=instant_now())
        session.execute(sa.update(model).values(**change))
        session.expire_all()
        assert service.verify(session)


def test_a_seal_by_a_foreign_key_is_found_when_the_sites_key_is_known(database: Database) -> None:
    with database.transaction() as session:
        fill(session, subjects=1)
        own = service.seal(session, key=KEY, now=instant_now())
        assert own is not None
        fill(session, subjects=1, each=9)
        service.seal(session, key=bytes(32), now=instant_now())
        faults = service.verify(session, public_key=own.public_key)
    assert [fault.where for fault in faults] == ["seal 2"]


def test_an_entry_knows_the_seal_that_covers_it(database: Database) -> None:
    with database.transaction() as session:
        fill(session, subjects=1)
        assert service.seal_over(session, "person:1", 4) is None
        service.seal(session, key=KEY, now=instant_now())
        fill(session, subjects=1, each=6)
        service.seal(session, key=KEY, now=instant_now())
        numbers = [getattr(service.seal_over(session, "person:1", p), "number", None) for p in (1, 4, 5, 6)]
    assert numbers == [1, 1, 2, 2]


def test_seals_of_several_entries_equal_those_of_each(database: Database) -> None:
    with database.transaction() as session:
        fill(session, subjects=1)
        service.seal(session, key=KEY, now=instant_now())
        fill(session, subjects=1, each=6)
        service.seal(session, key=KEY, now=instant_now())
        fill(session, subjects=1, each=7)
        found = service.seals_over(session, "person:1", range(1, 8))
        assert {p: found.get(p) for p in range(1, 8)} == {
            p: service.seal_over(session, "person:1", p) for p in range(1, 8)
        }
        assert 7 not in found
        assert set(service.entries_at(session, "person:1", [1, 7, 8])) == {1, 7}
