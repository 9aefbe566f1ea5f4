"""Make the audio of lessons: now, in the background, or as files beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.catalogue.service import (
    TextToSpeak,
    lesson_lexicon,
    read_lesson,
    spoken_sentences,
    texts_to_speak,
)
from learnhub.db import Database
from learnhub.jobs.worker import Handler, Work
from learnhub.language import Lexicon, house_lexicon, read_lexicon
from learnhub.primitives import instant_now
from learnhub.speech.rules import Engine, EngineFault
from learnhub.speech.service import (
    BIT_RATE_KBPS,
    PRIORITY_BACKGROUND,
    PRIORITY_LESSON,
    Made,
    ask_for_audio,
    make,
    render_text,
    rendition_or_none,
    speak_ahead,
    write_cue_file,
)
from learnhub.storage.rules import BlobStore, address_of


@dataclass(frozen=True)
class SpokenText:
    """What came of speaking one text. engine: whose voice it has now; empty when no engine could."""

    text: TextToSpeak
    engine: str
    duration_ms: int
    synthesised: int


def ask_for_text(
    session: Session,
    text: TextToSpeak,
    *,
    engines: Sequence[Engine],
    now: datetime,
    priority: int = PRIORITY_LESSON,
) -> int:
    """Ask the worker for the audio of one text, in the caller's transaction; return how many jobs were asked for."""
    return ask_for_audio(
        session,
        text.sentences,
        text_hash=text.text_hash,
        edition=text.edition,
        course_lexicon=text.lexicon,
        engines=engines,
        now=now,
        priority=priority,
    )


def ask_for_all_audio(
    session: Session,
    store: BlobStore,
    *,
    engines: Sequence[Engine],
    now: datetime,
    course_slug: str | None = None,
) -> int:
    """Ask the worker for all audio that lessons lack, in the caller's transaction; return how many jobs were asked for.

    course_slug: only this course's own lessons; None for all open courses.
    """
    return sum(
        ask_for_text(session, text, engines=engines, now=now)
        for text in texts_to_speak(session, store, course_slug=course_slug)
    )


def ask_by_usage(
    database: Database,
    store: BlobStore,
    *,
    engines: Sequence[Engine],
    usage: Mapping[str, int],
    now: datetime,
) -> int:
    """Ask the worker for all audio that lessons lack, as work that nobody waits for; return how many jobs were asked for.

    usage: how much a text is used, by hash; what is used most is spoken first, and lessons before any questions. Each text is asked for in a unit of work of
    its own: working out its readings takes time in which others may write.
    """
    with database.reading() as session:
        texts = list(texts_to_speak(session, store))
    ranked = sorted(texts, key=lambda text: (text.is_check, -usage.get(text.lesson_text_hash, 0)))
    asked = 0
    for place, text in enumerate(ranked):
        with database.transaction() as session:
            priority = PRIORITY_BACKGROUND + place
            asked += ask_for_text(session, text, engines=engines, now=now, priority=priority)
    return asked


def ask_all_handler(
    database: Database,
    store: BlobStore,
    engines: Callable[[], Sequence[Engine]],
    usage: Callable[[Session], Mapping[str, int]],
) -> Handler:
    """Return the handler of jobs that ask for all audio: after another choice of voices.

    usage: how much each text is used, by hash; kept by a package above this one.
    """

    def handle(_work: Work) -> None:
        with database.reading() as session:
            used = usage(session)
        ask_by_usage(database, store, engines=engines(), usage=used, now=instant_now())

    return handle


def speak_all(
    database: Database, store: BlobStore, *, engines: Sequence[Engine], course_slug: str | None = None
) -> Iterator[SpokenText]:
    """Speak every lesson by the first engine that can, re-using sentences that were spoken before; yield each text.

    A text that has a recording, or a better voice than these engines give, keeps it and isn't spoken.
    """
    with database.reading() as session:
        texts = list(texts_to_speak(session, store, course_slug=course_slug))
    for text in texts:
        yield _speak(database, store, text, engines)


def record_files(
    database: Database, store: BlobStore, folder: Path, slug: str, *, engine: Engine
) -> tuple[Path, Made]:
    """Write the audio and the cue file beside a lesson of a course folder; return the audio's place and what was made.

    folder: the course's, with lessons/<slug>.md. The sentences are kept, so that an interrupted run goes on.
    Raises FileNotFoundError for a lesson that isn't there, Findings for a broken one, EngineFault.
    """
    source = (folder / "lessons" / f"{slug}.md").read_bytes()
    readings = folder / "pronunciation.toml"
    course = read_lexicon(readings.read_text(encoding="utf-8")) if readings.exists() else Lexicon()
    text = read_lesson(source, path=f"{slug}.md")
    made = make(
        store,
        database.transaction,
        spoken_sentences(text),
        lexicon=house_lexicon().with_course(lesson_lexicon(course, text)),
        engine=engine,
        bit_rate_kbps=BIT_RATE_KBPS,
    )
    target = folder / "lessons" / f"{slug}.audio.mp3"
    cue_text = write_cue_file(made, text_hash=address_of(source), engine=engine)
    for path, content in ((target, made.sound), (target.with_suffix(".vtt"), cue_text.encode())):
        beside = path.with_suffix(path.suffix + ".new")
        beside.write_bytes(content)
        beside.replace(path)
    return target, made


def _speak(database: Database, store: BlobStore, text: TextToSpeak, engines: Sequence[Engine]) -> SpokenText:
    with database.reading() as session:
        present = rendition_or_none(session, text.text_hash, text.edition)
        if present is not None and present.engine not in [engine.name for engine in engines]:
            return SpokenText(text, present.engine, present.duration_ms, 0)
    lexicon = house_lexicon().with_course(text.lexicon)
    synthesised = 0
    for engine in engines:
        try:
            for step in speak_ahead(
                database.transaction, store, text.sentences, lexicon=lexicon, engine=engine
            ):
                synthesised = step.synthesised
        except EngineFault:
            continue
        with database.transaction() as session:
            made = render_text(
                session,
                store,
                text.sentences,
                text_hash=text.text_hash,
                edition=text.edition,
                lexicon=lexicon,
                engines=[engine],
            )
            return SpokenText(text, made.engine, made.duration_ms, synthesised)
    return SpokenText(text, "", 0, synthesised)
