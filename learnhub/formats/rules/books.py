"""What a book is: lessons with their sound and pictures, in one of three bindings."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from learnhub.catalogue.rules import Edition, LessonText
from learnhub.catalogue.rules.check_reading import answer_title_id, numbered_questions, question_title_id
from learnhub.catalogue.rules.text import block_sentences
from learnhub.primitives import say
from learnhub.speech.rules import Cue

# Raised when a template or a writer changes what it makes of the same content: every book is then made anew.
MAKING = 2
_NAME_CHARACTERS_MAX = 60
_NAME_BYTES_MAX = 200  # file systems take 255, and a number and a suffix come with it
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
# XML 1.0, production 2: everything else stands in no XML document, not even escaped.
_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BookKind(Enum):
    """How a book is bound."""

    TALKING_BOOK = "talking book"  # EPUB 3 with Media Overlays
    AUDIO_ALBUM = "audio album"  # a zip of MP3 files
    LARGE_PRINT = "large print"  # PDF/UA-1

    @property
    def has_sound(self) -> bool:
        """Tell whether it can only be made of spoken lessons."""
        return self is not BookKind.LARGE_PRINT

    @property
    def content_type(self) -> str:
        """Return the media type of the file."""
        return _CONTENT_TYPES[self]

    @property
    def suffix(self) -> str:
        """Return how the name of the file ends."""
        return _SUFFIXES[self]


_CONTENT_TYPES = {
    BookKind.TALKING_BOOK: "application/epub+zip",
    BookKind.AUDIO_ALBUM: "application/zip",
    BookKind.LARGE_PRINT: "application/pdf",
}
_SUFFIXES = {BookKind.TALKING_BOOK: "epub", BookKind.AUDIO_ALBUM: "zip", BookKind.LARGE_PRINT: "pdf"}
_NAME_WORDS = {
    BookKind.TALKING_BOOK: say("有声书"),
    BookKind.AUDIO_ALBUM: say("音频专辑"),
    BookKind.LARGE_PRINT: say("大字版"),
}


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """One lesson of a book that is to be made.

    edition: of its text. sound: names its audio with the cues, empty where nobody has spoken it yet; sound_bytes, sound_ms: its
    length, 0 there. check_sounds: what names the audio of its questions and answers, where they are spoken; their length is
    in sound_bytes and sound_ms.
    """

    slug: str
    home_course_id: int
    text_hash: str
    edition: Edition
    sound: str
    sound_bytes: int
    sound_ms: int
    check_sounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookPlan:
    """All that decides what a book holds, before any of it is gathered.

    edition: whose texts are in it. course_id, course_slug: the course that it is of, for one lesson that whose folder holds it.
    lesson_id: of a book of one lesson, else None. version_id: of that lesson or of the course. title: of the book.
    lessons: in reading order, never empty. inside: names everything else that stands in it: titles, rights, pictures.
    asked_for: what finds the same plan again (an argument of service.plan_again).
    """

    kind: BookKind
    edition: Edition
    course_id: int
    lesson_id: int | None
    version_id: int
    title: str
    lessons: tuple[PlannedLesson, ...]
    inside: tuple[str, ...]
    asked_for: "AskedFor"

    @property
    def silent_count(self) -> int:
        """Return how many lessons have to be spoken before the book can be made."""
        return sum(not lesson.sound for lesson in self.lessons) if self.kind.has_sound else 0

    @property
    def sound_bytes(self) -> int:
        """Return how long the audio in it is; 0 for print."""
        return sum(lesson.sound_bytes for lesson in self.lessons) if self.kind.has_sound else 0

    @property
    def content_hash(self) -> str:
        """Return the hash of everything inside: equal plans make equal books."""
        has_sound = self.kind.has_sound
        parts = [
            [str(MAKING), self.kind.value, self.edition.value, self.title, *self.inside],
            *(
                [one.text_hash, one.edition.value, *((one.sound, *one.check_sounds) if has_sound else ())]
                for one in self.lessons
            ),
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Which book somebody wants. lesson: its slug, or empty for the whole course."""

    kind: BookKind
    edition: Edition
    course_version_id: int
    lesson: str


class OfferState(Enum):
    """How far a book is."""

    READY = "ready"
    MAKING = "making"
    CAN_BE_MADE = "can be made"
    WAITS = "waits"  # for lessons to be spoken
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Offer:
    """A book as it is offered. blob, byte_count, milliseconds, page_count: of a ready one; byte_count of another is about right."""

    plan: BookPlan
    state: OfferState
    blob: str = ""
    byte_count: int = 0
    milliseconds: int = 0
    page_count: int = 0


@dataclass(frozen=True, slots=True)
class BookPicture:
    """A picture as it stands in a book. name: of its file there."""

    name: str
    content: bytes
    content_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class BookSound:
    """How a lesson sounds. path: an MP3 of bare frames. cues: sorted, not overlapping, within the duration."""

    path: Path
    cues: tuple[Cue, ...]
    duration_ms: int
    voice: str


@dataclass(frozen=True, slots=True)
class BookLesson:
    """One lesson of a book. unit: title of the unit it stands in, or empty. pictures: by path in the lesson's text.

    questions, answers: how its checks sound; both None where it has none, or nobody has spoken them yet.
    """

    unit: str
    source: str
    text: LessonText
    pictures: Mapping[str, BookPicture]
    sound: BookSound | None
    questions: BookSound | None = None
    answers: BookSound | None = None

    @property
    def sounds(self) -> tuple[BookSound, ...]:
        """Return all its sounds in order."""
        return tuple(one for one in (self.sound, self.questions, self.answers) if one is not None)

    @property
    def title(self) -> str:
        """Return the title as plain text."""
        return self.text.title.text


@dataclass(frozen=True, slots=True)
class Book:
    """Everything inside a book, whatever its binding.

    identifier: names the book through all its editions in time. modified_at: when the newest of its parts was made.
    notice: what has to be said about the course before anybody relies on it, or empty.
    """

    identifier: str
    title: str
    summary: str
    notice: str
    rights: str
    publisher: str
    edition: Edition
    modified_at: datetime
    lessons: tuple[BookLesson, ...]

    @property
    def voices(self) -> tuple[str, ...]:
        """Return in words who reads, each once, in order."""
        return tuple(dict.fromkeys(sound.voice for one in self.lessons for sound in one.sounds))

    @property
    def are_checks_spoken(self) -> bool:
        """Tell whether every question in it can be heard, and there is one."""
        with_checks = [one for one in self.lessons if one.text.checks]
        return bool(with_checks) and all(one.questions and one.answers for one in with_checks)

    @property
    def has_pictures(self) -> bool:
        """Tell whether there is anything to see besides text."""
        return any(one.pictures for one in self.lessons)

    @property
    def duration_ms(self) -> int:
        """Return how long the whole book sounds."""
        return sum(sound.duration_ms for one in self.lessons for sound in one.sounds)

    @property
    def units(self) -> tuple[tuple[str, tuple[tuple[int, BookLesson], ...]], ...]:
        """Return the lessons with their number from 1, by unit, in reading order."""
        found: list[tuple[str, list[tuple[int, BookLesson]]]] = []
        for number, lesson in enumerate(self.lessons, start=1):
            if not found or found[-1][0] != lesson.unit:
                found.append((lesson.unit, []))
            found[-1][1].append((number, lesson))
        return tuple((unit, tuple(lessons)) for unit, lessons in found)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of a lesson's sound: a section, or what stands before the first. key: "" there, else the section's."""

    key: str
    title: str
    cues: tuple[Cue, ...]


def chapters(lesson: BookLesson) -> tuple[Chapter, ...]:
    """Return the sound of a lesson by section, in order; stretches in which nothing is said are left out."""
    if lesson.sound is None:
        return ()
    by_id = {cue.sentence_id: cue for cue in lesson.sound.cues}
    text = lesson.text
    stretches = [("", lesson.title, [*text.title.sentences, *text.summary.sentences])]
    for section in text.sections:
        spoken = [*section.heading.sentences, *block_sentences(section.blocks)]
        stretches.append((section.key, section.heading.text, spoken))
    found = (
        Chapter(key, title, tuple(by_id[one.id] for one in sentences if one.id in by_id))
        for key, title, sentences in stretches
    )
    return tuple(one for one in found if one.cues)


def question_chapters(lesson: BookLesson) -> tuple[Chapter, ...]:
    """Return the sound of a lesson's questions, one by one; empty where nobody has spoken them."""
    return _numbered_chapters(lesson.text, lesson.questions, question_title_id)


def answer_chapters(lesson: BookLesson) -> tuple[Chapter, ...]:
    """Return the sound of a lesson's answers, one by one; empty where nobody has spoken them."""
    return _numbered_chapters(lesson.text, lesson.answers, answer_title_id)


def _numbered_chapters(
    text: LessonText, sound: BookSound | None, title_id: Callable[[int], str]
) -> tuple[Chapter, ...]:
    if sound is None:
        return ()
    opening = {title_id(number): number for *_place, number in numbered_questions(text)}
    found: list[tuple[int, list[Cue]]] = []
    for cue in sound.cues:
        if cue.sentence_id in opening:
            found.append((opening[cue.sentence_id], []))
        found[-1][1].append(cue)
    return tuple(Chapter(str(number), f"第 {number} 题", tuple(cues)) for number, cues in found)


def file_name(title: str) -> str:
    """Return a title as the name of a file that every system takes: readable, not too long, never empty."""
    plain = " ".join(_FORBIDDEN_IN_NAMES.sub(" ", xml_text(title)).split())
    cut = plain[:_NAME_CHARACTERS_MAX].encode()[:_NAME_BYTES_MAX].decode(errors="ignore")
    return cut.strip(" .") or "无题"


def book_file_name(title: str, kind: BookKind) -> str:
    """Return the name under which a book is saved on a phone."""
    return f"{file_name(title)}（{_NAME_WORDS[kind]}）.{kind.suffix}"


def xml_text(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _FORBIDDEN_IN_XML.sub("", text)
