"""Jobs: asked for once, taken by one worker, handed back after a fault, taken over after a lease."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.jobs import service
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.worker import GiveWay, Handler, Work, Worker
from learnhub.primitives import instant_now


def ask(database: Database, key: str, kind: str = "note", priority: int = 0) -> int:
    with database.transaction() as session:
        return service.enqueue(session, kind, {"key": key}, key=key, now=instant_now(), priority=priority).id


def states(database: Database) -> dict[str, JobState]:
    with database.reading() as session:
        return {job.key: job.state for job in session.scalars(sa.select(Job))}


def worker(database: Database, handlers: Mapping[str, Handler]) -> Worker:
    return Worker(database, handlers)


def test_asking_twice_with_one_key_is_asking_once(database: Database) -> None:
    assert ask(database, "a") == ask(database, "a")


def test_a_job_asked_for_in_a_transaction_that_fails_is_not_there(committed_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), committed_database.transaction() as session:
        service.enqueue(session, "note", {}, key="a", now=instant_now())
        _ = 1 // 0
    assert states(committed_database) == {}


def test_lower_priority_numbers_run_first(database: Database) -> None:
    seen: list[str] = []

    def note(work: Work) -> None:
        seen.append(work.payload["key"])

    ask(database, "late", priority=9)
    ask(database, "soon", priority=1)
    assert worker(database, {"note": note}).run_all() == 2
    assert seen == ["soon", "late"]


def test_what_waits_becomes_as_urgent_as_it_is_asked_for_again(database: Database) -> None:
    seen: list[str] = []
    ask(database, "first", priority=5)
    ask(database, "second", priority=9)
    ask(database, "second", priority=1)
    ask(database, "second", priority=7)
    worker(database, {"note": lambda work: seen.append(work.payload["key"])}).run_all()
    assert seen == ["second", "first"]


def test_long_work_gives_way_to_what_is_more_urgent_and_goes_on_afterwards(database: Database) -> None:
    seen: list[str] = []

    def long(work: Work) -> None:
        seen.append("begins")
        if "asked" not in seen:
            assert not work.is_outranked()
            ask(database, "less urgent", "note", priority=9)
            ask(database, "as urgent", "note", priority=5)
            assert not work.is_outranked()
            ask(database, "urgent", "note", priority=1)
            seen.append("asked")
        if work.is_outranked():
            raise GiveWay
        seen.append("ends")

    ask(database, "long", "long", priority=5)
    handlers = {"long": long, "note": lambda work: seen.append(work.payload["key"])}
    assert worker(database, handlers).run_all() == 5
    assert seen == ["begins", "asked", "urgent", "as urgent", "begins", "ends", "less urgent"]
    with database.reading() as session:
        job = session.scalars(sa.select(Job).where(Job.key == "long")).one()
        assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_a_faulty_job_waits_and_fails_for_good_after_five_attempts(database: Database) -> None:
    def fail(_work: Work) -> None:
        raise ValueError("不行")

    ask(database, "a", kind="fail")
    runner = worker(database, {"fail": fail})
    for attempt in range(1, service.ATTEMPTS_MAX + 1):
        assert runner.run_one()
        assert not runner.run_one(), f"attempt {attempt} must be followed by a pause"
        with database.transaction() as session:
            session.execute(sa.update(Job).values(run_after_at=instant_now() - timedelta(seconds=1)))
    assert states(database) == {"a": JobState.FAILED}
    ask(database, "a", kind="fail")
    assert states(database) == {"a": JobState.WAITING}


def test_a_job_of_an_unknown_kind_does_not_stop_the_others(database: Database) -> None:
    seen: list[int] = []
    ask(database, "odd", kind="unknown")
    ask(database, "even")
    worker(database, {"note": lambda work: seen.append(work.job_id)}).run_all()
    assert len(seen) == 1
    assert states(database)["odd"] is JobState.WAITING


def test_a_job_whose_worker_vanished_is_taken_over_and_the_late_worker_cannot_finish_it(
    database: Database,
) -> None:
    job_id = ask(database, "a")
    now = instant_now()
    with database.transaction() as session:
        assert service.claim(session, worker="first", now=now) is not None
        assert service.claim(session, worker="second", now=now) is None
        later = now + service.LEASE + timedelta(seconds=1)
        assert service.claim(session, worker="second", now=later) is not None
        assert not service.keep(session, job_id, worker="first", done=1, total=2, now=later)
        assert not service.finish(session, job_id, worker="first", now=later)
        assert service.finish(session, job_id, worker="second", now=later)


@pytest.mark.parametrize("signal_seen", [KeyboardInterrupt, SystemExit])
def test_a_worker_that_is_stopped_gives_its_job_back_at_once(
    database: Database, signal_seen: type[BaseException]
) -> None:
    def stopped(_work: Work) -> None:
        raise signal_seen

    ask(database, "a", kind="long")
    with pytest.raises(signal_seen):
        worker(database, {"long": stopped}).run_one()
    with database.reading() as session:
        assert session.scalars(sa.select(Job)).one().attempts == 0
    done: list[int] = []
    assert worker(database, {"long": lambda work: done.append(work.job_id)}).run_one()
    assert len(done) == 1


PROGRAM = """
import sys, time
from pathlib import Path
from learnhub.db import Database
from learnhub.jobs import service
from learnhub.jobs.worker import Worker
import datetime
service.LEASE = datetime.timedelta(seconds=0.5)
def note(work):
    time.sleep(0.004)
    Path(sys.argv[2], str(work.job_id)).write_text(str(work.job_id))
Worker(Database(sys.argv[1]), {"note": note}).run_for_ever(pause_seconds=0.02)
"""


@pytest.mark.survey
def test_workers_killed_again_and_again_lose_no_job(committed_database: Database, tmp_path: Path) -> None:
    count = 120
    for number in range(count):
        ask(committed_database, f"job-{number}")
    address = committed_database.engine.url.render_as_string(hide_password=False)
    effects = tmp_path / "effects"
    effects.mkdir()

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", PROGRAM, address, str(effects)], cwd=Path.cwd())

    for _ in range(4):
        running = start()
        before = len(list(effects.iterdir()))
        deadline = time.monotonic() + 20
        while len(list(effects.iterdir())) < min(count - 5, before + 10) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    running = start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and set(states(committed_database).values()) != {JobState.DONE}:
        time.sleep(0.05)
    running.kill()
    running.wait()
    assert set(states(committed_database).values()) == {JobState.DONE}
    assert len(list(effects.iterdir())) == count


def test_what_was_done_is_done_again_only_where_that_is_asked_for(database: Database) -> None:
    seen: list[int] = []
    runner = worker(database, {"note": lambda work: seen.append(work.job_id)})
    ask(database, "a")
    runner.run_all()
    ask(database, "a")
    assert runner.run_all() == 0
    with database.transaction() as session:
        service.enqueue(session, "note", {}, key="a", now=instant_now(), again=True)
    with database.reading() as session:
        assert service.states_by_key(session, ["a", "b"]) == {"a": JobState.WAITING}
    assert runner.run_all() == 1
    assert len(seen) == 2
