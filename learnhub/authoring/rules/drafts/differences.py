"""What changed between two versions of a draft: files, blocks of a lesson, words of a block, keys of the course; pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from learnhub.authoring.rules.drafts.blocks import BlockKind, SourceBlock
from learnhub.authoring.rules.drafts.revisions import FileAt
from learnhub.language.segment import words

# Beyond these a comparison would take seconds: the old and the new stand whole, one after the other.
BLOCKS_COMPARED_MAX = 300
WORDS_COMPARED_MAX = 1500
CONTEXT_CHARACTERS = 40


class Change(enum.StrEnum):
    """What happened to a file, a block or a stretch of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that isn't the same in both versions."""

    path: str
    change: Change


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that stayed, came or went."""

    text: str
    change: Change


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A block that isn't the same in both versions. stretches: its words, joined without those that came they are the old ones."""

    kind: BlockKind
    change: Change
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of course.toml that says something else; empty where it said or says nothing."""

    key: str
    before: str
    after: str


def file_changes(before: Mapping[str, FileAt], after: Mapping[str, FileAt]) -> list[FileChange]:
    """Return the files that were added, removed or changed, by path."""
    found = []
    for path in sorted({*before, *after}):
        if path not in before:
            found.append(FileChange(path, Change.ADDED))
        elif path not in after:
            found.append(FileChange(path, Change.REMOVED))
        elif before[path].blob != after[path].blob:
            found.append(FileChange(path, Change.CHANGED))
    return found


def block_changes(before: Sequence[SourceBlock], after: Sequence[SourceBlock]) -> list[BlockChange]:
    """Return what is to be told of two versions of a lesson, in the order of the new one; blocks that stayed are left out.

    A block that went at one place and came at another is one that moved.
    """
    old, new = _without_equal_ends(before, after)
    if max(len(old), len(new)) > BLOCKS_COMPARED_MAX:
        return [_whole(block, Change.REMOVED) for block in old] + [
            _whole(block, Change.ADDED) for block in new
        ]
    found: list[BlockChange] = []
    matcher = SequenceMatcher(a=[one.text for one in old], b=[one.text for one in new], autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what != "equal":
            found += _replaced(old[i1:i2], new[j1:j2])
    return _with_moves(found)


def word_changes(before: str, after: str) -> tuple[Stretch, ...]:
    """Return two texts as one: the words that stayed, those that went, and those that came in their place."""
    old, new = words(before), words(after)
    if max(len(old), len(new)) > WORDS_COMPARED_MAX:
        return (Stretch(before, Change.REMOVED), Stretch(after, Change.ADDED))
    found = []
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Stretch("".join(old[i1:i2]), Change.SAME))
            continue
        if i2 > i1:
            found.append(Stretch("".join(old[i1:i2]), Change.REMOVED))
        if j2 > j1:
            found.append(Stretch("".join(new[j1:j2]), Change.ADDED))
    return tuple(found)


def key_changes(
    before: Mapping[str, object], after: Mapping[str, object], keys: Sequence[str]
) -> list[KeyChange]:
    """Return which of these keys say something else, in the order of keys."""
    told = [KeyChange(key, _said(before.get(key)), _said(after.get(key))) for key in keys]
    return [one for one in told if one.before != one.after]


def shortened(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches with long ones that stayed cut to what stands next to a change."""
    last = len(stretches) - 1
    found = []
    for index, one in enumerate(stretches):
        if one.change is Change.SAME and len(one.text) > 2 * CONTEXT_CHARACTERS + 2:
            head = one.text[:CONTEXT_CHARACTERS] if index > 0 else ""
            tail = one.text[-CONTEXT_CHARACTERS:] if index < last else ""
            one = Stretch(f"{head}……{tail}", Change.SAME)
        found.append(one)
    return tuple(found)


def _replaced(old: Sequence[SourceBlock], new: Sequence[SourceBlock]) -> list[BlockChange]:
    """Pair blocks of one kind in order: what was rewritten is one change, not one that went and one that came."""
    found: list[BlockChange] = []
    left = list(old)
    for block in new:
        at = next((i for i, one in enumerate(left) if one.kind is block.kind and _is_akin(one, block)), None)
        if at is None:
            found.append(_whole(block, Change.ADDED))
            continue
        found += [_whole(one, Change.REMOVED) for one in left[:at]]
        found.append(BlockChange(block.kind, Change.CHANGED, word_changes(left[at].text, block.text)))
        left = left[at + 1 :]
    return found + [_whole(one, Change.REMOVED) for one in left]


def _is_akin(one: SourceBlock, other: SourceBlock) -> bool:
    """Tell whether a block is another one rewritten: a third of its signs at least are still there."""
    matcher = SequenceMatcher(a=one.text[:2000], b=other.text[:2000], autojunk=False)
    return matcher.quick_ratio() > 1 / 3


def _with_moves(found: list[BlockChange]) -> list[BlockChange]:
    came = {one.stretches[0].text: at for at, one in enumerate(found) if one.change is Change.ADDED}
    gone = set()
    moved = dict(enumerate(found))
    for at, one in enumerate(found):
        text = one.stretches[0].text
        if one.change is Change.REMOVED and text in came:
            to = came.pop(text)
            moved[to] = BlockChange(one.kind, Change.MOVED, (Stretch(text, Change.SAME),))
            gone.add(at)
    return [one for at, one in moved.items() if at not in gone]


def _without_equal_ends(
    before: Sequence[SourceBlock], after: Sequence[SourceBlock]
) -> tuple[Sequence[SourceBlock], Sequence[SourceBlock]]:
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at].text != after[at].text), shorter)
    rest = shorter - first
    last = next((at for at in range(rest) if before[-1 - at].text != after[-1 - at].text), rest)
    return before[first : len(before) - last], after[first : len(after) - last]


def _whole(block: SourceBlock, change: Change) -> BlockChange:
    return BlockChange(block.kind, change, (Stretch(block.text, change),))


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)
