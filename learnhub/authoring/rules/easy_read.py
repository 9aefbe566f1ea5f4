"""Look at an easy-read text as its author has to: card by card, with what may be hard to whom; and who may vouch for a reading."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.rules.text import Card, Check, Picture, Section, Sentence, block_sentences
from learnhub.language.readability import Suggestion, sentence_length, suggestions
from learnhub.primitives import Refusal, say

DESCRIPTION_MAX = 60
_PICTURE_LINE = re.compile(r"!\[(?P<description>[^\]\n]*)\]\((?P<path>media/[^)\s]+)\)\s*")
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at in one sentence. part: the words it is about."""

    sentence: str
    part: str
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class CardLook:
    """One card as the learner counts them, from 1.

    section: its heading. words: what it says. picture: its picture and that picture's number among those of cards, from 1; a card
    without one has (None, 0).
    """

    number: int
    section: str
    words: str
    picture: Picture | None
    picture_number: int
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class TextLook:
    """A whole text: its cards, how many sentences it has, and the longest one's length in characters."""

    cards: tuple[CardLook, ...]
    sentence_count: int
    longest: int

    @property
    def hint_count(self) -> int:
        """Return how many hints there are."""
        return sum(len(card.hints) for card in self.cards)


def look_at_text(text: LessonText) -> TextLook:
    """Return what there is to look at; numbers are those of the single cards that learners see."""
    known = tuple(term.word.text for term in text.terms)
    cards: list[CardLook] = []
    pictures = 0
    for section in text.sections:
        for block in section.blocks:
            sentences = tuple(block_sentences((block,), with_pictures=False))
            picture = block.picture if isinstance(block, Card) else None
            pictures += picture is not None
            number = pictures if picture is not None else 0
            cards.append(_look(len(cards) + 1, section, sentences, picture, number, known))
        cards += [
            _look(len(cards) + 1 + index, section, _asked(check), None, 0, known)
            for index, check in enumerate(section.checks)
        ]
        if not section.checks:
            cards.append(_look(len(cards) + 1, section, (), None, 0, known))
    told = [
        sentence
        for section in text.sections
        for sentence in block_sentences(section.blocks, with_pictures=False)
    ]
    told += [sentence for check in text.checks for sentence in _asked(check)]
    longest = max((_length(sentence) for sentence in told), default=0)
    return TextLook(tuple(cards), len(told), longest)


def with_card_picture(source: str, number: int, *, path: str, description: str) -> str | None:
    """Return the source of an easy-read text with another picture on its number-th card that has one; None where it hasn't so many.

    Only picture paragraphs outside of fenced blocks are cards' pictures. Everything else stays byte for byte.
    """
    lines = source.split("\n")
    fence, count = "", 0
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark is not None and (not fence or line.startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and _PICTURE_LINE.fullmatch(line):
            count += 1
            if count == number:
                lines[index] = f"![{description}]({path})"
                return "\n".join(lines)
    return None


def trial_refusal(*, read_on: date, today: date) -> Refusal | None:
    """Refuse a reading that has not taken place yet, or so long ago that nobody remembers it."""
    if read_on > today:
        return Refusal("not-yet", say("试读的日期还没有到，请填试读那一天的日期。"), field="read_on")
    if (today - read_on).days > 366:
        return Refusal("too-long-ago", say("试读过了一年多，请再请人试读一次，填新的日期。"), field="read_on")
    return None


def confirmation_refusal(*, recorded_by: int, confirmed_by: int, is_current: bool) -> Refusal | None:
    """Refuse to vouch for one's own record, or for a text that was changed since it was read."""
    if recorded_by == confirmed_by:
        return Refusal("own-record", say("试读要由另一个人确认，请同事或基地管理员来确认。"))
    if not is_current:
        return Refusal("text-changed", say("课文在试读以后改过，请把新的课文再试读一次。"))
    return None


def _look(
    number: int,
    section: Section,
    sentences: Collection[Sentence],
    picture: Picture | None,
    picture_number: int,
    known: Collection[str],
) -> CardLook:
    hints = tuple(
        Hint(sentence.text, sentence.text[one.start : one.end], one)
        for sentence in sentences
        for one in suggestions(sentence.text, known)
    )
    words = "".join(sentence.text for sentence in sentences)
    return CardLook(number, section.heading.text, words, picture, picture_number, hints)


def _asked(check: Check) -> tuple[Sentence, ...]:
    return tuple(
        sentence
        for question in check.questions
        for line in (
            question.prompt,
            *(part for choice in question.choices for part in (choice.text, choice.feedback)),
        )
        for sentence in line.sentences
    )


def _length(sentence: Sentence) -> int:
    return sentence_length(sentence.text)
