"""A lesson file as it was typed, whole or not: its parts, each with its line, for those who look for what to mend."""

from dataclasses import dataclass
from enum import Enum


class TextKind(Enum):
    """Where a stretch of running text stands."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class HeadingPart:
    """A heading; level 1 to 6. text may be empty."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, an item or a cell, without its dress; its own line ends are kept. strong: the stretches in bold, in order."""

    line: int
    kind: TextKind
    text: str
    strong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A picture; path as typed."""

    line: int
    path: str
    description: str


@dataclass(frozen=True, slots=True)
class LinkPart:
    """A link; words: what is pressed, empty where only a picture or nothing stands there."""

    line: int
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table; header cells and rows as text."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ChoicePart:
    """One answer of a question; mark: what stands in the brackets."""

    line: int
    text: str
    feedback: str
    mark: str


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One quiz block. name: of its check."""

    line: int
    name: str
    prompt: str
    choices: tuple[ChoicePart, ...]


@dataclass(frozen=True, slots=True)
class TermPart:
    """One term block."""

    line: int
    word: str
    reading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class TaskPart:
    """One task block; minutes: None where none could be read."""

    line: int
    title: str
    minutes: int | None
    is_handed_in: bool


@dataclass(frozen=True, slots=True)
class RawPart:
    """What the format doesn't take, or takes no longer: raw HTML, code by indent, italics, a rule, a strike-through."""

    line: int
    kind: str
    text: str


Part = (
    HeadingPart | TextPart | PicturePart | LinkPart | TablePart | QuestionPart | TermPart | TaskPart | RawPart
)


@dataclass(frozen=True, slots=True)
class LessonSurvey:
    """All parts of a lesson file in reading order.

    path: as the folder names it. head_line: of the title, or 1. is_easy: says that it is written in easy-read.
    body_line: the first line after the front matter. source: the whole text.
    """

    path: str
    source: str
    title: str
    summary: str
    is_easy: bool
    title_line: int
    summary_line: int
    body_line: int
    parts: tuple[Part, ...]

    @property
    def headings(self) -> tuple[HeadingPart, ...]:
        """Return the headings in order."""
        return tuple(part for part in self.parts if isinstance(part, HeadingPart))

    def heading_above(self, line: int) -> str:
        """Return the words of the nearest heading at or above a line; empty where there is none."""
        above = [heading.text for heading in self.headings if heading.line <= line and heading.text]
        return above[-1] if above else ""
