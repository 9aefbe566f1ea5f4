"""Sentences that rows keep as Chinese text, known again by the message they were made of, so that an English page can tell them.

A record of money keeps the words that it was explained with. They are never rewritten; the page only finds the message again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from babel.messages.pofile import read_po

from learnhub.primitives.sentences import Dated, Sentence, Sequel
from learnhub.web import words

_DEPTH_MAX = 4  # a sentence in a sentence in a sentence
_CHARACTERS_MAX = 400
_TRIED_MAX = 12
_HAN = re.compile(r"[\u3400-\u9fff]")
_VALUE = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日(（星期.）)?")


@dataclass(frozen=True)
class _Shape:
    """A message with values. literals: what is always there, in order; greedy, lazy: what its texts look like."""

    message: str
    literals: tuple[str, ...]
    greedy: re.Pattern[str]
    lazy: re.Pattern[str]


def known_again(text: str) -> str:
    """Return the sentence of a kept text, or the text itself in Chinese pages and where no message fits.

    Only for what the program wrote: what a person typed is never told in other words.
    """
    if words.language() == words.CHINESE or isinstance(text, Sentence) or len(text) > _CHARACTERS_MAX:
        return text
    return _found(text, words.SOURCE.stat().st_mtime_ns) or text


def deed_told(text: str) -> str:
    """Return what a log keeps of a deed in the reader's language, with a capital where its letters have one."""
    known = known_again(text)
    told = (
        words.in_english(known)
        if isinstance(known, Sentence) and words.language() != words.CHINESE
        else known
    )
    return told[:1].upper() + told[1:]


@lru_cache(maxsize=2000)
def _found(text: str, changed_ns: int) -> Sentence | None:
    return _Search(*_shapes(changed_ns)).sentence(text)


@lru_cache(maxsize=2)
def _shapes(_changed_ns: int) -> tuple[Mapping[str, str | None], Mapping[str, tuple[_Shape, ...]]]:
    """Return the messages without values with their use, and those with some by their first sign ("" where a value comes first), the fullest first."""
    with words.SOURCE.open("rb") as file:
        said = [one for one in read_po(file) if one.id and one.string]
    # Of several uses a row doesn't say which was meant: the plain one comes last and wins.
    uses = {str(one.id): one.context for one in sorted(said, key=lambda one: one.context is None)}
    messages = [str(one.id) for one in said if not one.context]
    by_sign: dict[str, list[_Shape]] = {}
    for message in messages:
        parts = _VALUE.split(message)
        literals = tuple(part.replace("%%", "%") for part in parts[::2] if part)
        # Rules say their values with s; d is of views, whose sentences no row keeps.
        if len(parts) > 1 and "".join(literals).strip() and ")d" not in message:
            by_sign.setdefault(parts[0][:1], []).append(
                _Shape(message, literals, _pattern(parts, ".+"), _pattern(parts, ".+?"))
            )
    fullest_first = {
        sign: tuple(sorted(shapes, key=lambda one: -sum(map(len, one.literals))))
        for sign, shapes in by_sign.items()
    }
    return {one: use for one, use in uses.items() if not _VALUE.search(one)}, fullest_first


def _pattern(parts: list[str], value: str) -> re.Pattern[str]:
    seen: set[str] = set()
    made = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            made += re.escape(part.replace("%%", "%"))
        else:
            made += f"(?P={part})" if part in seen else f"(?P<{part}>{value})"
            seen.add(part)
    return re.compile(made, re.DOTALL)


@dataclass
class _Search:
    """The search for one kept text; what was found of its parts is not looked for again."""

    constants: Mapping[str, str | None]
    shapes: Mapping[str, tuple[_Shape, ...]]
    known: dict[str, Sentence | None] = field(default_factory=dict)

    def sentence(self, text: str, depth: int = _DEPTH_MAX) -> Sentence | None:
        """Return the sentence in which the fewest Chinese signs stay unknown; None when nothing fits."""
        if text not in self.known:
            self.known[text] = self._looked_for(text, depth)
        return self.known[text]

    def _looked_for(self, text: str, depth: int) -> Sentence | None:
        if text in self.constants:
            return Sentence(text, use=self.constants[text])
        if day := _DAY.fullmatch(text):
            pattern = "yyyy年M月d日（EEEE）" if day[4] else "yyyy年M月d日"
            return Dated(text, date(int(day[1]), int(day[2]), int(day[3])), pattern)
        if not depth:
            return None
        best: Sentence | None = None
        for one in self._candidates(text, depth):
            if best is None or _unknown(one) < _unknown(best):
                best = one
            if not _unknown(best):
                return best
        # A frame round words that stay Chinese tells nobody anything.
        return best if best is not None and 2 * _unknown(best) <= len(_HAN.findall(text)) else None

    def _candidates(self, text: str, depth: int) -> Iterator[Sentence]:
        pieces = re.findall(r"[^。]+。", text)
        if len(pieces) > 1 and "".join(pieces) == text:
            told = [self.sentence(piece, depth - 1) for piece in pieces]
            if all(one is not None for one in told):
                yield Sequel(one for one in told if one is not None)
        listed = text.split("、")
        if len(listed) > 1 and all(one in self.constants for one in listed):
            yield Sequel((Sentence(one, use=self.constants[one]) for one in listed), "、")
        tried = 0
        for shape in (*self.shapes.get(text[:1], ()), *self.shapes.get("", ())):
            if not all(literal in text for literal in shape.literals):
                continue
            for pattern in (shape.lazy, shape.greedy):
                if (fit := pattern.fullmatch(text)) is None:
                    break
                yield Sentence(
                    text, shape.message, {n: self._value(v, depth) for n, v in fit.groupdict().items()}
                )
                tried += 1
            if tried >= _TRIED_MAX:
                return

    def _value(self, value: str, depth: int) -> str:
        return (self.sentence(value, depth - 1) or value) if _HAN.search(value) else value


def _is_name(message: str, value: str) -> bool:
    """Tell whether a value stands between the marks of a name or title, which an English page writes in Chinese too."""
    return f"“%({value})s”" in message or f"《%({value})s》" in message


def _unknown(sentence: Sentence) -> int:
    """Return how many Chinese signs of a sentence stay as they are."""
    if isinstance(sentence, Sequel):
        return sum(
            _unknown(part) if isinstance(part, Sentence) else len(_HAN.findall(part))
            for part in sentence.parts
        )
    return sum(
        _unknown(value) if isinstance(value, Sentence) else len(_HAN.findall(str(value)))
        for name, value in sentence.values.items()
        if not _is_name(sentence.message, name)
    )
