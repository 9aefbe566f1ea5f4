"""Turn shown text into the text that is said, with a map back to what is shown.

Ordered rules over cn2an: none of four ready-made normalisers got thirty ordinary cases right (FACTS, "Speech").
"""

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from learnhub.language.sentences import Span
from learnhub.language.spoken import calendar, codes, quantities, signs
from learnhub.language.spoken.rule import Rule

# The first rule that matches where the reader stands is taken: the narrow ones come first.
_RULES: tuple[Rule, ...] = (*calendar.RULES, *codes.RULES, *quantities.RULES, *signs.RULES)
# One to one, so that offsets stay: full-width digits, letters and the signs that rules look for.
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F) if chr(code) not in ",!?;:()"} | {
    0x301C: ord("~")
}


@dataclass(frozen=True)
class Spoken:
    """What is said for a text.

    text: hanzi, Latin words, and the pauses ，。！？；：、…; no digit, no sign, no emoji.
    origins: for each character of text, the stretch of the shown text that it is said for; sorted.
    """

    text: str
    origins: tuple[Span, ...]

    def shown(self, start: int, end: int) -> Span:
        """Return the stretch of the shown text that spoken characters start to end stand for.

        Raises ValueError for an empty or impossible stretch.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError("start and end must enclose spoken characters")
        return Span(self.origins[start].start, max(origin.end for origin in self.origins[start:end]))

    def first_for(self, shown_offset: int) -> int:
        """Return the offset of the first spoken character for a shown offset or what follows it."""
        return bisect_left([origin.end for origin in self.origins], shown_offset + 1)


def spoken_form(text: str) -> Spoken:
    """Return what is said for a shown text; any text has a spoken form, which may be empty."""
    narrow = "".join(map(_narrow, text)) if not text.isascii() else text
    said: list[str] = []
    origins: list[Span] = []
    position = 0
    while position < len(text):
        words, end = _next(narrow, position)
        origin = Span(position, end)
        for character in words:
            _append(said, origins, character, origin)
        position = end
    while said and said[-1] in "，、：":
        said.pop()
        origins.pop()
    return Spoken("".join(said), tuple(origins))


def _narrow(character: str) -> str:
    """Return a character as the rules expect it: digits of all scripts as 0 to 9; always one for one."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character.translate(_NARROW)


def _next(text: str, position: int) -> tuple[str, int]:
    character = text[position]
    if not "㐀" <= character <= "鿿":  # hanzi stay; nearly all text passes here
        for rule in _RULES:
            match = rule.pattern.match(text, position)
            if match is not None and match.end() > position:
                words = rule.say(match)
                if words is not None:
                    return words, match.end()
    return signs.say_character(character), position + 1


def _append(said: list[str], origins: list[Span], character: str, origin: Span) -> None:
    """Add a character; of two pauses in a row the stronger one stays, and none begins a sentence."""
    if character in signs.PAUSES:
        if not said:
            return
        if said[-1] in signs.PAUSES:
            if said[-1] in "，、：" and character not in "，、：":
                said[-1], origins[-1] = character, origin
            return
    said.append(character)
    origins.append(origin)
