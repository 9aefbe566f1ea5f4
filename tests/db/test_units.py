"""Units of work on both engines: nothing is lost, readers can't write."""

import multiprocessing
import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.evidence.models import ChainHead

PROCESSES, THREADS, ROUNDS = 2, 8, 12


def _raise_counter(address: str) -> None:
    database = Database(address)

    def work() -> None:
        for _ in range(ROUNDS):
            with database.transaction() as session:
                head = session.scalars(
                    sa.select(ChainHead).where(ChainHead.subject == "counter").with_for_update()
                ).one()
                head.position += 1

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()


def test_two_processes_of_eight_threads_lose_no_update(committed_database: Database) -> None:
    with committed_database.transaction() as session:
        session.add(ChainHead(subject="counter", position=0, digest=""))
    address = committed_database.engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_raise_counter, args=(address,)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    with committed_database.reading() as session:
        head = session.get_one(ChainHead, "counter")
        assert head.position == PROCESSES * THREADS * ROUNDS


def test_a_reading_unit_cannot_write_through_the_session(committed_database: Database) -> None:
    with pytest.raises(RuntimeError, match="reading unit"), committed_database.reading() as session:
        session.add(ChainHead(subject="x", position=0, digest=""))
        session.flush()


@pytest.mark.parametrize(
    "statement",
    [sa.select(ChainHead).with_for_update(), sa.delete(ChainHead), sa.insert(ChainHead).values(subject="x")],
)
def test_a_reading_unit_of_a_test_refuses_what_a_real_one_refuses(
    database: Database, statement: sa.Executable
) -> None:
    with pytest.raises(RuntimeError, match="reading unit"), database.reading() as session:
        session.execute(statement)


def test_a_reading_unit_cannot_write_by_sql(committed_database: Database) -> None:
    with pytest.raises(DBAPIError), committed_database.reading() as session:
        session.execute(sa.text("DELETE FROM chain_head"))


def test_a_transaction_that_fails_leaves_nothing(committed_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), committed_database.transaction() as session:
        session.add(ChainHead(subject="x", position=0, digest=""))
        session.flush()
        _ = 1 // 0
    with committed_database.reading() as session:
        assert session.get(ChainHead, "x") is None


def test_a_reading_unit_after_a_writing_one_on_the_same_connection_still_cannot_write(
    committed_database: Database,
) -> None:
    for _ in range(3):
        with committed_database.transaction() as session:
            _touch(session)
        with pytest.raises(DBAPIError), committed_database.reading() as session:
            session.execute(sa.text("DELETE FROM chain_head"))


def _touch(session: Session) -> None:
    session.merge(ChainHead(subject="y", position=0, digest=""))
