"""Put pinyin over the words of a lesson's HTML."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from markupsafe import Markup, escape

from learnhub.catalogue.adapters.lesson_html import (
    CardHtml,
    CheckHtml,
    ChoiceHtml,
    LessonHtml,
    QuestionHtml,
    SectionHtml,
)
from learnhub.language import Lexicon
from learnhub.language.ruby import words_with_pinyin

_TAG = re.compile(r"(<[^>]*>)")


def with_pinyin(html: LessonHtml, lexicon: Lexicon) -> LessonHtml:
    """Return the same lesson with a ruby for each word; title and summary too.

    The pinyin is hidden from screen readers, which would otherwise say every word twice.
    """

    def over(words: Markup) -> Markup:
        return ruby_over(words, lexicon)

    def choice(one: ChoiceHtml) -> ChoiceHtml:
        return replace(
            one,
            words=over(one.words),
            feedback=over(one.feedback),
            partner=over(one.partner) if one.partner else None,
        )

    def question(one: QuestionHtml) -> QuestionHtml:
        return replace(
            one,
            prompt=over(one.prompt),
            choices=tuple(map(choice, one.choices)),
            answers=tuple(map(choice, one.answers)),
        )

    def check(one: CheckHtml) -> CheckHtml:
        return replace(one, questions=tuple(map(question, one.questions)))

    def card(one: CardHtml) -> CardHtml:
        return replace(one, words=over(one.words))

    def section(one: SectionHtml) -> SectionHtml:
        checks = tuple(map(check, one.checks))
        cards = tuple(map(card, one.cards))
        return replace(one, heading=over(one.heading), body=over(one.body), checks=checks, cards=cards)

    return replace(
        html, title=over(html.title), summary=over(html.summary), sections=tuple(map(section, html.sections))
    )


def ruby_over(html: Markup, lexicon: Lexicon) -> Markup:
    """Return HTML with pinyin over the words of its text; tags and what has no pinyin stay as they are.

    html: our own, already cleaned, so that every < begins a tag.
    """
    pieces = _TAG.split(html)
    return Markup("").join(
        Markup(piece) if piece.startswith("<") else _ruby(words_with_pinyin(unescape(piece), lexicon))  # noqa: S704
        for piece in pieces
        if piece
    )


def _ruby(words: Sequence[tuple[str, str]]) -> Markup:
    # No <rp>: every browser of the floor knows ruby, and the brackets would weigh a third more.
    pair = Markup('<ruby>{}<rt aria-hidden="true">{}</rt></ruby>')
    return Markup("").join(pair.format(word, reading) if reading else escape(word) for word, reading in words)
