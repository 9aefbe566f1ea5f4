"""What is old is erased, what money rests on stays, and everything still verifies."""

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.jobs.worker import Worker
from learnhub.ops.service.verification import verify
from learnhub.oversight.service.erasing import JOB_ERASE, ask_for_erasure, erase_handler
from learnhub.oversight.service.retention import erase_old_acts
from learnhub.policy.rules import Figures
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.people import Someone
from tests.subsidy.made import FIGURES, KEY, seal, train

LATER = timedelta(days=5 * 366)  # five years, as content/policy/retention.toml says


def told(database: Database) -> int:
    with database.reading() as session:
        query = sa.select(sa.func.count(Evidence.id)).where(Evidence.payload.is_not(None))
        return session.scalar(query) or 0


def test_old_acts_that_earned_nothing_are_erased_and_all_still_verifies(
    database: Database, trainee: Someone, other_trainee: Someone, instructor: Someone, tmp_path: Path
) -> None:
    train(database, trainee, instructor, attended=2)
    train(database, other_trainee, instructor, slug="coffee", attended=2, lessons_done=0)
    with database.transaction() as session:  # one who began a lesson, and earned nothing
        begun = session.scalars(
            sa.select(Evidence).where(Evidence.kind == "section.closed").order_by(Evidence.id).limit(1)
        ).one()
        event = evidence.Event(
            f"person:{other_trainee.person_id}",
            begun.kind,
            begun.about,
            "begun",
            instant_now(),
            dict(begun.payload or {}),
        )
        evidence.append(session, event, now=instant_now())
    seal(database)
    before = told(database)
    with database.transaction() as session:
        assert erase_old_acts(session, figures=FIGURES, now=instant_now()) == 0
        assert erase_old_acts(session, figures=FIGURES, now=instant_now() + LATER, is_trial=True) == 1
    assert told(database) == before
    with database.transaction() as session:
        assert erase_old_acts(session, figures=FIGURES, now=instant_now() + LATER) == 1
        assert erase_old_acts(session, figures=FIGURES, now=instant_now() + LATER) == 0
        session.expire_all()
        found = verify(session, LocalFolder(tmp_path), figures=FIGURES, seal_key=KEY)
    assert told(database) == before - 1
    assert found.faults == ()


def test_without_a_figure_nothing_is_ever_erased(database: Database) -> None:
    with database.transaction() as session:
        assert erase_old_acts(session, figures=Figures(()), now=instant_now()) is None


def test_the_worker_erases_once_a_day_and_the_command_says_how_much(
    app: Flask, database: Database, settings: Settings
) -> None:
    with database.transaction() as session:
        ask_for_erasure(session, now=instant_now())
        ask_for_erasure(session, now=instant_now())
    assert Worker(database, {JOB_ERASE: erase_handler(database, settings)}).run_all() == 1
    said = app.test_cli_runner().invoke(args=["evidence", "erase", "--dry-run"]).output
    assert said == "evidence: 0 payloads would be erased; every chain stays whole\n"
