"""The gold lists of tests/language/gold, and which third of each was held back."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "gold"


@dataclass(frozen=True)
class SpokenCase:
    """What is shown and what must be said."""

    kind: str
    shown: str
    said: str

    @property
    def is_held_back(self) -> bool:
        return is_held_back(self.shown)


@dataclass(frozen=True)
class ReadingCase:
    """A sentence, where in it a word stands, and the word's readings, one a character."""

    topic: str
    sentence: str
    start: int
    word: str
    pinyin: str

    @property
    def is_held_back(self) -> bool:
        return is_held_back(self.sentence)


def is_held_back(text: str) -> bool:
    """Tell by a fixed hash whether a case belongs to the third that isn't looked at while rules are written."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) % 3 == 0


def spoken_cases() -> list[SpokenCase]:
    """Return the cases of the normaliser, in the order of the file."""
    return [SpokenCase(*line) for line in _lines("spoken.tsv")]


def second_spoken_cases() -> list[SpokenCase]:
    """Return the cases that were written after the rules, as a check on them."""
    return [SpokenCase(*line) for line in _lines("spoken_second.tsv")]


def lesson_spoken_cases() -> list[SpokenCase]:
    """Return the sentences of lessons with the most unusual tokens, and what no lesson has yet."""
    return [SpokenCase(*line) for line in _lines("spoken_lessons.tsv")]


def second_reading_cases() -> list[ReadingCase]:
    """Return the words that were written after the rules, as a check on them."""
    return [_reading(*line) for line in _lines("readings_second.tsv")]


def reading_cases() -> list[ReadingCase]:
    """Return the words whose reading the sentence decides, in the order of the file."""
    return [_reading(*line) for line in _lines("readings.tsv")]


def _reading(topic: str, marked: str, pinyin: str) -> ReadingCase:
    start, end = marked.index("〔"), marked.index("〕")
    sentence = marked.replace("〔", "").replace("〕", "")
    return ReadingCase(topic, sentence, start, marked[start + 1 : end], pinyin)


def _lines(name: str) -> list[list[str]]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
