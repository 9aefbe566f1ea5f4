"""A lesson file as a list of blocks: one is edited, added, moved or taken out, and every other keeps its bytes."""

import enum
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile


class BlockKind(enum.StrEnum):
    """What a block of a lesson file is. OTHER: what the format doesn't know, or a form of its own would not suit."""

    HEAD = "head"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    PICTURE = "picture"
    STEPS = "steps"
    POINTS = "points"
    TABLE = "table"
    QUOTE = "quote"
    WARNING = "warning"
    QUIZ = "quiz"
    TASK = "task"
    TERM = "term"
    OTHER = "other"


# What can be added, in the order in which lessons use it.
ADDABLE = (
    BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.SUBHEADING, BlockKind.PICTURE, BlockKind.STEPS, BlockKind.POINTS,
    BlockKind.WARNING, BlockKind.TERM, BlockKind.QUIZ, BlockKind.TASK, BlockKind.TABLE, BlockKind.QUOTE,
)  # fmt: skip
EXCERPT_CHARACTERS = 28
_SIGNS = "#*`>|[]!()-_+~"
_NAMED_BY = {BlockKind.TERM: "词：", BlockKind.TASK: "题目："}


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """One block. text: its lines as they stand, without the last line end. gap: what stands between it and the next one."""

    kind: BlockKind
    text: str
    gap: str

    @property
    def digest(self) -> str:
        """Return what tells this text from others, short enough for an address."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def excerpt(self) -> str:
        """Return the first words, without the signs of Markdown, as a list of blocks shows them."""
        lines = self.text.split("\n")
        if lines[0].startswith(("```", "~~~")):
            lines = lines[1:-1] if len(lines) > 1 else [""]
        if self.kind is BlockKind.PICTURE:
            lines = [lines[0].partition("](")[0]]
        if self.kind is BlockKind.QUIZ:
            lines = list(takewhile(lambda line: not line.startswith("- ["), lines))
        if self.kind in _NAMED_BY:
            named = (line.partition("：")[2] for line in lines if line.startswith(_NAMED_BY[self.kind]))
            lines = [next(named, "")]
        words = " ".join(line.strip().strip(_SIGNS).strip() for line in lines).strip()
        return words if len(words) <= EXCERPT_CHARACTERS else words[: EXCERPT_CHARACTERS - 1] + "…"


@dataclass(frozen=True, slots=True)
class LessonSource:
    """A lesson file in blocks. lead: blank lines before the first. `text` gives the file back byte for byte.

    Blocks are counted from 0; where there is front matter, it is block 0 and its kind is HEAD.
    """

    lead: str
    blocks: tuple[SourceBlock, ...]

    @property
    def text(self) -> str:
        """Return the whole file."""
        return self.lead + "".join(block.text + block.gap for block in self.blocks)

    @property
    def has_head(self) -> bool:
        """Tell whether the file begins with front matter."""
        return bool(self.blocks) and self.blocks[0].kind is BlockKind.HEAD

    def with_text(self, index: int, text: str) -> "LessonSource":
        """Return the file with another text for one block; every other byte stays."""
        return self._with(index, replace(self.blocks[index], text=text))

    def with_added(self, after: int, kind: BlockKind, text: str) -> "LessonSource":
        """Return the file with a new block after another one; after -1 it stands first."""
        blocks = list(self.blocks)
        if after < 0:
            blocks.insert(0, SourceBlock(kind, text, "\n\n" if blocks else "\n"))
            return LessonSource(self.lead, tuple(blocks))
        before = blocks[after]
        is_last = after == len(blocks) - 1
        blocks[after] = replace(before, gap=_apart(before.gap))
        blocks.insert(after + 1, SourceBlock(kind, text, "\n" if is_last else "\n\n"))
        return LessonSource(self.lead, tuple(blocks))

    def without(self, index: int) -> "LessonSource":
        """Return the file without one block."""
        blocks = list(self.blocks)
        gone = blocks.pop(index)
        if index and blocks:
            before = blocks[index - 1]
            gap = gone.gap if index == len(blocks) else _apart(before.gap)
            blocks[index - 1] = replace(before, gap=gap)
        return LessonSource(self.lead, tuple(blocks))

    def with_moved(self, index: int, to: int) -> "LessonSource":
        """Return the file with a block at another place; what stood between keeps its order."""
        blocks = list(self.blocks)
        gaps = [block.gap for block in blocks]
        blocks.insert(to, blocks.pop(index))
        low, high = max(min(index, to) - 1, 0), max(index, to)
        for place, block in enumerate(blocks):
            gap = gaps[place]
            if low <= place <= high and place < len(blocks) - 1:
                gap = _apart(gap)
            blocks[place] = replace(block, gap=gap)
        return LessonSource(self.lead, tuple(blocks))

    def sections(self) -> list[tuple[int, int]]:
        """Return (first block, block after the last) of each section, front matter left out; what stands before a heading is one too."""
        start = 1 if self.has_head else 0
        marks = [
            index
            for index, block in enumerate(self.blocks)
            if index >= start and (block.kind is BlockKind.HEADING or index == start)
        ]
        return list(pairwise([*marks, len(self.blocks)]))

    def _with(self, index: int, block: SourceBlock) -> "LessonSource":
        blocks = list(self.blocks)
        blocks[index] = block
        return LessonSource(self.lead, tuple(blocks))


def stands_apart(before: LessonSource, after: LessonSource, *, kept_first: int, kept_last: int) -> bool:
    """Tell whether an edit left the other blocks alone, once the new file was read anew.

    kept_first, kept_last: how many blocks at the beginning and the end were not touched. In Markdown two lists in a row become one, and
    a fence that nobody closes swallows what follows.
    """
    if len(after.blocks) < kept_first + kept_last:
        return False
    old, new = _texts(before.blocks), _texts(after.blocks)
    end = len(new) - kept_last
    return old[:kept_first] == new[:kept_first] and old[len(old) - kept_last :] == new[end:]


def _texts(blocks: Sequence[SourceBlock]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks]


def _apart(gap: str) -> str:
    """Return a gap with one blank line at least: without it a paragraph takes in what follows."""
    return gap if gap.count("\n") >= 2 else "\n\n"


def is_stable(source: LessonSource, reread: LessonSource) -> bool:
    """Tell whether a file that was put together falls into the same blocks when it is read anew."""
    return _texts(source.blocks) == _texts(reread.blocks)


def block_at_line(source: LessonSource, line: int) -> int:
    """Return the block that a line of the file belongs to, a gap counting to the block before it. line: from 1."""
    at = 1 + source.lead.count("\n")
    found = 0
    for index, block in enumerate(source.blocks):
        if at <= line:
            found = index
        at += (block.text + block.gap).count("\n")
    return found


def place_of_block(source: LessonSource, text: str, near: int) -> int:
    """Return where a block with this text stands, the nearest where there are several; `near` itself where there is none."""
    places = [index for index, block in enumerate(source.blocks) if block.text == text]
    return min(places, key=lambda index: abs(index - near), default=near)
