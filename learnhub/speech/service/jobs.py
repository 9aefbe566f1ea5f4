"""Speak texts in the background: the built-in voice at once, the natural one when there is time."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import GiveWay, Handler, Work
from learnhub.language import Lexicon, house_lexicon
from learnhub.primitives import instant_now
from learnhub.speech.models import PageSpeech
from learnhub.speech.rules import Engine, SpokenSentence, rank, rates_kept
from learnhub.speech.service.pages import (
    keep_page_speech,
    page_speech_or_none,
    readings_used,
    speak_page,
)
from learnhub.speech.service.rendering import form_hash, render_text, speak_ahead
from learnhub.speech.service.renditions import FILE_FORM, rendition_or_none
from learnhub.storage.rules import BlobStore

RENDER, PAGE = "speech.render", "speech.page"
NATURAL, ABROAD = "kokoro", "gtts"
BUILT_IN = "espeak"
_PRIORITY = {
    BUILT_IN: 3
}  # lower runs first. A whole site may wait to be spoken: what people wait for at a page goes before
PRIORITY_PAGE = 5  # somebody is listening to it
PRIORITY_LESSON = 10  # just published, or changed
PRIORITY_BACKGROUND = 100  # and more: what nobody waits for
_SENTENCES_PER_REPORT = 5


def ask_for_audio(
    session: Session,
    sentences: Sequence[SpokenSentence],
    *,
    text_hash: str,
    edition: str,
    course_lexicon: Lexicon,
    engines: Sequence[Engine],
    now: datetime,
    priority: int = PRIORITY_LESSON,
) -> int:
    """Ask the worker for what a text lacks, in the caller's transaction; return how many jobs were asked for.

    One job for each engine that speaks better than what there is. Asking again for the same text and readings asks
    for nothing. course_lexicon: the course's own readings, without the house's. priority: of every voice but the built-in
    one, which is made at once in any case.
    """
    text = "\n".join(sentence.text for sentence in sentences)
    readings = {word: " ".join(said) for word, said in course_lexicon.readings.items() if word in text}
    alone = {word: said for word, said in course_lexicon.alone.items() if word in text}
    lexicon = _lexicon(readings, alone)
    asked = 0
    present = rendition_or_none(session, text_hash, edition)
    has_natural = any(engine.name == NATURAL for engine in engines)
    for engine in sorted(engines, key=lambda each: rank(each.name)):
        if engine.name == ABROAD and has_natural:
            continue  # a better voice is coming, and nothing has to leave the country for it
        if present and rank(present.engine) < rank(engine.name):
            break  # something better is there
        wanted = form_hash(sentences, lexicon=lexicon, engine=engine)
        is_there = present and present.engine == engine.name
        if present and is_there and (present.form_hash == wanted or present.form_hash.startswith(FILE_FORM)):
            break
        enqueue(
            session,
            RENDER,
            {
                "text_hash": text_hash,
                "edition": edition,
                "engine": engine.name,
                "readings": readings,
                "alone": alone,
                "sentences": [[each.id, each.text, each.pause_ms] for each in sentences],
            },
            key=f"{RENDER}:{engine.name}:{edition}:{text_hash}:{wanted}",
            now=now,
            priority=_PRIORITY.get(engine.name, priority),
            again=True,  # what is missing although it was made once: another voice was chosen in between
        )
        asked += 1
    return asked


def render_handler(
    database: Database, storage: BlobStore, engines: Callable[[], Sequence[Engine]]
) -> Handler:
    """Return the handler of RENDER jobs.

    engines: called with each job; returns the same ones each time, and those that have been installed or chosen since.
    A natural voice takes minutes for a lesson: after each sentence it gives way to more urgent work.
    """

    def handle(work: Work) -> None:
        payload = work.payload
        chosen = [engine for engine in engines() if engine.name == payload["engine"]]
        if not chosen:
            return  # the engine was taken away since; the other voices stay
        sentences = [SpokenSentence(*each) for each in payload["sentences"]]
        lexicon = _lexicon(payload["readings"], payload.get("alone", {}))
        rates = rates_kept(chosen[0].name)
        spoken_here = 0
        for done, total, synthesised in speak_ahead(
            database.transaction,
            storage,
            sentences,
            lexicon=lexicon,
            engine=chosen[0],
            bit_rates_kbps=rates,
        ):
            if (done == total or done % _SENTENCES_PER_REPORT == 0) and not work.progress(done, total):
                return  # another worker has taken over
            if synthesised > spoken_here and chosen[0].name != BUILT_IN and work.is_outranked():
                work.progress(done, total)
                raise GiveWay
            spoken_here = synthesised
        for rate in rates:
            with database.transaction() as session:
                render_text(
                    session,
                    storage,
                    sentences,
                    text_hash=payload["text_hash"],
                    edition=payload["edition"],
                    lexicon=lexicon,
                    engines=chosen,
                    bit_rate_kbps=rate,
                )

    return handle


def ask_for_natural_page(
    session: Session,
    sentences: Sequence[SpokenSentence],
    *,
    lexicon: Lexicon,
    token: str,
    engines: Sequence[Engine],
    now: datetime,
) -> bool:
    """Ask the worker to speak a page that everybody sees by a better local voice; False where there is none.

    The words stand in the job: never ask this for what one person alone sees. lexicon: as the page was spoken first.
    """
    if not any(engine.name == NATURAL for engine in engines):
        return False
    readings, alone = readings_used(sentences, lexicon)
    enqueue(
        session,
        PAGE,
        {
            "token": token,
            "sentences": [[each.id, each.text, each.pause_ms] for each in sentences],
            "readings": readings,
            "alone": alone,
        },
        key=f"{PAGE}:{token}",
        now=now,
        priority=PRIORITY_PAGE,
    )
    return True


def page_handler(database: Database, engines: Callable[[], Sequence[Engine]]) -> Handler:
    """Return the handler of PAGE jobs. Whoever listens goes on with what there is; the next one hears the better voice."""

    def handle(work: Work) -> None:
        natural = next((engine for engine in engines() if engine.name == NATURAL), None)
        with database.reading() as session:
            kept = session.get(PageSpeech, work.payload["token"])
        lexicon = _lexicon(work.payload.get("readings", {}), work.payload.get("alone", {}))
        if natural is None or kept is None or kept.owner_id is not None or kept.engine == NATURAL:
            return
        sentences = [SpokenSentence(*each) for each in work.payload["sentences"]]
        sound, cues = speak_page(sentences, engine=natural, lexicon=lexicon, goes_on=work.progress)
        now = instant_now()
        with database.transaction() as session:
            best = page_speech_or_none(session, sentences, lexicon=lexicon, owner_id=None, now=now)
            if best is None or best.engine != NATURAL:
                keep_page_speech(
                    session, sentences, sound, cues, lexicon=lexicon, engine=natural, owner_id=None, now=now
                )

    return handle


def _lexicon(readings: dict[str, str], alone: dict[str, str]) -> Lexicon:
    return house_lexicon().with_course(
        Lexicon({word: tuple(said.split()) for word, said in readings.items()}, alone)
    )
