"""Which voices a site uses is chosen by an administrator, written down, and holds at once for every process."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.speech.adapters import kokoro
from learnhub.speech.models import EngineState
from learnhub.speech.service import (
    GOOGLE,
    MAN,
    WOMAN,
    Choice,
    SharedBreaker,
    Voices,
    choice,
    choose,
    engine_state_or_none,
)
from tests.people import Someone


def chosen(database: Database, admin: Someone, is_google_on: bool, voice: str = MAN) -> bool:
    with database.transaction() as session:
        return choose(session, Choice(is_google_on, voice), by=Actor(admin.person_id), now=instant_now())


def test_google_is_off_until_somebody_switches_it_on(
    database: Database, settings: Settings, admin: Someone
) -> None:
    voices = Voices(settings, database)
    assert [engine.name for engine in voices()] == ["espeak"]
    assert chosen(database, admin, True)
    assert [engine.name for engine in voices()] == ["espeak", "gtts"]
    assert chosen(database, admin, False)
    assert [engine.name for engine in voices()] == ["espeak"]


def test_setting_of_the_operator_holds_whatever_is_chosen(
    database: Database, settings: Settings, admin: Someone
) -> None:
    operated = settings.model_copy(update={"google_speech": True})
    chosen(database, admin, False)
    assert [engine.name for engine in Voices(operated, database)()] == ["espeak", "gtts"]


def test_each_choice_is_kept_and_written_down_once(database: Database, admin: Someone) -> None:
    assert chosen(database, admin, True, WOMAN)
    assert not chosen(database, admin, True, WOMAN)
    with database.reading() as session:
        held = choice(session)
        assert (held.is_google_on, held.natural_voice) == (True, WOMAN)
        words = session.scalars(sa.select(AuditEvent.words)).all()
    assert words == ["打开谷歌机器音，自然机器音用女声"]


def test_natural_voice_is_found_as_soon_as_it_is_installed(
    database: Database, settings: Settings, admin: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    natural = settings.model_copy(update={"voices": "natural"})
    voices = Voices(natural, database)
    monkeypatch.setattr("learnhub.speech.service.voices.is_installed", lambda: False)
    assert [engine.name for engine in voices()] == ["espeak"]
    monkeypatch.setattr("learnhub.speech.service.voices.is_installed", lambda: True)
    first = voices()[0]
    assert (first.name, first.voice) == ("kokoro", "zm_yunxi 0.9")
    assert voices()[0] is first, "one program for each engine"
    chosen(database, admin, False, WOMAN)
    assert voices()[0].voice == "zf_xiaoxiao 0.9"
    opted_out = settings.model_copy(update={"voices": "espeak"})
    assert [engine.name for engine in Voices(opted_out, database)()] == ["espeak"]


def test_a_package_that_is_half_installed_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kokoro, "_PACKAGES", ("json", "no_such_package_here"))
    assert not kokoro.is_installed()


def test_breaker_is_shared_by_all_processes_and_outlives_them(database: Database) -> None:
    one, other = SharedBreaker(database), SharedBreaker(database)
    one.failed("gTTS: TimeoutError")
    other.failed("gTTS: TimeoutError")
    assert not one.is_open
    other.failed("gTTS: TimeoutError")
    assert one.is_open
    with database.reading() as session:
        state = engine_state_or_none(session, GOOGLE)
        assert state is not None
        assert state.last_fault == "gTTS: TimeoutError"
        assert state.rest_seconds == 1200
    SharedBreaker(database).succeeded()
    assert not one.is_open


def test_fault_after_a_rest_opens_the_breaker_at_once_and_for_longer(database: Database) -> None:
    breaker = SharedBreaker(database)
    for _ in range(3):
        breaker.failed("x")
    for rest_seconds in (1200, 2400, 4800, 9600, 19200, 21600):
        with database.transaction() as session:
            state = session.get_one(EngineState, GOOGLE)
            assert state.rest_seconds == rest_seconds
            state.rests_until_at = instant_now() - timedelta(seconds=1)
        assert not breaker.is_open
        breaker.failed("x")
        assert breaker.is_open


def test_switching_google_on_again_ends_its_rest(database: Database, admin: Someone) -> None:
    breaker = SharedBreaker(database)
    chosen(database, admin, True)
    for _ in range(3):
        breaker.failed("x")
    chosen(database, admin, False)
    assert breaker.is_open
    chosen(database, admin, True)
    assert not breaker.is_open
