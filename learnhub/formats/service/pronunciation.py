"""Show and change the readings of words, and have the lessons that use them spoken again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor, Concern
from learnhub.audit.service import record
from learnhub.catalogue.models import Course
from learnhub.catalogue.service import texts_to_speak
from learnhub.catalogue.service.mentions import Mention, mentions
from learnhub.catalogue.service.sounds import course_file_lexicon
from learnhub.db import Database
from learnhub.formats.service.audio import ask_for_text
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.language import Lexicon, house_lexicon, syllables
from learnhub.primitives import Refusal, instant_now
from learnhub.speech.models import ReadingChange
from learnhub.speech.rules import Engine, SpokenSentence
from learnhub.speech.service import make, rendition_or_none
from learnhub.speech.service.readings import EVERYWHERE, change_reading, changed_lexicon, reading_changes
from learnhub.speech.service.rendering import BIT_RATE_KBPS
from learnhub.speech.service.renditions import FILE_FORM
from learnhub.storage.rules import BlobStore

JOB_READING = "formats.reading-changed"
MENTIONS_MAX = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a list of readings. syllables: pinyin with tone numbers. is_changed: by a person, over what the files say."""

    word: str
    syllables: tuple[str, ...]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class LessonWithWord:
    """A lesson that uses a word. is_recorded: its sound came as a file, which no change of readings makes anew."""

    mention: Mention
    is_recorded: bool


def entries(session: Session, store: BlobStore, course: Course | None) -> list[Entry]:
    """Return the words of a list of readings: those that people changed first, the newest first, then those of the files.

    course: None for the list that holds everywhere.
    """
    scope = scope_of(course)
    changed = [
        Entry(change.word, tuple(change.syllables.split()), True)
        for change in reading_changes(session, scope)
    ]
    known = {entry.word for entry in changed}
    file = house_lexicon() if course is None else course_file_lexicon(session, store, course.id)
    kept = [Entry(word, said, False) for word, said in file.readings.items() if word not in known]
    return changed + kept


def scope_of(course: Course | None) -> str:
    """Return how a list of readings is called in its rows."""
    return EVERYWHERE if course is None else course.slug


def reading_now(session: Session, store: BlobStore, course: Course | None, word: str) -> tuple[str, ...]:
    """Return how a word is read now, one syllable a character; "" for a character that no dictionary knows."""
    return tuple(each.pinyin for each in syllables(word, _lexicon(session, store, course)))


def lessons_with(session: Session, course: Course | None, word: str) -> tuple[list[LessonWithWord], int]:
    """Return the first lessons that use a word, and how many there are."""
    found = mentions(session, word, course_slug=course.slug if course is not None else None)
    shown = []
    for mention in found[:MENTIONS_MAX]:
        spoken = rendition_or_none(session, mention.text_hash, "standard")
        is_recorded = spoken is not None and spoken.form_hash.startswith(FILE_FORM)
        shown.append(LessonWithWord(mention, is_recorded))
    return shown, len(found)


def save_reading(
    session: Session,
    course: Course | None,
    word: str,
    said: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
) -> ReadingChange | Refusal:
    """Change the reading of a word, and ask for the lessons that use it to be spoken again, in the caller's transaction.

    said: one syllable a character; empty takes the changes back. Written into the audit list.
    """
    if actor.person_id is None:
        raise ValueError("a person changes a reading")
    scope = scope_of(course)
    change = change_reading(
        session, course_slug=scope, word=word, syllables=said, person_id=actor.person_id, now=now
    )
    if isinstance(change, Refusal):
        return change
    told = f"{word} 读 {change.syllables}" if said else f"撤回“{word}”的读音"
    record(session, actor, "readings.changed", told, Concern("reading", str(change.id)), now=now)
    enqueue(
        session,
        JOB_READING,
        {"word": word, "course_slug": scope},
        key=f"{JOB_READING}:{change.id}",
        now=now,
    )
    return change


def reading_handler(database: Database, store: BlobStore, engines: Callable[[], Sequence[Engine]]) -> Handler:
    """Return the handler of JOB_READING: asks for new sound of every text that holds the word; twice is once.

    A text whose sound is right already asks for nothing, and only the sentences that changed are spoken anew.
    """

    def handle(work: Work) -> None:
        word, scope = work.payload["word"], work.payload["course_slug"]
        with database.reading() as session:
            texts = [
                text
                for text in texts_to_speak(session, store, course_slug=scope or None)
                if any(word in sentence.text for sentence in text.sentences)
            ]
        chosen = engines()
        for done, text in enumerate(texts, start=1):
            with database.transaction() as session:
                ask_for_text(session, text, engines=chosen, now=instant_now())
            if not work.progress(done, len(texts)):
                return  # another worker has taken over

    return handle


def sound_of(
    database: Database, store: BlobStore, word: str, said: Sequence[str], *, engine: Engine
) -> bytes:
    """Return a word spoken with a reading, as MP3; spoken once, then kept as any sentence is. Raises EngineFault."""
    lexicon = Lexicon({word: tuple(said)})
    return make(
        store,
        database.transaction,
        [SpokenSentence("word", word)],
        lexicon=lexicon,
        engine=engine,
        bit_rate_kbps=BIT_RATE_KBPS,
    ).sound


def _lexicon(session: Session, store: BlobStore, course: Course | None) -> Lexicon:
    everywhere = house_lexicon().with_course(changed_lexicon(session, EVERYWHERE))
    if course is None:
        return everywhere
    file = course_file_lexicon(session, store, course.id)
    return everywhere.with_course(file).with_course(changed_lexicon(session, course.slug))
