"""Counted attempts and waits, in the database."""

import threading
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Attempts
from learnhub.accounts.rules.waits import (
    FORGET_AFTER,
    FREE_OF_ADDRESS,
    FREE_OF_NAME,
    FREE_OF_NAME_ANYWHERE,
    Deed,
    wait_after,
)
from learnhub.accounts.service import attempts
from learnhub.db import Database
from learnhub.primitives import instant_now

KEYS = SiteKeys(index=bytes(32), field_keys={}, field_key_id="")
NOW = instant_now()


def counters(name: str = "小林", address: str = "192.0.2.1") -> tuple[attempts.Counter, ...]:
    return attempts.counters(KEYS, Deed.SIGN_IN, name=name, address=address)


def test_free_tries_pass_and_the_next_one_waits(database: Database) -> None:
    with database.transaction() as session:
        for _ in range(FREE_OF_NAME[Deed.SIGN_IN]):
            assert attempts.take(session, counters(), now=NOW) is None
        wait = attempts.take(session, counters(), now=NOW)
        assert wait is not None
        assert wait.seconds == 30
        assert attempts.take(session, counters(), now=NOW + timedelta(seconds=30)) is None
        longer = attempts.take(session, counters(), now=NOW + timedelta(seconds=31))
        assert longer is not None
        assert longer.seconds == 59


def test_whoever_tries_all_day_keeps_nobody_out_who_signs_in_elsewhere(database: Database) -> None:
    elsewhere = counters(address="198.51.100.7")
    with database.transaction() as session:
        while attempts.take(session, counters(), now=NOW) is None:
            pass
        assert attempts.take(session, elsewhere, now=NOW) is None
        attempts.forgive(session, elsewhere, now=NOW)
    tries, moment = 0, timedelta()
    while moment < FORGET_AFTER:
        tries += 1
        moment += wait_after(tries, FREE_OF_NAME[Deed.SIGN_IN]) or timedelta()
    assert tries < FREE_OF_NAME_ANYWHERE[Deed.SIGN_IN]


def test_a_name_is_not_tried_from_address_after_address(database: Database) -> None:
    before = FREE_OF_NAME_ANYWHERE[Deed.SIGN_IN] - 1
    with database.transaction() as session:
        attempts.take(session, counters(), now=NOW)
        of_name = sa.update(Attempts).where(Attempts.whose == counters()[1].whose)
        session.execute(of_name.values(count=before))
        waits = [attempts.take(session, counters(address=f"192.0.2.{n}"), now=NOW) for n in (8, 9)]
        assert [wait is None for wait in waits] == [True, False]
        a_day_on = NOW + FORGET_AFTER
        assert attempts.take(session, counters(address="192.0.2.9"), now=a_day_on) is None


def test_asking_while_waiting_makes_the_wait_no_longer(database: Database) -> None:
    with database.transaction() as session:
        for _ in range(20):
            attempts.take(session, counters(), now=NOW)
        assert attempts.take(session, counters(), now=NOW + timedelta(seconds=30)) is None


def test_waits_never_pass_a_quarter_of_an_hour_and_are_forgotten_after_a_day(database: Database) -> None:
    with database.transaction() as session:
        moment = NOW
        for _ in range(60):
            wait = attempts.take(session, counters(), now=moment)
            if wait is not None:
                assert wait.seconds <= 900
                moment += timedelta(seconds=wait.seconds)
        moment += timedelta(hours=25)
        for _ in range(FREE_OF_NAME[Deed.SIGN_IN]):
            assert attempts.take(session, counters(), now=moment) is None


def test_what_is_counted_by_the_day_waits_for_the_end_of_the_day(database: Database) -> None:
    here, _, of_address = attempts.counters(KEYS, Deed.OBJECTION, name="7", address="192.0.2.1")
    elsewhere, _, _ = attempts.counters(KEYS, Deed.OBJECTION, name="7", address="192.0.2.2")
    with database.transaction() as session:
        for _ in range(FREE_OF_NAME[Deed.OBJECTION]):
            assert attempts.take(session, (here, of_address), now=NOW) is None
        for hours in (1, 23):
            assert attempts.take(session, (here, of_address), now=NOW + timedelta(hours=hours)) is not None
        assert attempts.take(session, (elsewhere,), now=NOW) is None
        assert attempts.take(session, (here, of_address), now=NOW + timedelta(hours=24)) is None


def test_one_address_waits_only_after_a_roomful_of_failures(database: Database) -> None:
    with database.transaction() as session:
        for number in range(FREE_OF_ADDRESS[Deed.SIGN_IN]):
            assert attempts.take(session, counters(name=f"学员{number}"), now=NOW) is None
        assert attempts.take(session, counters(name="又一个人"), now=NOW) is not None
        assert attempts.take(session, counters(name="又一个人", address="192.0.2.2"), now=NOW) is None


def test_a_right_try_costs_nothing(database: Database) -> None:
    with database.transaction() as session:
        for _ in range(FREE_OF_ADDRESS[Deed.SIGN_IN] + 1):
            assert attempts.take(session, counters(), now=NOW) is None
            attempts.forgive(session, counters(), now=NOW)


def test_no_name_and_no_address_is_kept(database: Database) -> None:
    with database.transaction() as session:
        attempts.take(session, counters(), now=NOW)
        rows = session.execute(sa.select(Attempts.__table__)).all()
    assert len(rows) == 3
    assert not any("小林" in str(value) or "192.0.2" in str(value) for row in rows for value in row)


def test_old_counts_are_deleted(database: Database) -> None:
    with database.transaction() as session:
        for number in range(20):
            attempts.take(session, counters(name=f"学员{number}", address=f"192.0.2.{number}"), now=NOW)
        attempts.take(
            session, counters(name="另一个人", address="198.51.100.1"), now=NOW + timedelta(hours=25)
        )
        assert session.scalar(sa.select(sa.func.count()).select_from(Attempts)) == 3


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["甲甲", "乙乙"]), st.integers(0, 400)), max_size=25))
def test_the_wait_depends_on_the_count_alone_in_whatever_order_names_come(
    database: Database, tries: list[tuple[str, int]]
) -> None:
    with database.transaction() as session:
        session.execute(sa.delete(Attempts))
        session.expire_all()
        counted, until, moment = {"甲甲": 0, "乙乙": 0}, {"甲甲": NOW, "乙乙": NOW}, NOW
        for name, pause in tries:
            moment += timedelta(seconds=pause)
            told = attempts.take(session, counters(name=name), now=moment)
            assert (told is None) == (until[name] <= moment)
            if told is None:
                counted[name] += 1
                until[name] = moment + (wait_after(counted[name], 5) or timedelta())


def test_tries_at_the_same_moment_are_all_counted(committed_database: Database) -> None:
    passed: list[bool] = []

    def attempt() -> None:
        with committed_database.transaction() as session:
            passed.append(attempts.take(session, counters(), now=NOW) is None)

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), sum(passed)) == (16, FREE_OF_NAME[Deed.SIGN_IN])


def test_right_tries_at_the_same_moment_are_all_answered(committed_database: Database) -> None:
    """A button pressed twice: one try takes its count back while the other one counts."""
    answered: list[bool] = []

    def attempt() -> None:
        for _ in range(10):
            with committed_database.transaction() as session:
                waits = attempts.take(session, counters(), now=NOW) is not None
            with committed_database.transaction() as session:
                attempts.forgive(session, counters(), now=NOW)
            answered.append(waits)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answered == [False] * 40
