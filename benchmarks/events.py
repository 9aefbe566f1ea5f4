"""How many learning events a second are accepted durably? One a request as forms, and twenty a request as JSON; on both engines.

Baseline: a bare INSERT of the same payload, committed by itself, by the same number of connections to the same database.
"""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from benchmarks.load import Measured, line, measure
from benchmarks.site import real_site
from learnhub.catalogue import service as catalogue
from learnhub.db import Database
from tests.postgres import PostgresServer
from tests.real_server import Learner, new_learner

LEARNERS, SECONDS, BATCH = 8, 8.0, 20
COURSE, LESSON = "blind-massage", "clean-hands"


def main() -> None:
    """Measure both engines."""
    _measure("SQLite", "")
    with _durable_postgres() as address:
        _measure("PostgreSQL", address)


@contextmanager
def _durable_postgres() -> Iterator[str]:
    with PostgresServer.started(options="-c max_connections=60") as server:
        yield server.new_database()


def _measure(engine: str, address: str) -> None:
    with real_site(address) as (served, settings):
        database = Database(settings.database_address)
        learners = _learners(database)

        def post(connection: http.client.HTTPConnection, number: int) -> None:
            learners[number].answer(connection)

        single = measure(post, served.port, served.process_id, connections=LEARNERS, seconds_max=SECONDS)
        bare = _bare(database)
        batches = measure(
            lambda connection, number: learners[number].report(connection, BATCH),
            served.port,
            served.process_id,
            connections=LEARNERS,
            seconds_max=SECONDS,
        )
        line(f"{engine}: events, one a request", single.per_second, bare, "1/s", "bare committed INSERTs")
        _more(engine, single, 1)
        line(
            f"{engine}: events, {BATCH} a request",
            batches.per_second * BATCH,
            bare,
            "1/s",
            "bare committed INSERTs",
        )
        _more(engine, batches, BATCH)
        database.dispose()


def _learners(database: Database) -> list[Learner]:
    with database.transaction() as session:
        course = catalogue.course_by_slug(session, COURSE)
        version = catalogue.lesson_by_slugs(session, COURSE, LESSON).version
        check = catalogue.text_of(version).checks[0]
        key = sorted(check.questions[0].right_keys)[0]
        return [
            new_learner(session, course, lesson=LESSON, check=check.name, right_key=key, number=900 + number)
            for number in range(LEARNERS)
        ]


def _more(engine: str, measured: Measured, events: int) -> None:
    print(
        f"{engine}: slowest hundredth of these requests: {measured.p99_ms:.0f} ms, "
        f"CPU {measured.cpu_ms / events:.2f} ms an event"
    )


def _bare(database: Database) -> float:
    rows = sa.Table(
        "bare_event", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text)
    )
    with database.transaction() as session:
        rows.create(session.connection())

    def insert(_number: int) -> None:
        with database.transaction() as session:
            session.execute(sa.insert(rows).values(text="x" * 160))

    return _per_second(insert)


def _per_second(act: Callable[[int], None]) -> float:
    """Return how often the learners together do something in a second."""
    counts = [0] * LEARNERS
    end = time.perf_counter() + SECONDS

    def run(number: int) -> None:
        while time.perf_counter() < end:
            act(number)
            counts[number] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(LEARNERS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
