"""Put together what two people made of one lesson file, block by block, and say where a person has to choose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from learnhub.authoring.rules.drafts.blocks import LessonSource, SourceBlock


class Choice(StrEnum):
    """Whose blocks stay where both changed the same place. BOTH: theirs first, then mine."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks in a row. Where both sides are equal, or only one changed them, is_disputed is false and mine is what stays."""

    mine: tuple[SourceBlock, ...]
    theirs: tuple[SourceBlock, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """Two versions of a file in step. disputed: the stretches that a person decides, in order; their place in it is their number."""

    stretches: tuple[Stretch, ...]
    lead: str
    end: str

    @property
    def disputed(self) -> tuple[Stretch, ...]:
        """Return what both changed, each in another way."""
        return tuple(stretch for stretch in self.stretches if stretch.is_disputed)

    def text(self, choices: Mapping[int, Choice]) -> str:
        """Return the file as somebody chose: number of a disputed stretch → choice; where there is none both stay, so that nothing is lost."""
        blocks: list[SourceBlock] = []
        number = 0
        for stretch in self.stretches:
            if not stretch.is_disputed:
                blocks += stretch.mine
                continue
            choice = choices.get(number, Choice.BOTH)
            number += 1
            blocks += stretch.theirs if choice is not Choice.MINE else ()
            blocks += stretch.mine if choice is not Choice.THEIRS else ()
        parts = [self.lead]
        for index, block in enumerate(blocks):
            is_last = index == len(blocks) - 1
            gap = block.gap if block.gap.count("\n") >= 2 else "\n\n"
            parts += [block.text, self.end if is_last else gap]
        return "".join(parts)


def merge(base: LessonSource, mine: LessonSource, theirs: LessonSource) -> Merge:
    """Merge two descendants of a file (diff3 over blocks): what one side changed is taken, what both changed is disputed."""
    stretches = tuple(_stretches(base.blocks, mine.blocks, theirs.blocks))
    last = theirs.blocks[-1].gap if theirs.blocks else "\n"
    return Merge(stretches, theirs.lead, last)


def _stretches(
    base: Sequence[SourceBlock], mine: Sequence[SourceBlock], theirs: Sequence[SourceBlock]
) -> Iterator[Stretch]:
    in_mine, in_theirs = _partners(base, mine), _partners(base, theirs)
    at_base = at_mine = at_theirs = 0
    for place in range(len(base) + 1):
        is_end = place == len(base)
        if not is_end and not (place in in_mine and place in in_theirs):
            continue
        to_mine = len(mine) if is_end else in_mine[place]
        to_theirs = len(theirs) if is_end else in_theirs[place]
        yield from _between(base[at_base:place], mine[at_mine:to_mine], theirs[at_theirs:to_theirs])
        if not is_end:
            yield Stretch((mine[to_mine],), (theirs[to_theirs],), is_disputed=False)
        at_base, at_mine, at_theirs = place + 1, to_mine + 1, to_theirs + 1


def _between(
    base: Sequence[SourceBlock], mine: Sequence[SourceBlock], theirs: Sequence[SourceBlock]
) -> Iterator[Stretch]:
    if not mine and not theirs:
        return
    if _texts(mine) == _texts(theirs) or _texts(theirs) == _texts(base):
        yield Stretch(tuple(mine), tuple(theirs), is_disputed=False)
    elif _texts(mine) == _texts(base):
        yield Stretch(tuple(theirs), tuple(theirs), is_disputed=False)
    else:
        yield Stretch(tuple(mine), tuple(theirs), is_disputed=True)


def _partners(base: Sequence[SourceBlock], other: Sequence[SourceBlock]) -> dict[int, int]:
    """Return the block of base → the equal block of a descendant, in order on both sides."""
    matcher = SequenceMatcher(a=_texts(base), b=_texts(other), autojunk=False)
    return {
        first + step: second + step
        for first, second, size in matcher.get_matching_blocks()
        for step in range(size)
    }


def _texts(blocks: Sequence[SourceBlock]) -> list[str]:
    return [block.text for block in blocks]
