"""Books of real lessons with silence for a voice: for tests of how books are bound, which needn't speak."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from learnhub.catalogue.rules import Edition
from learnhub.catalogue.rules.check_reading import answer_sentences, question_sentences
from learnhub.catalogue.service import look_at, read_lesson, spoken_sentences
from learnhub.formats.rules.books import Book, BookLesson, BookPicture, BookSound
from learnhub.settings import PROJECT_DIR
from learnhub.speech.adapters import mp3
from learnhub.speech.rules import FRAME_MS, Saying, SpokenSentence, cues_of

COURSES = PROJECT_DIR / "content" / "courses"
SENTENCE_MS = 20 * FRAME_MS
# With pictures, numbered steps, terms, a warning and a task; with a table; in easy-read, with pictures in its questions.
WASHING = "blind-massage/clean-hands"
COLOURS = "illustration/colour-names-and-contrast"
EASY = "coffee-easyread/wash-hands"


class SilentEngine:
    """A voice at the rim that says nothing, in real frames and in no time: books are bound alike whoever speaks."""

    name, voice = "espeak", "silence"

    def form(self, saying: Saying) -> str:
        """Return what would be said."""
        return saying.spoken.text

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        """Return silence as long as a sentence."""
        return mp3.silence(SENTENCE_MS, bit_rate_kbps)

    def close(self) -> None:
        """Nothing was opened."""


def sample_lesson(
    folder: Path, name: str, *, unit: str = "", is_spoken: bool = True, are_checks_spoken: bool = True
) -> BookLesson:
    """Return a lesson of the sample courses ("course/lesson"); its sound is kept in a folder."""
    course, slug = name.split("/")
    lessons = COURSES / course / "lessons"
    source = (lessons / f"{slug}.md").read_text(encoding="utf-8")
    text = read_lesson(source.encode())
    pictures = {}
    for picture in text.pictures():
        content = (lessons / picture.path).read_bytes()
        size = look_at(content, picture.path)
        name_there = picture.path.rpartition("/")[2]
        pictures[picture.path] = BookPicture(name_there, content, size.content_type, size.width, size.height)
    made = BookLesson(unit=unit, source=source, text=text, pictures=pictures, sound=None)
    if not is_spoken:
        return made
    made = replace(made, sound=silent_sound(folder, spoken_sentences(text)))
    if not are_checks_spoken or not text.checks:
        return made
    questions, answers = question_sentences(text), answer_sentences(text)
    return replace(made, questions=silent_sound(folder, questions), answers=silent_sound(folder, answers))


def silent_sound(folder: Path, sentences: Sequence[SpokenSentence]) -> BookSound:
    """Return real frames of silence, half a second for each sentence."""
    durations = [SENTENCE_MS] * len(sentences)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sum(durations)}.mp3"
    path.write_bytes(mp3.silence(sum(durations), 24))
    return BookSound(path, tuple(cues_of(sentences, durations)), sum(durations), "自然机器音")


def sample_book(*lessons: BookLesson, title: str = "洗手 & <安全>", notice: str = "示例课程") -> Book:
    """Return a book of these lessons."""
    return Book(
        identifier="learnhub/学习汇/sample",
        title=title,
        summary="学会“洗手”。",
        notice=notice,
        rights="文字与图片由编写组原创，许可：Apache-2.0。",
        publisher="学习汇",
        edition=Edition.STANDARD,
        modified_at=datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC),
        lessons=lessons,
    )
