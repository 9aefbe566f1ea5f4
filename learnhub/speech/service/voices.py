"""Which voices a site uses: what an administrator has chosen, and how the engine that may fail is doing."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor, Concern
from learnhub.audit.service import record
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.adapters.kokoro import VOICES, Kokoro, is_installed
from learnhub.speech.models import EngineState, VoiceChoice
from learnhub.speech.rules import FAULTS_MAX, REST_SECONDS, REST_SECONDS_MAX, Engine

GOOGLE = "gtts"
MAN, WOMAN = "zm_yunxi", "zf_xiaoxiao"
assert {MAN, WOMAN} == set(VOICES)


@dataclass(frozen=True)
class Choice:
    """What holds: Google's voice on or off, and who speaks naturally. chosen_at: None while nobody has chosen."""

    is_google_on: bool = False
    natural_voice: str = MAN
    chosen_at: datetime | None = None


def choice(session: Session) -> Choice:
    """Return what was chosen last; the defaults before anybody has."""
    row = session.scalar(sa.select(VoiceChoice).order_by(VoiceChoice.id.desc()).limit(1))
    return Choice() if row is None else Choice(row.is_google_on, row.natural_voice, row.chosen_at)


def choose(session: Session, chosen: Choice, *, by: Actor, now: datetime) -> bool:
    """Keep a choice and write it into the audit log; False when it is what holds already.

    Switching Google's voice on also ends a rest that it was taking: somebody has looked.
    """
    present = choice(session)
    if (present.is_google_on, present.natural_voice) == (chosen.is_google_on, chosen.natural_voice):
        return False
    if by.person_id is None:
        raise ValueError("a person chooses")
    row = VoiceChoice(
        is_google_on=chosen.is_google_on,
        natural_voice=chosen.natural_voice,
        chosen_at=now,
        chosen_by_id=by.person_id,
    )
    session.add(row)
    session.flush()
    google = "打开谷歌机器音" if chosen.is_google_on else "关闭谷歌机器音"
    voice = "自然机器音用女声" if chosen.natural_voice == WOMAN else "自然机器音用男声"
    record(session, by, "voices.chosen", f"{google}，{voice}", Concern("voices", str(row.id)), now=now)
    if chosen.is_google_on and not present.is_google_on:
        session.execute(sa.delete(EngineState).where(EngineState.engine == GOOGLE))
    return True


def engine_state_or_none(session: Session, engine: str) -> EngineState | None:
    """Return how an engine is doing; None when it was never used."""
    return session.get(EngineState, engine)


class SharedBreaker:
    """Stop asking a service that keeps failing, for all processes of a site together.

    After 3 faults it rests 10 minutes, each time twice as long, to 6 hours; the fault after a rest opens it again at once.
    """

    def __init__(self, database: Database, engine: str = GOOGLE) -> None:
        self._database = database
        self._engine = engine

    @property
    def is_open(self) -> bool:
        """Tell whether the service rests now."""
        with self._database.reading() as session:
            state = engine_state_or_none(session, self._engine)
            return bool(state and state.rests_until_at and state.rests_until_at > instant_now())

    def failed(self, kind: str) -> None:
        """Count a fault. kind: in a word, never a text."""
        now = instant_now()
        with self._database.transaction() as session:
            state = self._state(session)
            state.faults += 1
            state.last_fault, state.last_fault_at = kind, now
            if state.faults >= FAULTS_MAX:
                state.rests_until_at = now + timedelta(seconds=state.rest_seconds)
                state.rest_seconds = min(2 * state.rest_seconds, REST_SECONDS_MAX)
                state.faults = FAULTS_MAX - 1

    def succeeded(self) -> None:
        """Forget earlier faults."""
        with self._database.transaction() as session:
            state = self._state(session)
            state.faults, state.rest_seconds, state.rests_until_at = 0, REST_SECONDS, None
            state.last_success_at = instant_now()

    def _state(self, session: Session) -> EngineState:
        state = session.get(EngineState, self._engine, with_for_update=True)
        if state is None:
            state = EngineState(engine=self._engine, faults=0, rest_seconds=REST_SECONDS, last_fault="")
            session.add(state)
        return state


class Voices:
    """The engines of one process, made once each; called, it returns those that hold now, the best first.

    What is installed, switched on or chosen while the process runs is found with the next call.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._lock = threading.Lock()
        self._espeak = Espeak()
        self._made: dict[str, Engine] = {}

    def __call__(self) -> tuple[Engine, ...]:
        with self._database.reading() as session:
            chosen = choice(session)
        with self._lock:
            found: list[Engine] = []
            if self._settings.voices == "natural" and is_installed():
                found.append(self._natural(chosen.natural_voice))
            found.append(self._espeak)
            if chosen.is_google_on or self._settings.google_speech:
                found.append(self._google())
            return tuple(found)

    def close(self) -> None:
        """End all programs."""
        for engine in (self._espeak, *self._made.values()):
            engine.close()

    def _natural(self, voice: str) -> Engine:
        for name, other in self._made.items():
            if name in VOICES and name != voice:
                other.close()  # 570 MB each: one is enough
        if voice not in self._made:
            self._made[voice] = Kokoro(self._espeak.phonemes, voice)
        return self._made[voice]

    def _google(self) -> Engine:
        if GOOGLE not in self._made:
            # Its HTTP library is loaded only where it is wanted.
            from learnhub.speech.adapters.gtts import GoogleSpeech

            self._made[GOOGLE] = GoogleSpeech(SharedBreaker(self._database))
        return self._made[GOOGLE]
