"""An easy-read lesson one card at a time: a picture, a sentence, a step; questions at the same places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.catalogue.rules import Check, CourseState, Edition, Section
from learnhub.catalogue.service import CardHtml, CheckHtml, LessonHtml
from learnhub.learning.forms import AnswerForm, fresh_answer, with_words
from learnhub.learning.rules.enquiries import About, AboutKind
from learnhub.learning.views.asked import is_asked_after
from learnhub.learning.views.lesson_page import (
    Opened,
    ResultView,
    Tried,
    audio_of,
    question_shown,
    result_of,
    untyped,
)
from learnhub.speech.rules import VOICE_WORDS
from learnhub.speech.service import rendition_by_blob_or_none
from learnhub.speech.service.excerpts import excerpt_or_none
from learnhub.web import page
from learnhub.web.words import _

ALL = "all"
_DIGITS_MAX = 4


@dataclass(frozen=True)
class CardPlace:
    """One card of a deck. Of step, check and neither (本节学完) one holds; section None: the last card, 看完了."""

    section: Section | None
    heading: Markup
    step: CardHtml | None = None
    check: Check | None = None
    check_html: CheckHtml | None = None

    def is_open(self, opened: Opened) -> bool:
        """Tell whether something is still to be done on this card."""
        if self.section is None or self.step is not None:
            return False
        if self.check is not None:
            return self.check.name not in opened.progress.passed
        return self.section.key in opened.progress.open_sections


@dataclass(frozen=True)
class QuestionView:
    """The question of a card. number: of it in its check. result: what was answered last. form: None once it was answered rightly."""

    check: str
    number: int
    result: ResultView | None
    form: AnswerForm | None
    untyped: int


def asked() -> str:
    """Return what the address says about cards: a number, "all", or nothing."""
    return request.args.get("card", "")[:_DIGITS_MAX]


def number_asked() -> int:
    """Return the card that the address asks for, from 1; 0 where it asks for none."""
    text = asked()
    return int(text) if text.isascii() and text.isdigit() else 0


def are_wanted(opened: Opened) -> bool:
    """Tell whether the lesson is to be shown card by card: when asked for, or when the profile puts easy-read first."""
    if opened.text.edition is not Edition.EASY_READ or asked() == ALL:
        return False
    return number_asked() > 0 or current_profile().is_easy_read_first


def deck_of(opened: Opened, html: LessonHtml) -> Sequence[CardPlace]:
    """Return the cards of a lesson: of each section its steps, then its checks, or 本节学完 where it has none; last 看完了."""
    deck: list[CardPlace] = []
    for section, shown in zip(opened.text.sections, html.sections, strict=True):
        deck += [CardPlace(section, shown.heading, step=step) for step in shown.cards]
        deck += [
            CardPlace(section, shown.heading, check=check, check_html=check_html)
            for check, check_html in zip(section.checks, shown.checks, strict=True)
        ]
        if not section.checks:
            deck.append(CardPlace(section, shown.heading))
    return [*deck, CardPlace(None, Markup(""))]


def card_page(
    session: Session, opened: Opened, html: LessonHtml, *, tried: Tried | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show one card: the one asked for, else the first of the section where the learner left off."""
    deck = deck_of(opened, html)
    number = min(max(number_asked() or _first_number(opened, deck), 1), len(deck))
    place = deck[number - 1]
    lesson = opened.place

    def address(card: int | str, anchor: str | None = "card") -> str:
        return url_for(
            "learning.lesson",
            course=lesson.course.slug,
            lesson=lesson.lesson.slug,
            edition=request.args.get("edition") or None,
            card=card,
            _anchor=anchor,
        )

    question = _question(opened, place, tried)
    return page(
        "learning/card.html",
        status,
        recall_waits=is_asked_after(session, opened),
        form=tried.form if tried is not None else None,
        opened=opened,
        html=html,
        place=lesson,
        course_slug=lesson.course.slug,
        edition=request.args.get("edition") or None,
        card=place,
        number=number,
        count=len(deck),
        previous=address(number - 1) if number > 1 else None,
        again=address(number if number < len(deck) else 1),
        next=address(number + 1) if number < len(deck) else None,
        whole=address(ALL, anchor=None),
        question=question,
        about=_about(place, question),
        sound=_sound(session, opened, place),
        still_open=[(one + 1, address(one + 1)) for one, card in enumerate(deck) if card.is_open(opened)],
        is_open=place.is_open(opened),
        is_enrollable=lesson.course.state is CourseState.PUBLISHED,
    )


def _first_number(opened: Opened, deck: Sequence[CardPlace]) -> int:
    if not opened.progress.is_begun or opened.progress.is_complete:
        return 1
    left = next((card.section for card in deck if card.is_open(opened)), None)
    return next((one + 1 for one, card in enumerate(deck) if card.section is left), 1)


def _question(opened: Opened, place: CardPlace, tried: Tried | None) -> QuestionView | None:
    if place.check is None or place.check_html is None:
        return None
    check, own = place.check, tried if tried is not None and tried.check == place.check.name else None
    answer = own.answer if own is not None and own.answer is not None else opened.answers.get(check.name)
    if answer is not None and answer.edition != opened.text.edition.value:
        answer = None
    result = result_of(check, place.check_html, answer) if answer is not None else None
    question = question_shown(check, opened.progress)
    if own is not None and own.answer is not None:
        question = check.questions[own.question % len(check.questions)]
    if own is not None and own.form is not None:
        question, result = check.questions[own.question - 1], None
    is_passed = check.name in opened.progress.passed or (result is not None and result.is_right)
    form = None
    if not is_passed:
        fresh = own.form if own is not None and own.form is not None else fresh_answer(question)
        form = with_words(fresh, question, place.check_html.questions[question.number - 1])
    return QuestionView(check.name, question.number, result, form, untyped(check, question))


def _about(place: CardPlace, question: QuestionView | None) -> str:
    """Return by what a question to the teacher names this card: its first sentence, or its question; empty for the whole lesson."""
    if place.step is not None and place.step.sentence_ids:
        return About(AboutKind.SENTENCE, place.step.sentence_ids[0]).value
    return About(AboutKind.CHECK, f"{question.check}-{question.number}").value if question is not None else ""


def _sound(session: Session, opened: Opened, place: CardPlace) -> tuple[Any, ...] | None:
    """Return address, milliseconds, bytes and voice of what a card says, its words without the picture's description; or None."""
    if place.step is None:
        return None
    audio = audio_of(session, opened)
    rendition = rendition_by_blob_or_none(session, audio.blob) if audio.blob else None
    excerpt = excerpt_or_none(rendition, place.step.sentence_ids) if rendition is not None else None
    if excerpt is None:
        return None
    address = url_for("learning.card_sound", blob=audio.blob, first=excerpt.first, last=excerpt.last)
    voice = VOICE_WORDS.get(audio.maker, _("朗读"))
    return address, excerpt.end_ms - excerpt.start_ms, excerpt.byte_count, voice
