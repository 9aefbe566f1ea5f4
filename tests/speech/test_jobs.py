"""Audio is asked for in the transaction of a deed, and made by the worker."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Work, Worker
from learnhub.language import Lexicon, house_lexicon, words
from learnhub.primitives import instant_now
from learnhub.speech.rules import Engine, SpokenSentence
from learnhub.speech.service import (
    PAGE,
    RENDER,
    ask_for_audio,
    ask_for_natural_page,
    better_sound_or_none,
    keep_page_speech,
    page_handler,
    page_speech_by_token_or_none,
    page_speech_or_none,
    render_handler,
    rendition_or_none,
    speak_page,
)
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.speech.conftest import TEXT_HASH, BrokenEngine, CountedEspeak

Ask = Callable[..., int]


@pytest.fixture
def ask(database: Database, lesson: list[SpokenSentence]) -> Ask:
    def asking(
        *engines: Engine,
        readings: dict[str, tuple[str, ...]] | None = None,
        alone: dict[str, str] | None = None,
    ) -> int:
        with database.transaction() as session:
            return ask_for_audio(
                session,
                lesson,
                text_hash=TEXT_HASH,
                edition="standard",
                course_lexicon=Lexicon(readings or {}, alone or {}),
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


def test_reading_of_a_character_by_itself_reaches_the_worker(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak, lesson: list[SpokenSentence]
) -> None:
    lone = next(
        word for sentence in lesson for word in words(sentence.text) if len(word) == 1 and word.isalpha()
    )
    ask(espeak, alone={lone: "wa4"})
    work(database, storage, espeak)
    assert any("wa4" in form for form in espeak.spoken)


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


def test_natural_voice_is_made_at_both_rates_with_one_synthesis(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    natural = BrokenEngine(works_for=6, helper=espeak)
    ask(natural)
    work(database, storage, natural)
    with database.reading() as session:
        made = rendition_or_none(session, TEXT_HASH, "standard")
        assert made is not None
        assert (made.engine, made.bit_rate_kbps) == ("kokoro", 24)
        better = better_sound_or_none(session, made.blob)
        assert better is not None
        assert (better.bit_rate_kbps, better.duration_ms) == (48, made.duration_ms)
        assert better_sound_or_none(session, better.blob) is None
    assert espeak.spoken == [form for form in dict.fromkeys(espeak.spoken) for _ in range(2)]


def test_speaking_a_lesson_gives_way_after_each_sentence_and_speaks_none_twice(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    natural = BrokenEngine(works_for=99, helper=espeak)
    ask(natural)
    seen: list[int] = []

    def urgent(_: Work) -> None:
        seen.append(len(espeak.spoken))
        if len(seen) < 2:
            ask_urgently(len(seen))

    def ask_urgently(number: int) -> None:
        with database.transaction() as session:
            enqueue(session, "urgent", {}, key=f"urgent {number}", now=instant_now(), priority=1)

    class Interrupted(BrokenEngine):
        def speak(self, form: str, bit_rate_kbps: int) -> bytes:
            if len(espeak.spoken) == 1:
                ask_urgently(9)
            return super().speak(form, bit_rate_kbps)

    interrupted = Interrupted(works_for=99, helper=espeak)
    handlers = {RENDER: render_handler(database, storage, lambda: (interrupted,)), "urgent": urgent}
    Worker(database, handlers).run_all()
    assert seen == [2, 2], "asked for during the first sentence, both go before the second one"
    assert len(espeak.spoken) == 6
    with database.reading() as session:
        job = session.scalars(sa.select(Job).where(Job.kind == RENDER)).one()
        assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_page_that_everybody_hears_is_spoken_by_the_better_voice_when_there_is_time(
    database: Database, espeak: CountedEspeak
) -> None:
    words = (SpokenSentence("r-1", "注册", 400), SpokenSentence("r-2", "请填写昵称。"))
    natural = BrokenEngine(works_for=99, helper=espeak)
    lexicon = house_lexicon().with_course(Lexicon({"昵称": ("ni4", "chen4")}, {"注": "zhu3"}))
    sound, cues = speak_page(words, engine=espeak, lexicon=lexicon)
    now = instant_now()
    with database.transaction() as session:
        first = keep_page_speech(
            session, words, sound, cues, lexicon=lexicon, engine=espeak, owner_id=None, now=now
        ).token
        assert not ask_for_natural_page(
            session, words, lexicon=lexicon, token=first, engines=(espeak,), now=now
        )
        assert ask_for_natural_page(
            session, words, lexicon=lexicon, token=first, engines=(natural, espeak), now=now
        )
    handlers = {PAGE: page_handler(database, lambda: (natural, espeak))}
    assert Worker(database, handlers).run_all() == 1
    with database.reading() as session:
        best = page_speech_or_none(session, words, lexicon=lexicon, owner_id=None, now=now)
        assert best is not None
        assert best.engine == "kokoro"
        assert page_speech_by_token_or_none(session, first, person_id=None, now=now), "who listens goes on"


def test_another_natural_voice_is_heard_once_it_is_chosen_and_the_first_one_again_without_a_synthesis(
    database: Database, storage: LocalFolder, ask: Ask, espeak: CountedEspeak
) -> None:
    def heard() -> str:
        with database.reading() as session:
            made = rendition_or_none(session, TEXT_HASH, "standard")
            assert made is not None
            return made.voice

    man, woman = BrokenEngine(99, espeak), BrokenEngine(99, espeak)
    man.voice, woman.voice = "man", "woman"
    for voice in (man, woman):
        assert ask(voice) == 1
        work(database, storage, voice)
        assert heard() == voice.voice
    espeak.spoken.clear()
    assert ask(man) == 1
    work(database, storage, man)
    assert (heard(), espeak.spoken) == ("man", [])
    assert ask(man) == 0
