"""Seals by the hour, and what a monitor is told."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Seal
from learnhub.jobs import service as jobs
from learnhub.jobs.models import Job
from learnhub.jobs.worker import Worker
from learnhub.ops.service.health import health
from learnhub.ops.service.sealing import JOB_SEAL, SealClock, ask_for_seal, seal_handler, seals_folder
from learnhub.primitives import instant_now
from learnhub.settings import Settings


def _seals(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Seal.number).order_by(Seal.number)))


def test_an_hour_with_events_is_sealed_once_and_one_without_not_at_all(
    database: Database, settings: Settings
) -> None:
    start = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
    worker = Worker(database, {JOB_SEAL: seal_handler(database, settings)})

    def hour(number: int) -> None:
        for minutes in (0, 20):
            with database.transaction() as session:
                ask_for_seal(session, now=start + timedelta(hours=number, minutes=minutes))
        worker.run_all()

    hour(0)
    assert _seals(database) == []
    with database.transaction() as session:
        event = evidence.Event("person:1", "section.closed", "lesson-version:1", "c1", start, {})
        evidence.append(session, event, now=start)
    hour(1)
    assert _seals(database) == [1]
    hour(2)
    assert _seals(database) == [1]
    with database.reading() as session:
        assert evidence.file_faults(session, seals_folder(settings), has_all=True) == (1, [])


def test_the_clock_of_a_worker_asks_once_an_hour(database: Database) -> None:
    clock = SealClock(database)
    for _ in range(3):
        clock.tick()
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Job.id)).where(Job.kind == JOB_SEAL)) == 1


def test_the_site_knows_how_to_seal(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        ask_for_seal(session, now=instant_now())
        event = evidence.Event("person:1", "section.closed", "lesson-version:1", "c1", instant_now(), {})
        evidence.append(session, event, now=instant_now())
    assert Worker(database, app.extensions["learnhub.handlers"]).run_all() == 1
    assert _seals(database) == [1]


def test_health_tells_how_long_work_has_been_waiting(database: Database) -> None:
    now = instant_now()
    with database.transaction() as session:
        assert health(session, now=now).waiting_since_at is None
        jobs.enqueue(session, "note", {}, key="a", now=now - timedelta(minutes=7))
        jobs.enqueue(session, "note", {}, key="b", now=now - timedelta(minutes=3))
        found = health(session, now=now)
    assert found.jobs_waiting == 2
    assert found.waiting_since_at is not None
    assert now - found.waiting_since_at == timedelta(minutes=7)


def test_a_monitor_is_answered_and_told_nothing_of_people(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ok"
    assert set(answer.json) == {
        "status",
        "jobs_waiting",
        "jobs_failed",
        "waiting_since",
        "sealed_at",
        "search",
    }


def test_a_monitor_is_told_when_the_database_is_gone(settings: Settings) -> None:
    from learnhub.app import create_app

    app = create_app(settings, Database("sqlite:////proc/nowhere/learnhub.db"))
    assert app.test_client().get("/healthz").status_code == 503
