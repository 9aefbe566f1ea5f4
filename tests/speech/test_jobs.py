"""Audio is asked for in the transaction of a deed, and made by the worker."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.worker import Worker
from learnhub.language import Lexicon
from learnhub.primitives import instant_now
from learnhub.speech.rules import Engine, SpokenSentence
from learnhub.speech.service import RENDER, ask_for_audio, render_handler, rendition_or_none
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.speech.conftest import TEXT_HASH, BrokenEngine, CountedEspeak

Ask = Callable[..., int]


@pytest.fixture
def ask(database: Database, lesson: list[SpokenSentence]) -> Ask:
    def asking(*engines: Engine, readings: dict[str, tuple[str, ...]] | None = None) -> int:
        with database.transaction() as session:
            return ask_for_audio(
                session,
                lesson,
                text_hash=TEXT_HASH,
                edition="standard",
                course_lexicon=Lexicon(readings or {}),
                engines=engines,
                now=instant_now(),
            )

    return asking


def work(database: Database, storage: LocalFolder, *engines: Engine) -> int:
    return Worker(database, {RENDER: render_handler(database, storage, lambda: engines)}).run_all()


def test_worker_makes_what_was_asked_for_and_asking_again_asks_for_nothing(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    assert ask(espeak) == 1
    assert work(database, storage, espeak) == 1
    with database.transaction() as session:
        made = rendition_or_none(session, TEXT_HASH, "standard")
        assert made is not None
        job = session.scalars(sa.select(Job)).one()
        assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 3, 3)
    assert ask(espeak) == 0


def test_built_in_voice_is_made_before_the_natural_one(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    natural = BrokenEngine(works_for=99, helper=espeak)
    assert ask(natural, espeak) == 2
    worker = Worker(database, {RENDER: render_handler(database, storage, lambda: (natural, espeak))})
    found = []
    while worker.run_one():
        with database.transaction() as session:
            made = rendition_or_none(session, TEXT_HASH, "standard")
            assert made is not None
            found.append(made.engine)
    assert found == ["espeak", "kokoro"]
    assert ask(natural, espeak) == 0


def test_course_reading_that_changes_is_a_new_job(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    ask(espeak)
    work(database, storage, espeak)
    espeak.spoken.clear()
    assert ask(espeak, readings={"掌心": ("zhang3", "xing1")}) == 1
    assert work(database, storage, espeak) == 1
    assert len(espeak.spoken) == 1
    assert "xing1" in espeak.spoken[0]


def test_engine_that_fails_is_tried_later_and_the_built_in_voice_is_there_meanwhile(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    broken = BrokenEngine()
    ask(broken, espeak)
    work(database, storage, broken, espeak)
    with database.transaction() as session:
        made = rendition_or_none(session, TEXT_HASH, "standard")
        assert made is not None
        assert made.engine == "espeak"
        states = {job.payload["engine"]: job.state for job in session.scalars(sa.select(Job))}
        assert states == {"espeak": JobState.DONE, "kokoro": JobState.WAITING}


def test_job_for_an_engine_that_was_taken_away_ends_quietly(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    ask(BrokenEngine(), espeak)
    assert work(database, storage, espeak) == 2
    with database.transaction() as session:
        assert {job.state for job in session.scalars(sa.select(Job))} == {JobState.DONE}
