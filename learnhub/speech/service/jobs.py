"""Speak texts in the background: the built-in voice at once, the natural one when there is time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.language import Lexicon, house_lexicon
from learnhub.speech.rules import Engine, SpokenSentence, rank
from learnhub.speech.service.rendering import form_hash, render_text, speak_ahead
from learnhub.speech.service.renditions import FILE_FORM, rendition_or_none
from learnhub.storage.rules import BlobStore

RENDER = "speech.render"
_PRIORITY = {"espeak": 0}  # lower runs first
_PRIORITY_NATURAL = 10
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
) -> int:
    """Ask the worker for what a text lacks, in the caller's transaction; return how many jobs were asked for.

    One job for each engine that speaks better than what there is. Asking again for the same text and readings asks
    for nothing. course_lexicon: the course's own readings, without the house's.
    """
    text = "\n".join(sentence.text for sentence in sentences)
    readings = {word: " ".join(said) for word, said in course_lexicon.readings.items() if word in text}
    lexicon = _lexicon(readings)
    asked = 0
    present = rendition_or_none(session, text_hash, edition)
    for engine in sorted(engines, key=lambda each: rank(each.name)):
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
                "sentences": [[each.id, each.text, each.pause_ms] for each in sentences],
            },
            key=f"{RENDER}:{engine.name}:{edition}:{text_hash}:{wanted}",
            now=now,
            priority=_PRIORITY.get(engine.name, _PRIORITY_NATURAL),
        )
        asked += 1
    return asked


def render_handler(
    database: Database, storage: BlobStore, engines: Callable[[], Sequence[Engine]]
) -> Handler:
    """Return the handler of RENDER jobs.

    engines: called once, with the first job, so that a process without work makes no engine.
    """
    made_once = cache(engines)

    def handle(work: Work) -> None:
        payload = work.payload
        chosen = [engine for engine in made_once() if engine.name == payload["engine"]]
        if not chosen:
            return  # the engine was taken away since; the other voices stay
        sentences = [SpokenSentence(*each) for each in payload["sentences"]]
        lexicon = _lexicon(payload["readings"])
        for done, total, _ in speak_ahead(
            database.transaction, storage, sentences, lexicon=lexicon, engine=chosen[0]
        ):
            if (done == total or done % _SENTENCES_PER_REPORT == 0) and not work.progress(done, total):
                return  # another worker has taken over
        with database.transaction() as session:
            render_text(
                session,
                storage,
                sentences,
                text_hash=payload["text_hash"],
                edition=payload["edition"],
                lexicon=lexicon,
                engines=chosen,
            )

    return handle


def _lexicon(readings: dict[str, str]) -> Lexicon:
    return house_lexicon().with_course(
        Lexicon({word: tuple(said.split()) for word, said in readings.items()})
    )
