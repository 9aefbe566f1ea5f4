"""What there is to speak: the texts of lessons as sentences, with the readings that hold in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.adapters.lesson_fences import numbered_syllables
from learnhub.catalogue.adapters.lesson_file import lesson_of
from learnhub.catalogue.models import Course, CourseFile, CourseVersion, Lesson, LessonVersion
from learnhub.catalogue.rules import LessonText, NotFound, SlotKind
from learnhub.catalogue.rules.check_reading import ANSWERS, QUESTIONS, answer_sentences, question_sentences
from learnhub.catalogue.service.courses import (
    OPEN_STATES,
    course_or_none,
    current_version,
    lesson_of_course,
    lesson_versions,
)
from learnhub.catalogue.service.slots import slots_by_version
from learnhub.catalogue.service.texts import easy_source_or_none, text_of
from learnhub.language.pronunciation import Lexicon, read_lexicon
from learnhub.media.service.folder_files import cues_of
from learnhub.speech.rules import SpokenSentence
from learnhub.speech.service.readings import EVERYWHERE, changed_lexicons
from learnhub.storage.rules import BlobStore, address_of

# The edition under which the description of a video is spoken; its text is the track, named by the track's own hash.
DESCRIPTION_EDITION = "audio description"
_HEADING_PAUSE_MS = 400


@dataclass(frozen=True)
class TextToSpeak:
    """One edition of one lesson. lexicon: readings of its course and of its own terms, without the house's.

    lesson_text_hash: of the lesson's main text, also where this is its easy-read edition.
    is_check: whether these are its questions or answers, which books need and the lesson page doesn't.
    """

    course_slug: str
    title: str
    text_hash: str
    edition: str
    sentences: tuple[SpokenSentence, ...]
    lexicon: Lexicon
    lesson_text_hash: str = ""
    is_check: bool = False


def spoken_sentences(text: LessonText) -> tuple[SpokenSentence, ...]:
    """Return what is read aloud of a lesson, in reading order, with a rest after headings; checks not.

    The questions of a check are alternates: read one after the other they would give the answers away. Books, in which nobody
    can answer, have them read by check_reading.
    """
    headings = {text.title.sentences[-1].id} | {
        section.heading.sentences[-1].id for section in text.sections if section.heading.sentences
    }
    return tuple(
        SpokenSentence(sentence.id, sentence.text, _HEADING_PAUSE_MS if sentence.id in headings else 0)
        for sentence in text.sentences()
    )


def lesson_lexicon(course: Lexicon, text: LessonText) -> Lexicon:
    """Return the readings that hold in a lesson: its course's, and those of its terms where the course says nothing."""
    terms = {}
    for term in text.terms:
        word = term.word.text
        try:
            syllables = numbered_syllables(term.reading)
        except ValueError:
            continue  # a word with Latin letters is read by the engine
        if len(syllables) == len(word):
            terms[word] = syllables
    return Lexicon(terms).with_course(course)


def course_lexicon(session: Session, store: BlobStore, course_id: int) -> Lexicon:
    """Return the readings that hold in a course over the house's: what was changed for it, over those of its
    pronunciation.toml, over what was changed for all courses.
    """
    slug = session.get_one(Course, course_id).slug
    changed = changed_lexicons(session, {EVERYWHERE, slug})
    file = course_file_lexicon(session, store, course_id)
    return changed[EVERYWHERE].with_course(file).with_course(changed[slug])


def page_readings(session: Session, store: BlobStore, course_slug: str, lesson_slug: str) -> Lexicon:
    """Return the readings that hold on a page about a course, and its lesson's terms where it is about one.

    lesson_slug: empty for pages about the whole course. Empty where there is no such course: then the house's readings hold.
    """
    course = course_or_none(session, course_slug)
    if course is None:
        return Lexicon()
    try:
        lesson = lesson_of_course(session, course, lesson_slug).lesson if lesson_slug else None
    except NotFound:
        lesson = None
    if lesson is None:
        return course_lexicon(session, store, course.id)
    own = course_lexicon(session, store, lesson.home_course_id)
    return lesson_lexicon(own, text_of(lesson.version))


def course_file_lexicon(session: Session, store: BlobStore, course_id: int) -> Lexicon:
    """Return the readings of a course's pronunciation.toml; empty where it has none."""
    blob = session.scalar(
        sa.select(CourseFile.blob)
        .join(CourseVersion, CourseVersion.id == CourseFile.course_version_id)
        .where(CourseVersion.course_id == course_id, CourseFile.path == "pronunciation.toml")
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )
    return read_lexicon(store.get(blob).decode("utf-8")) if blob is not None else Lexicon()


def texts_to_speak(
    session: Session, store: BlobStore, *, course_slug: str | None = None
) -> Iterator[TextToSpeak]:
    """Yield every edition of every lesson of the open courses, modules too, each under the course whose folder holds it.

    Questions, answers, and the descriptions of main videos are yielded as well, each as an edition of its own.
    course_slug: only this course's own lessons.
    """
    chosen = sa.select(Course).where(Course.state.in_(OPEN_STATES)).order_by(Course.id)
    if course_slug is not None:
        chosen = chosen.where(Course.slug == course_slug)
    for course in session.scalars(chosen).all():
        lexicon = course_lexicon(session, store, course.id)
        versions = _own_versions(session, course)
        slots = slots_by_version(session, versions)
        for version in versions:
            yield from _to_speak(course.slug, version.source, lexicon, version.text_hash)
            easy = easy_source_or_none(store, slots[version.id])
            if easy is not None and easy != version.source:
                yield from _to_speak(course.slug, easy, lexicon, version.text_hash)
            described = next(slot for slot in slots[version.id] if slot.kind is SlotKind.AUDIO_DESCRIPTION)
            if described.state.has_content and described.blob in store:
                yield _description_to_speak(
                    course.slug, version, described.blob, store.get(described.blob), lexicon
                )


def _own_versions(session: Session, course: Course) -> list[LessonVersion]:
    versions = lesson_versions(session, current_version(session, course).id)
    own = set(session.scalars(sa.select(Lesson.id).where(Lesson.course_id == course.id)))
    return [version for version in versions if version.lesson_id in own]


def _to_speak(
    course_slug: str, source: str, lexicon: Lexicon, lesson_text_hash: str
) -> Iterator[TextToSpeak]:
    text = lesson_of(source)
    whole = TextToSpeak(
        course_slug=course_slug,
        title=text.title.text,
        text_hash=address_of(source.encode()),
        edition=text.edition.value,
        sentences=spoken_sentences(text),
        lexicon=lesson_lexicon(lexicon, text),
        lesson_text_hash=lesson_text_hash,
    )
    yield whole
    for edition, sentences in ((QUESTIONS, question_sentences(text)), (ANSWERS, answer_sentences(text))):
        if sentences:
            yield replace(whole, edition=edition, sentences=sentences, is_check=True)


def _description_to_speak(
    course_slug: str, version: LessonVersion, blob: str, track: bytes, lexicon: Lexicon
) -> TextToSpeak:
    text = lesson_of(version.source)
    return TextToSpeak(
        course_slug=course_slug,
        title=text.title.text,
        text_hash=blob,
        edition=DESCRIPTION_EDITION,
        sentences=described_sentences(track),
        lexicon=lesson_lexicon(lexicon, text),
        lesson_text_hash=version.text_hash,
    )


def described_sentences(track: bytes) -> tuple[SpokenSentence, ...]:
    """Return what is spoken of a description track, one sentence a cue, with the ids d-1, d-2 … that the player counts by."""
    return tuple(
        SpokenSentence(f"d-{number}", " ".join(cue.text.split()))
        for number, cue in enumerate(cues_of(track), start=1)
    )
