"""Telling: once for each key, never what was switched off, folded in a flood, and whole with the deed or not at all."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.messages.models import (
    DispatchedMessage,
    Message,
    MessageAddress,
    MessageChoice,
    MessageDispatch,
)
from learnhub.messages.rules import Channel, Kind
from learnhub.messages.rules.kinds import FOLDED_FROM
from learnhub.messages.service import JOB_SEND, Note, tell, tell_each
from learnhub.primitives import instant_now, local_date
from tests.people import Someone, make_person

NOW = instant_now()
PLACE = ("subsidy.own_records", {"enrolment_id": 3})
PAID = {"class_title": "盲人按摩初级班"}


def test_a_deed_that_is_done_twice_is_told_once(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        assert tell(session, trainee.person_id, Kind.CLAIM_PAID, PAID, PLACE, key="claim-paid:3", now=NOW)
    with database.transaction() as session:
        assert not tell(session, trainee.person_id, Kind.CLAIM_PAID, PAID, PLACE, key="claim-paid:3", now=NOW)
        [row] = session.scalars(sa.select(Message))
    assert (row.person_id, row.kind, row.words, row.endpoint, row.arguments, row.read_at) == (
        trainee.person_id, "claim paid", PAID, *PLACE, None,
    )  # fmt: skip


def test_two_workers_that_do_one_job_at_the_same_moment_tell_once(committed_database: Database) -> None:
    people = [make_person(committed_database, name).person_id for name in ("小林", "阿诺")]
    together, told = threading.Barrier(4), []

    def work() -> None:
        together.wait()
        with committed_database.transaction() as session:
            notes = [Note(one, Kind.CLAIM_PAID, PAID, PLACE, "claim-paid:3") for one in reversed(people)]
            told.append(tell_each(session, notes, now=NOW))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 0, 0, 2]


def test_a_deed_that_is_taken_back_is_told_to_nobody(database: Database, trainee: Someone) -> None:
    with pytest.raises(RuntimeError, match="the deed failed"), database.transaction() as session:
        tell(session, trainee.person_id, Kind.CLAIM_PAID, PAID, PLACE, key="claim-paid:3", now=NOW)
        raise RuntimeError("the deed failed")
    with database.reading() as session:
        assert session.scalars(sa.select(Message)).all() == []


def test_what_was_switched_off_isnt_told_and_what_the_money_needs_is_told_all_the_same(
    database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        session.add(
            MessageChoice(
                person_id=trainee.person_id, kinds_off=["class changed", "claim paid"],
                quiet_from_minute=None, quiet_until_minute=None,
            )
        )  # fmt: skip
        session.flush()
        assert not tell(session, trainee.person_id, Kind.CLASS_CHANGED, PAID, PLACE, key="a", now=NOW)
        assert tell(session, trainee.person_id, Kind.CLAIM_PAID, PAID, PLACE, key="b", now=NOW)


def test_words_that_a_kind_doesnt_know_are_refused(database: Database, trainee: Someone) -> None:
    with database.transaction() as session, pytest.raises(ValueError, match="class_title"):
        tell(session, trainee.person_id, Kind.CLAIM_PAID, {"course": "按摩"}, PLACE, key="a", now=NOW)


def test_a_flood_of_one_kind_stands_under_one_message_until_that_is_read(
    database: Database, trainee: Someone
) -> None:
    def told(number: int) -> int | None:
        key = f"claim-paid:{number}"
        with database.transaction() as session:
            assert tell(session, trainee.person_id, Kind.CLAIM_PAID, PAID, PLACE, key=key, now=NOW)
            return session.scalars(sa.select(Message.folded_into_id).where(Message.key == key)).one()

    under = [told(number) for number in range(FOLDED_FROM + 4)]
    assert under[:FOLDED_FROM] == [None] * FOLDED_FROM
    head = set(under[FOLDED_FROM:])
    assert len(head) == 1
    assert None not in head
    with database.transaction() as session:
        session.execute(sa.update(Message).values(read_at=NOW))
    assert told(99) is None
    with database.transaction() as session:
        session.execute(sa.update(Message).values(read_at=None, told_at=NOW - timedelta(hours=25)))
    assert told(100) is None


def test_who_has_a_confirmed_number_is_told_there_by_one_job_that_holds_no_word(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        for someone, confirmed_at in ((trainee, NOW), (other_trainee, None)):
            session.add(
                MessageAddress(
                    person_id=someone.person_id, channel=Channel.SMS, address_sealed="sealed", address_hash="hash",
                    given_at=NOW, confirmed_at=confirmed_at, codes_on=local_date(NOW), code_hash=None, code_expires_at=None,
                )
            )  # fmt: skip
        session.flush()
        for someone in (trainee, other_trainee):
            for key in ("a", "b"):
                tell(session, someone.person_id, Kind.CLAIM_PAID, PAID, PLACE, key=key, now=NOW)
        [dispatch] = session.scalars(sa.select(MessageDispatch))
        assert len(session.scalars(sa.select(DispatchedMessage)).all()) == 2
        [job] = session.scalars(sa.select(Job).where(Job.kind == JOB_SEND))
    assert dispatch.person_id == trainee.person_id
    assert job.payload == {"dispatch": dispatch.id}
