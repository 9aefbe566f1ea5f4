"""What a document becomes before it is a draft: pieces in order, then a plan of units and lessons."""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median_high

from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.plain_markdown import paragraph

LESSON_HANZI_MIN = 400
LESSON_HANZI_MAX = 1000
SCRAP_HANZI_MAX = 300
SECTIONS_MAX = 5
TITLE_CHARACTERS_MAX = 40
PIECES_MAX = 20_000
_HANZI = re.compile(r"[㐀-鿿]")


class PieceKind(enum.StrEnum):
    """What a piece is. lost: something that could not be taken over stood here."""

    TEXT = "text"
    HEADING = "heading"
    PICTURE = "picture"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a document.

    markdown: as it goes into a lesson; of a heading without its signs. words: the same without signs; of a picture its
    description, of what was lost its name ("公式"). level: of a heading, from 1. picture: path in Imported.pictures.
    """

    kind: PieceKind
    markdown: str = ""
    words: str = ""
    level: int = 0
    reason: Reason | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a converter made of one file or folder.

    title: of the document, or empty. pictures: path ("media/…") → bytes. notes: sentences about the whole of it.
    folder: path → bytes where the file was a course folder already, which needs no plan.
    """

    title: str
    pieces: Sequence[Piece]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    notes: Sequence[str] = ()
    folder: Mapping[str, bytes] | None = None


class ImportFault(ValueError):
    """A file that can't be taken over; the message is a Chinese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece within a lesson. number: of this plan, never given twice. level: of a heading, 2 (节) or 3 (小标题).

    reason: why it was taken as a heading, kept when an author says that it is none.
    """

    number: int
    kind: PieceKind
    markdown: str
    words: str
    level: int = 0
    reason: Reason | None = None
    picture: str = ""

    @property
    def hanzi(self) -> int:
        """Return how much it adds to the length of a lesson."""
        return len(_HANZI.findall(self.words)) if self.kind in {PieceKind.TEXT, PieceKind.HEADING} else 0


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson to be. reason: why its title was taken as a heading; None where no line of the document is its title."""

    number: int
    title: str
    blocks: tuple[Block, ...]
    reason: Reason | None = None

    @property
    def hanzi(self) -> int:
        """Return the length of its text in Chinese characters."""
        return sum(block.hanzi for block in self.blocks)

    @property
    def is_short(self) -> bool:
        """Tell whether it has less text than a lesson is asked to have."""
        return self.hanzi < LESSON_HANZI_MIN

    @property
    def is_unbroken(self) -> bool:
        """Tell whether it has more text than a lesson may have and no heading to split it at: its author must choose the place."""
        return self.hanzi > LESSON_HANZI_MAX and not self.cuts

    @property
    def cuts(self) -> tuple[Block, ...]:
        """Return the headings at which a lesson that is too long is best split; empty where it is short enough."""
        if self.hanzi <= LESSON_HANZI_MAX:
            return ()
        levels = [block.level for block in self.blocks if block.kind is PieceKind.HEADING]
        chosen: list[Block] = []
        since = 0
        for index, block in enumerate(self.blocks):
            rest = sum(one.hanzi for one in self.blocks[index:])
            is_cut = block.kind is PieceKind.HEADING and block.level == min(levels)
            next_part = self._part(index, min(levels)) if is_cut else 0
            if is_cut and since and (since + next_part > LESSON_HANZI_MAX) and rest:
                chosen.append(block)
                since = 0
            since += block.hanzi
        return tuple(chosen)

    def _part(self, start: int, level: int) -> int:
        total = self.blocks[start].hanzi
        for block in self.blocks[start + 1 :]:
            if block.kind is PieceKind.HEADING and block.level <= level:
                break
            total += block.hanzi
        return total


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit to be. reason: as with lessons."""

    number: int
    title: str
    lessons: tuple[LessonPlan, ...]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Units and lessons as they would be made. next_number: what the next new part is called."""

    title: str
    units: tuple[UnitPlan, ...]
    next_number: int

    def lessons(self) -> Iterator[tuple[UnitPlan, LessonPlan]]:
        """Yield all lessons in order, each with its unit."""
        for unit in self.units:
            for lesson in unit.lessons:
                yield unit, lesson

    def lesson(self, number: int) -> tuple[UnitPlan, LessonPlan] | None:
        """Return a lesson with its unit, or None."""
        return next((found for found in self.lessons() if found[1].number == number), None)

    def blocks(self) -> Iterator[tuple[UnitPlan, LessonPlan, Block]]:
        """Yield all blocks in order, each with its unit and lesson."""
        for unit, lesson in self.lessons():
            for block in lesson.blocks:
                yield unit, lesson, block


def plan_of(imported: Imported, *, name: str) -> Plan:
    """Propose units and lessons. name: what the file is called, where the document has no title.

    Lessons open at that level of headings whose parts are as long as lessons; the level above opens units. Scraps, as slides are,
    are gathered into lessons.
    """
    return _Planning(imported, name).plan()


class _Planning:
    def __init__(self, imported: Imported, name: str) -> None:
        self.pieces = imported.pieces
        self.title = short_title(imported.title) or short_title(name) or "课程"
        self.number = 0
        self.lesson_level = _lesson_level(imported.pieces)
        self.opening = _opening_evenly(imported.pieces, self.lesson_level)
        self.is_in_scraps = (
            self.lesson_level > 0
            and median_high(_part_lengths(imported.pieces, self.lesson_level)) < SCRAP_HANZI_MAX
        )

    def _next(self) -> int:
        self.number += 1
        return self.number

    def plan(self) -> Plan:
        units: list[UnitPlan] = []
        lessons: list[LessonPlan] = []
        blocks: list[Block] = []
        unit: tuple[str, Reason | None] = (self.title, None)
        lesson: tuple[str, Reason | None] | None = None
        pending: list[str] = []

        def close_lesson() -> None:
            nonlocal lesson
            if blocks or lesson is not None:
                title, reason = lesson or (unit[0], None)
                lessons.append(LessonPlan(self._next(), title, tuple(blocks), reason))
                blocks.clear()
            lesson = None

        def close_unit() -> None:
            close_lesson()
            if lessons:
                units.append(UnitPlan(self._next(), unit[0], tuple(lessons), unit[1]))
                lessons.clear()

        for index, piece in enumerate(self.pieces):
            if (
                piece.kind is not PieceKind.HEADING
                or piece.level > self.lesson_level
                or (piece.level == self.lesson_level and self._is_gathered(index, lesson, blocks))
            ):
                blocks.append(self._block(piece))
                pending.clear()
            elif piece.level == self.lesson_level:
                close_lesson()
                lesson = (short_title(piece.words), piece.reason)
                blocks.extend(self._whole_title(piece))
                pending.clear()
            else:
                close_unit()
                # 第一篇 followed by 第一章 at once: both name the unit.
                pending.append(piece.words)
                unit = (short_title("：".join(pending)), piece.reason)
                blocks.extend(self._whole_title(piece))
        close_unit()
        if not units:
            empty = LessonPlan(self._next(), self.title, ())
            units.append(UnitPlan(self._next(), self.title, (empty,)))
        return Plan(self.title, tuple(units), self.number + 1)

    def _is_gathered(self, index: int, lesson: object, blocks: Sequence[Block]) -> bool:
        """Tell whether a part that is too short to be a lesson becomes a section of the lesson before it."""
        if lesson is None or not self.is_in_scraps:
            return False
        part = _length(self.pieces[index : _end_of_part(self.pieces, index, self.lesson_level)])
        sections = 1 + sum(block.kind is PieceKind.HEADING and block.level == 2 for block in blocks)
        return (
            index not in self.opening
            and sections < SECTIONS_MAX
            and sum(block.hanzi for block in blocks) + part <= LESSON_HANZI_MAX
        )

    def _whole_title(self, piece: Piece) -> list[Block]:
        """Return a line that is too long for a title as a paragraph, too: no word of it is lost."""
        if not short_title(piece.words).endswith("…"):
            return []
        return [Block(self._next(), PieceKind.TEXT, paragraph(piece.markdown), piece.words)]

    def _block(self, piece: Piece) -> Block:
        level = 0
        if piece.kind is PieceKind.HEADING:
            level = 2 if piece.level <= self.lesson_level + 1 else 3
        return Block(
            self._next(), piece.kind, piece.markdown, piece.words, level, piece.reason, piece.picture
        )


def _lesson_level(pieces: Sequence[Piece]) -> int:
    """Return the level of headings that open lessons: the highest whose parts are short enough; 0 where all of it is one lesson."""
    if _length(pieces) <= LESSON_HANZI_MAX:
        return 0
    levels = sorted({piece.level for piece in pieces if piece.kind is PieceKind.HEADING})
    for level in levels:
        if median_high(_part_lengths(pieces, level)) <= LESSON_HANZI_MAX:
            return level
    return levels[-1] if levels else 0


def _opening_evenly(pieces: Sequence[Piece], level: int) -> frozenset[int]:
    """Return at which headings lessons open when the parts of each unit are shared out evenly among as few lessons as can hold them.

    Filling one lesson after the other would leave the last one of a unit too short.
    """
    starts = [i for i, one in enumerate(pieces) if one.kind is PieceKind.HEADING and one.level == level]
    units: list[list[int]] = []
    for at, start in enumerate(starts):
        if not at or _end_of_part(pieces, starts[at - 1], level) != start:
            units.append([])
        units[-1].append(start)
    opening: set[int] = set()
    for unit in units:
        lengths = [_length(pieces[start : _end_of_part(pieces, start, level)]) for start in unit]
        together = LESSON_HANZI_MAX * len(unit) // max(sum(lengths), 1)
        count = -(-len(unit) // min(max(together, 1), SECTIONS_MAX))
        share = max(sum(lengths) / count, 1)
        places = [int((sum(lengths[:at]) + length / 2) / share) for at, length in enumerate(lengths)]
        opening |= {start for at, start in enumerate(unit) if not at or places[at] != places[at - 1]}
    return frozenset(opening)


def _end_of_part(pieces: Sequence[Piece], start: int, level: int) -> int:
    """Return where the part of a heading ends: at the next one of its level or above."""
    for index in range(start + 1, len(pieces)):
        if pieces[index].kind is PieceKind.HEADING and pieces[index].level <= level:
            return index
    return len(pieces)


def _part_lengths(pieces: Sequence[Piece], level: int) -> list[int]:
    lengths: list[int] = [0]
    for piece in pieces:
        if piece.kind is PieceKind.HEADING and piece.level <= level:
            lengths.append(0)
        lengths[-1] += _hanzi(piece)
    return [length for length in lengths if length] or [0]


def _length(pieces: Sequence[Piece]) -> int:
    return sum(_hanzi(piece) for piece in pieces)


def _hanzi(piece: Piece) -> int:
    return len(_HANZI.findall(piece.words)) if piece.kind in {PieceKind.TEXT, PieceKind.HEADING} else 0


def short_title(text: str) -> str:
    """Return a title of one line that a lesson may have: blanks folded, a colon at its end gone, cut where it is too long."""
    words = " ".join(text.split()).rstrip("：: ")
    return words if len(words) <= TITLE_CHARACTERS_MAX else words[: TITLE_CHARACTERS_MAX - 1] + "…"


def with_blocks(lesson: LessonPlan, blocks: Sequence[Block]) -> LessonPlan:
    """Return a lesson with other blocks."""
    return replace(lesson, blocks=tuple(blocks))
