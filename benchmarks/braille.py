"""How long does braille take: a lesson, a course of 40 lessons, 200,000 characters?

Baseline: cutting the same text into syllables with their readings, which speech does, too.
"""

import time
from collections.abc import Callable

from benchmarks.load import line
from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.service import read_lesson
from learnhub.formats.rules.braille import encode
from learnhub.formats.rules.braille_lesson import lesson_sheet
from learnhub.language import house_lexicon, syllables
from learnhub.settings import PROJECT_DIR

_LESSONS = 40
_CHARACTERS = 200_000
_SENTENCE = "手放在桌面上，慢慢地向前推。"


def main() -> None:
    """Measure CPU seconds, after one lesson has loaded the dictionaries."""
    folder = PROJECT_DIR / "content" / "courses" / "blind-massage" / "lessons"
    lessons = [read_lesson(path.read_bytes(), path=path.name) for path in sorted(folder.glob("*.md"))]
    lessons = (lessons * _LESSONS)[:_LESSONS]
    lexicon = house_lexicon()
    lesson_sheet(lessons[0], lexicon)
    one = _seconds(lambda: lesson_sheet(lessons[1], lexicon))
    line(
        "a lesson as BRF",
        one * 1000,
        _seconds(lambda: _cut(lessons[1])) * 1000,
        "ms",
        "cutting it into syllables",
    )
    course = _seconds(lambda: [lesson_sheet(text, lexicon) for text in lessons])
    line(
        "a course of 40 lessons as BRF",
        course,
        _seconds(lambda: [_cut(text) for text in lessons]),
        "s",
        "cutting",
    )
    long = (_SENTENCE * (_CHARACTERS // len(_SENTENCE) + 1))[:_CHARACTERS]
    line(
        "200,000 characters in cells",
        _seconds(lambda: encode(long, lexicon)),
        _seconds(lambda: syllables(long, lexicon)),
        "s",
        "cutting",
    )


def _cut(text: LessonText) -> None:
    for sentence in [*text.sentences(), *text.check_sentences()]:
        syllables(sentence.text, house_lexicon())


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
