"""Find the sentence that answers a query, and what to mark in it; pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learnhub.language import to_simplified
from learnhub.search.rules.queries import Clause

EXCERPT_CHARACTERS_MAX = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original text; is_hit: what was asked for."""

    text: str
    is_hit: bool


def marked(text: str, clauses: Sequence[Clause]) -> tuple[Piece, ...]:
    """Cut a text into marked and plain pieces; joined they are the text again.

    Compared as searched for (width, case, traditional characters), shown as written.
    """
    folded, origin = _fold(text)
    spans = sorted(
        (origin[start], origin[end - 1] + 1)
        for surface in {surface for clause in clauses for surface in clause.surfaces if surface}
        for start, end in _occurrences(folded, surface)
    )
    found: list[Piece] = []
    position = 0
    for start, end in _joined(spans):
        if position < start:
            found.append(Piece(text[position:start], False))
        found.append(Piece(text[start:end], True))
        position = end
    if position < len(text):
        found.append(Piece(text[position:], False))
    return tuple(found)


def best_sentence(sentences: Iterable[str], clauses: Sequence[Clause]) -> str:
    """Return the sentence in which most clauses stand, the first of equals, cut to 120 characters around the first of them.

    Empty where no sentence has any: the words then stand in title, tags or pictures alone.
    """
    best, best_count = "", 0
    for sentence in sentences:
        folded, _ = _fold(sentence)
        count = sum(any(surface in folded for surface in clause.surfaces) for clause in clauses)
        if count > best_count:
            best, best_count = sentence, count
    return _excerpt(best, clauses)


def _excerpt(sentence: str, clauses: Sequence[Clause]) -> str:
    if len(sentence) <= EXCERPT_CHARACTERS_MAX:
        return sentence
    before = next((len(piece.text) for piece in marked(sentence, clauses) if not piece.is_hit), 0)
    start = max(0, min(before - EXCERPT_CHARACTERS_MAX // 3, len(sentence) - EXCERPT_CHARACTERS_MAX))
    end = start + EXCERPT_CHARACTERS_MAX
    return ("……" if start else "") + sentence[start:end] + ("……" if end < len(sentence) else "")


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, and for each of its characters the place in the original."""
    folded: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character).casefold():
            folded.append(part)
            origin.append(position)
    plain = "".join(folded)
    simplified = to_simplified(plain)
    return (simplified if len(simplified) == len(plain) else plain), origin


def _occurrences(text: str, needle: str) -> Iterable[tuple[int, int]]:
    start = text.find(needle)
    while start >= 0:
        yield start, start + len(needle)
        start = text.find(needle, start + len(needle))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
