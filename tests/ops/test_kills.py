"""A server that is killed while events are posted loses no event that it has acknowledged."""

import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.catalogue import service as catalogue
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.rules import ActKind
from learnhub.ops.adapters import serving
from learnhub.settings import Settings, make_keys
from learnhub.storage.service import store_for
from tests.real_server import Learner, RealServer, free_port, new_learner
from tests.tiny_course import TinyCourse

LEARNERS = 4
ACKNOWLEDGED_BETWEEN_KILLS = 10
_PATIENCE_SECONDS = 60


@pytest.fixture
def posting(committed_database: Database, tmp_path: Path) -> Iterator[tuple[RealServer, list[Learner]]]:
    """A server over a database of its own, and learners of one course."""
    address = committed_database.engine.url.render_as_string(hide_password=False)
    settings = Settings(
        instance_dir=tmp_path / "instance", database_url=address, log_files=False, port=free_port()
    )
    make_keys(settings)
    with committed_database.transaction() as session:
        course = TinyCourse("hands").load(session, store_for(settings))
        version = catalogue.lesson_versions(session, catalogue.current_version(session, course).id)[0]
        check = catalogue.text_of(version).checks[0]
        (right_key,) = check.questions[0].right_keys
        learners = [
            new_learner(
                session, course, lesson="push-slow", check=check.name, right_key=right_key, number=number
            )
            for number in range(LEARNERS)
        ]
    server = RealServer(settings)
    yield server, learners
    server.kill()


def _post_until_killed(learner: Learner, port: int) -> None:
    connection = http.client.HTTPConnection(serving.HOST, port, timeout=_PATIENCE_SECONDS)
    try:
        while True:
            learner.answer(connection)
    except (OSError, http.client.HTTPException):
        return  # the server is dead: what was not acknowledged may be there or not
    finally:
        connection.close()


def _kill_again_and_again(
    server: RealServer, learners: list[Learner], database: Database, *, kills: int
) -> None:
    for _ in range(kills):
        server.start()
        before = sum(len(one.acknowledged) for one in learners)
        threads = [threading.Thread(target=_post_until_killed, args=(one, server.port)) for one in learners]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while sum(len(one.acknowledged) for one in learners) < before + ACKNOWLEDGED_BETWEEN_KILLS:
            assert time.monotonic() < deadline, "the server acknowledged too little"
            time.sleep(0.002)
        server.kill()
        for thread in threads:
            thread.join()
        _assert_nothing_lost(learners, database)


def _assert_nothing_lost(learners: list[Learner], database: Database) -> None:
    with database.reading() as session:
        rows = session.execute(
            sa.select(Evidence.subject, Evidence.client_id).where(Evidence.kind == ActKind.CHECK_ANSWERED)
        )
        kept = {(row.subject, row.client_id) for row in rows}
        faults = evidence.verify(session)
    told = {(f"person:{one.person_id}", f"answer:{act}") for one in learners for act in one.acknowledged}
    assert not told - kept, f"{len(told - kept)} of {len(told)} acknowledged events are lost"
    assert faults == []


@pytest.mark.survey  # make test kills the writers of the same rows (test_kills_of_writers)
def test_two_kills_lose_no_acknowledged_event(
    posting: tuple[RealServer, list[Learner]], committed_database: Database
) -> None:
    _kill_again_and_again(*posting, committed_database, kills=2)


@pytest.mark.soak
def test_thirty_kills_lose_no_acknowledged_event(
    posting: tuple[RealServer, list[Learner]], committed_database: Database
) -> None:
    _kill_again_and_again(*posting, committed_database, kills=30)
    print(f"{sum(len(one.acknowledged) for one in posting[1])} acknowledged, none lost")
