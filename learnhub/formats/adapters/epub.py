"""Write a talking book: EPUB 3.3 with Media Overlays.

Source: EPUB 3.3 (packages, overlays: section 9), EPUB Accessibility 1.1 (metadata: section 2). Conformance to the latter is not
claimed, as it asks for somebody who certifies it (section 3.5).
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from learnhub.catalogue.rules import Edition
from learnhub.catalogue.rules.answers import right_answer
from learnhub.catalogue.rules.check_reading import (
    choice_letter,
    hint_words,
    named_choices,
    numbered_questions,
)
from learnhub.catalogue.service import CheckHtml, LessonHtml, ShownPicture, lesson_html
from learnhub.formats.adapters.archive import Archive, new_archive
from learnhub.formats.adapters.xhtml import xhtml
from learnhub.formats.rules.books import (
    Book,
    BookLesson,
    BookPicture,
    BookSound,
    answer_chapters,
    chapters,
    question_chapters,
    xml_text,
)
from learnhub.primitives import local_date
from learnhub.settings import PROJECT_DIR
from learnhub.speech.rules import Cue

_TEMPLATES = PROJECT_DIR / "templates" / "formats" / "epub"


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A lesson as files of the book. name: theirs, without suffix."""

    name: str
    lesson: BookLesson
    stretches: tuple["_Stretch", ...]

    @property
    def duration_ms(self) -> int:
        return sum(clip.cue.end_ms - clip.cue.start_ms for one in self.stretches for clip in one.clips)

    @property
    def duration(self) -> str:
        return _clock(self.duration_ms)

    @property
    def sounds(self) -> tuple[tuple[str, BookSound], ...]:
        return tuple(zip((self.name, *_check_sounds(self.name)), self.lesson.sounds, strict=False))


@dataclass(frozen=True, slots=True)
class _Clip:
    """A sentence and what is heard of it. sound: name of the file, without suffix."""

    sound: str
    cue: Cue


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Clips that belong to one element of the page. element: its id, empty for the beginning of the lesson."""

    element: str
    clips: tuple[_Clip, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A choice as it is asked."""

    key: str
    letter: str
    html: Markup


@dataclass(frozen=True, slots=True)
class _Told:
    """A choice as it is answered. name: its letter, or the words that may be written. text: empty for those."""

    key: str
    name: str
    text: str
    feedback: str


@dataclass(frozen=True, slots=True)
class _Question:
    """hint: how it is answered. right: the answer in words."""

    number: int
    prompt: Markup
    prompt_text: str
    hint: str
    choices: tuple[_Asked, ...]
    right: str
    told: tuple[_Told, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    key: str
    heading: Markup
    body: Markup
    questions: tuple[_Question, ...]


def write_talking_book(book: Book, target: Path) -> None:
    """Write a book, all of whose lessons are spoken; ValueError for one that isn't. The same book gives the same bytes."""
    written = [
        _Chapter(f"lesson-{number:03}", lesson, _stretches(lesson, f"lesson-{number:03}"))
        for number, lesson in enumerate(book.lessons, start=1)
    ]
    pictures = {
        picture.name: picture for lesson in book.lessons for _, picture in sorted(lesson.pictures.items())
    }
    shown: dict[str, object] = {
        "book": book,
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, book.identifier)}",
        "modified": book.modified_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "modified_day": _day_words(book),
        "duration": _clock(sum(chapter.duration_ms for chapter in written)),
        "length": _length_words(book.duration_ms),
        "accessibility": _accessibility(book),
        "features": _features(book),
        "chapters": written,
        "units": [(unit, [written[n - 1] for n, _ in lessons]) for unit, lessons in book.units],
        "pictures": list(pictures.values()),
    }
    with new_archive(target) as archive:
        # OCF 4.3: the media type stands first, as it is, so that the file can be told by its bytes.
        archive.add("mimetype", "application/epub+zip", is_stored=True)
        archive.add("META-INF/container.xml", _rendered("container.xml"))
        for name in ("package.opf", "nav.xhtml", "title.xhtml", "style.css"):
            archive.add(f"EPUB/{name}", _rendered(name, **shown))
        for chapter in written:
            _add_lesson(archive, chapter)
        for picture in pictures.values():
            archive.add(f"EPUB/pictures/{picture.name}", picture.content)


def _add_lesson(archive: Archive, chapter: _Chapter) -> None:
    html = lesson_html(
        chapter.lesson.source, {path: _shown(picture) for path, picture in chapter.lesson.pictures.items()}
    )
    sections = list(_sections(chapter.lesson, html))
    name = f"EPUB/{chapter.name}"
    archive.add(f"{name}.xhtml", _rendered("lesson.xhtml", chapter=chapter, html=html, sections=sections))
    archive.add(f"{name}.smil", _rendered("lesson.smil", chapter=chapter))
    for sound, heard in chapter.sounds:
        archive.add_sound(f"EPUB/{sound}.mp3", b"", heard.path)


def _check_sounds(name: str) -> tuple[str, str]:
    return f"{name}-questions", f"{name}-answers"


def _stretches(lesson: BookLesson, name: str) -> tuple[_Stretch, ...]:
    """Return what is heard of a lesson in the order of its page: questions stand in their section, answers at the end."""
    if lesson.sound is None:
        raise ValueError(f"nobody has spoken {lesson.title!r} yet")
    questions_sound, answers_sound = _check_sounds(name)
    questions: dict[str, list[_Clip]] = {}
    asked = {one.key: one for one in question_chapters(lesson)}
    for section, *_place, number in numbered_questions(lesson.text):
        if str(number) in asked:
            clips = [_Clip(questions_sound, cue) for cue in asked[str(number)].cues]
            questions.setdefault(section.key, []).extend(clips)
    told = {one.key: [_Clip(name, cue) for cue in one.cues] for one in chapters(lesson)}
    found = [_Stretch("", tuple(told.get("", [])))]
    for section in lesson.text.sections:
        clips = told.get(section.key, []) + questions.get(section.key, [])
        found.append(_Stretch(f"section-{section.key}", tuple(clips)))
    answers = [_Clip(answers_sound, cue) for one in answer_chapters(lesson) for cue in one.cues]
    found.append(_Stretch("answers", tuple(answers)))
    return tuple(one for one in found if one.clips)


def _sections(lesson: BookLesson, html: LessonHtml) -> Iterator[_Section]:
    by_section: dict[str, list[_Question]] = {}
    html_by_key = {one.key: one for one in html.sections}
    for section, check, question, number in numbered_questions(lesson.text):
        told = section.checks[check].questions[question]
        checks: tuple[CheckHtml, ...] = html_by_key[section.key].checks
        shown = checks[check].questions[question]
        asked = tuple(
            _Asked(choice.key, choice_letter(index), words.words)
            for index, (choice, words) in enumerate(zip(told.choices, shown.choices, strict=True))
        )
        answered = tuple(
            _Told(one.key, name, one.text.text if told.choices else "", one.feedback.text)
            for name, one in named_choices(told)
        )
        by_section.setdefault(section.key, []).append(
            _Question(
                number=number,
                prompt=shown.prompt,
                prompt_text=told.prompt.text,
                hint=hint_words(told),
                choices=asked,
                right=right_answer(told, choice_letter),
                told=answered,
            )
        )
    for one in html.sections:
        yield _Section(one.key, one.heading, one.body, tuple(by_section.get(one.key, ())))


def _shown(picture: BookPicture) -> ShownPicture:
    return ShownPicture(f"pictures/{picture.name}", picture.width, picture.height)


def _features(book: Book) -> list[str]:
    found = ["tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability"]
    found += ["synchronizedAudioText", "unlocked"]
    return [*found, "alternativeText"] if book.has_pictures else found


def _accessibility(book: Book) -> str:
    parts = [
        "全部正文都是文字，可以放大、换颜色、用读屏听，也可以用点显器摸读。",
        "正文、题目和答案都配有同步朗读。" if book.are_checks_spoken else "正文逐句配有同步朗读。",
        "图片都有文字说明，说明也会朗读。" if book.has_pictures else "书里没有图片。",
        "有目录和各级标题，可以按课、按节跳转。",
        "没有闪烁，没有会动的画面。",
    ]
    if book.edition is Edition.EASY_READ:
        parts.append("这是易读版：一句一图，句子很短。")
    parts.append("制作时用工具检查过，没有请外面的机构认证。")
    return "".join(parts)


def _day_words(book: Book) -> str:
    day = local_date(book.modified_at)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _length_words(milliseconds: int) -> str:
    minutes = -(-milliseconds // 60_000)
    hours, rest = divmod(minutes, 60)
    return f"约 {hours} 小时 {rest} 分钟" if hours else f"约 {minutes} 分钟"


def _clock(milliseconds: int) -> str:
    """Return a full clock value of SMIL 3.0: 0:01:02.345."""
    seconds, fraction = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:03}"


def _plain(value: object) -> object:
    """Drop from whatever is written what XML forbids; markup has lost it before."""
    return xml_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_plain,
    )
    made.filters["xhtml"] = xhtml
    made.filters["clock"] = _clock
    return made


def _rendered(name: str, **shown: object) -> str:
    return _environment().get_template(name).render(**shown)
