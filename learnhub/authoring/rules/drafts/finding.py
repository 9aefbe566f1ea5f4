"""Find words in the blocks of a lesson: in what is read, in descriptions of pictures and in feedback alike."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.authoring.rules.drafts.blocks import BlockKind, LessonSource

WORDS_MAX = 60
_BEFORE, _AFTER = 10, 24


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block that holds the words. index: from 0. excerpt: the first place where they stand, with what stands around it."""

    index: int
    kind: BlockKind
    excerpt: str


def blocks_with(source: LessonSource, words: str) -> list[FoundBlock]:
    """Return the blocks that hold some words, in reading order; none for no words.

    Full-width and half-width signs, capitals and small letters count as equal; blanks and line ends don't count.
    """
    asked = plain(words)
    found = []
    for index, block in enumerate(source.blocks):
        at = plain(block.text).find(asked) if asked else -1
        if at >= 0:
            found.append(FoundBlock(index, block.kind, _around(block.text, at, len(asked))))
    return found


def plain(text: str) -> str:
    """Return a text as it is compared: one form of each sign, without blanks."""
    return "".join(sign for sign, _place in _signs(text))


def _signs(text: str) -> Iterator[tuple[str, int]]:
    """Yield the signs that are compared, each with the place in the text that it comes from."""
    for place, typed in enumerate(text):
        for sign in unicodedata.normalize("NFKC", typed).casefold():
            if not sign.isspace():
                yield sign, place


def _around(text: str, at: int, length: int) -> str:
    """Return what stands around a find, as it was typed. at, length: in the signs that are compared."""
    places = [place for _sign, place in _signs(text)]
    begin = max(places[at] - _BEFORE, 0)
    end = min(places[at + length - 1] + 1 + _AFTER, len(text))
    told = " ".join(text[begin:end].split())
    return ("…" if begin else "") + told + ("…" if end < len(text) else "")
