"""Turn a text into the terms it is found by; pure.

The same steps at indexing and at asking (FACTS, "Search"): NFKC, simplified characters, the printed 十 of 互联网十 read as +, words
by rjieba, and pairs of characters wherever the words are not in its dictionary.
"""

import re
import unicodedata
from collections.abc import Iterator

from learnhub.language import to_simplified, words
from learnhub.language.romanised import typed_letters
from learnhub.language.segment import is_known_word
from learnhub.search.rules.numbers import numbers_with_units

TERM_CHARACTERS_MAX = 40

# Escapes: an editor that normalises turns the first compatibility character into another one, and its range into a third of Unicode.
# The blocks without their gaps: what is no character of any script is searched for by nobody.
_HANZI = (
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
    "\U00020000-\U0002a6df\U0002a700-\U0002b738\U0002b740-\U0002b81d\U0002b820-\U0002cea1"
    "\U0002ceb0-\U0002ebe0\U0002f800-\U0002fa1d\U00030000-\U0003134a"
)
# One run each: Chinese characters, digits, other letters. Whatever else stands in a text is not searched for.
_RUNS = re.compile(rf"[{_HANZI}]+|\d+|[^\W\d_{_HANZI}]+")
_IS_HANZI = re.compile(rf"[{_HANZI}]")
_MARKED = re.compile("[\u00c0-\u024f\u0300-\u030c]")
# Scanned policy texts print + as 十: 互联网十职业培训, 微课十基地, 线上十线下 (DOMAIN §2).
_PRINTED_PLUS = re.compile(r"(?<=互联网)十(?![年大个强佳几])|(?<=微课)十(?=基地)|(?<=线上)十(?=线下)")


def normalise(text: str) -> str:
    """Return a text in the one form in which texts are compared: NFKC, lower case, simplified, letters without marks (àn mó)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _PRINTED_PLUS.sub("+", to_simplified(typed_letters(folded) if _MARKED.search(folded) else folded))


def is_hanzi(character: str) -> bool:
    """Tell whether this is a Chinese character."""
    return _IS_HANZI.match(character) is not None


def runs(normal: str) -> Iterator[str]:
    """Yield the searchable runs of a normalised text in order, each of one kind and none longer than a term may be."""
    for match in _RUNS.finditer(normal):
        run = match.group()
        if is_hanzi(run[0]):
            yield run
        else:
            yield run[:TERM_CHARACTERS_MAX]


def pieces(run: str) -> Iterator[tuple[str, bool]]:
    """Cut a run of Chinese characters: yield each dictionary word of two or more characters, and what lies loose between.

    Yields (piece, is_word); neighbouring loose characters and unknown words come as one piece.
    """
    loose = ""
    for word in words(run):
        if len(word) > 1 and is_known_word(word):
            if loose:
                yield loose, False
                loose = ""
            yield word, True
        else:
            loose += word
    if loose:
        yield loose, False


def pairs(run: str) -> list[str]:
    """Return all pairs of neighbouring characters."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def terms(text: str, *, with_characters: bool = False) -> list[str]:
    """Return the terms under which a text is found, in order, with repetitions.

    Words; the shorter words inside long ones; pairs of characters of loose stretches, one neighbour on each side included, so that
    a word which was cut in two is still there; numbers with their unit. with_characters: single Chinese characters too, for titles.
    """
    normal = normalise(text)
    found = [term for _start, _end, term in numbers_with_units(normal)]
    for run in runs(normal):
        if not is_hanzi(run[0]):
            found.append(run)
            continue
        start = 0
        for piece, is_word in pieces(run):
            end = start + len(piece)
            if is_word:
                found.append(piece)
                found += _inner_words(piece)
            else:
                found += pairs(run[max(0, start - 1) : end + 1])
            start = end
        if with_characters:
            found += run
    return found


def _inner_words(word: str) -> list[str]:
    return [
        word[start : start + length]
        for length in range(2, len(word))
        for start in range(len(word) - length + 1)
        if is_known_word(word[start : start + length])
    ]
