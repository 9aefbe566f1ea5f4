"""Every sample lesson, as a listener who never saw it hears it: half a minute of each, or the whole of each."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from learnhub.catalogue.service import lesson_lexicon, read_lesson, spoken_sentences
from learnhub.language import Lexicon, house_lexicon, read_lexicon
from learnhub.speech.adapters import mp3
from learnhub.speech.rules import Engine, Saying, saying_of, utterance_address
from tests.judge.kept import kept
from tests.judge.listener import batches, hear, missed

COURSES = Path(__file__).resolve().parents[2] / "content" / "courses"
REPORTS = Path(__file__).resolve().parents[2] / "docs" / "judged"
# A window of the listener is half a minute, whatever it holds: five or six sentences of a lesson fill one.
SENTENCES_OF_A_LESSON = 6
WINDOWS_HEARD_AGAIN = 6
WORST_SHOWN = 10


@dataclass(frozen=True)
class Lesson:
    """One lesson. name: course/slug. sayings: all that is read aloud of it, in order."""

    name: str
    sayings: tuple[Saying, ...]

    @property
    def chosen(self) -> tuple[Saying, ...]:
        """Return the sentences that are heard: some in a row, the same each time; all with JUDGE_WHOLE=1."""
        if os.environ.get("JUDGE_WHOLE"):
            return self.sayings
        last = max(0, len(self.sayings) - SENTENCES_OF_A_LESSON)
        start = random.Random(self.name).randint(0, last)
        return self.sayings[start : start + SENTENCES_OF_A_LESSON]


@dataclass(frozen=True, order=True)
class Heard:
    """What became of some spoken text."""

    share_missed: float
    lesson: str
    said: str
    heard: str
    missed: int
    syllables: int


def lessons() -> list[Lesson]:
    """Return all sample lessons, modules and easy-read editions too."""
    found = []
    for path in sorted(COURSES.glob("*/lessons/*.md")):
        readings = path.parent.parent / "pronunciation.toml"
        course = read_lexicon(readings.read_text(encoding="utf-8")) if readings.exists() else Lexicon()
        text = read_lesson(path.read_bytes())
        lexicon = house_lexicon().with_course(lesson_lexicon(course, text))
        sayings = (saying_of(sentence.text, lexicon) for sentence in spoken_sentences(text))
        name = f"{path.parent.parent.name}/{path.name.removesuffix('.md')}"
        found.append(Lesson(name, tuple(each for each in sayings if not each.is_silent)))
    return found


def listen(folder: Path, engine: Engine, chosen: list[Lesson]) -> Iterator[Heard]:
    """Speak lessons and yield what is heard, window by window."""
    for lesson in chosen:
        sounds = [(each.spoken.text, _spoken(engine, each)) for each in lesson.chosen]
        for said, sound in batches(sounds):
            yield _heard(folder, lesson.name, said, sound)


def worst_sentences(folder: Path, engine: Engine, chosen: list[Lesson], windows: list[Heard]) -> list[Heard]:
    """Return the sentences of the worst windows, each heard alone, the worst first."""
    by_name = {lesson.name: lesson for lesson in chosen}
    found = []
    for window in sorted(windows, reverse=True)[:WINDOWS_HEARD_AGAIN]:
        for each in by_name[window.lesson].chosen:
            if each.spoken.text in window.said:
                sound = _spoken(engine, each) + mp3.silence(500, 24)
                found.append(_heard(folder, window.lesson, each.spoken.text, sound))
    return sorted(found, reverse=True)[:WORST_SHOWN]


def report(engine: Engine, chosen: list[Lesson], windows: list[Heard], worst: list[Heard]) -> str:
    """Return what was heard, for people; the last line holds the figure."""
    wrong, count = sum(each.missed for each in windows), sum(each.syllables for each in windows)
    lines = [f"{engine.name} {engine.voice}", "", "The worst sentences, each heard alone:"]
    for each in worst:
        lines += [
            f"- {each.lesson}: {each.missed} of {each.syllables}",
            f"  said  {each.said}",
            f"  heard {each.heard}",
        ]
    by_lesson: dict[str, list[int]] = {}
    for each in windows:
        sums = by_lesson.setdefault(each.lesson, [0, 0])
        sums[0], sums[1] = sums[0] + each.missed, sums[1] + each.syllables
    lines += ["", "Lessons, the worst first (syllables missed, of how many):"]
    ranked = sorted(by_lesson.items(), key=lambda one: -one[1][0] / max(1, one[1][1]))
    lines += [f"- {name}: {sums[0] / max(1, sums[1]):.3f} of {sums[1]}" for name, sums in ranked]
    return "\n".join(
        [*lines, "", f"{len(chosen)} lessons, {wrong} of {count} syllables missed: {wrong / count:.3f}", ""]
    )


def _spoken(engine: Engine, saying: Saying) -> bytes:
    form = engine.form(saying)
    return kept(utterance_address(engine, form, 24).encode(), lambda: engine.speak(form, 24))


def _heard(folder: Path, lesson: str, said: str, sound: bytes) -> Heard:
    heard = kept(sound, lambda: hear(folder, sound).encode()).decode()
    wrong, count = missed(said, heard)
    return Heard(wrong / max(1, count), lesson, said, heard, wrong, count)
