"""Lessons: read, close a section, answer a check, enrol."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.accounts.rules import Role
from learnhub.authoring.service.packages.courseware import courseware_of
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import CourseState, Edition, Question, SlotKind, SlotView
from learnhub.catalogue.rules.answers import answer_refusal, is_right_answer
from learnhub.catalogue.service.videos import video_of
from learnhub.learning import service
from learnhub.learning.forms import AnswerForm, posted_answer
from learnhub.learning.models import Enrolment
from learnhub.learning.service import Answering, FoundLesson, LastAnswer, Learner
from learnhub.learning.views import cards
from learnhub.learning.views.asked import is_asked_after
from learnhub.learning.views.bookmarks import bookmarks
from learnhub.learning.views.helped import help_words
from learnhub.learning.views.lesson_page import (
    Tried,
    audio_of,
    edition_wanted,
    opened,
    sections_of,
    shown,
    slot_of,
)
from learnhub.learning.views.question_signs import question_signs
from learnhub.learning.views.sounds import sound_asked
from learnhub.primitives import Refusal, instant_now
from learnhub.speech.rules import VOICE_WORDS
from learnhub.storage.service import store_for
from learnhub.web import (
    current_person,
    page,
    person_or_none,
    public,
    reading,
    requires,
    settings,
    transaction,
)

bp = Blueprint("learning", __name__)


@bp.get("/courses/<course>/lessons/<lesson>")
@public("anybody may read a lesson")
def lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson."""
    with reading() as session:
        return _lesson_page(session, _found(session, course, lesson))


@bp.post("/courses/<course>/lessons/<lesson>/checks/<check>")
@public("anybody may try a question; only an enrolled person's answers are kept")
def answer(course: str, lesson: str, check: str) -> ResponseReturnValue:
    """Take an answer to a check."""
    with reading() as session:
        found = _found(session, course, lesson)
        question, form = _posted_form(found, check)
        if not form.validate():
            return _tried_again(session, found, check, question, form)
        if found.enrolment is None:
            refusal = answer_refusal(question, form.chosen_keys)
            if refusal is not None:
                form.refuse(refusal)
                return _tried_again(session, found, check, question, form)
            return _lesson_page(session, found, tried=_tried(found, check, question, form.chosen_keys))
    now = instant_now()
    answering = Answering(check, question.number, frozenset(form.chosen_keys), form.act.data or "")
    with transaction() as session:
        outcome = service.answer_check(
            session, _learner(found, found.enrolment), found.text, answering, happened_at=now, now=now
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _tried_again(session, found, check, question, form)
    return _back(course, lesson, f"answer-{check}")


@bp.post("/courses/<course>/lessons/<lesson>/sections/<section>")
@requires(Role.TRAINEE)
def close_section(course: str, lesson: str, section: str) -> ResponseReturnValue:
    """Take 本节学完."""
    now = instant_now()
    with reading() as session:
        found = _found(session, course, lesson)
    if found.enrolment is None:
        return redirect(url_for("pages.course", slug=course), 303)
    learner = _learner(found, found.enrolment)
    with transaction() as session:
        outcome = service.close_section(
            session, learner, found.text, section=section, happened_at=now, now=now
        )
    if isinstance(outcome, Refusal):
        abort(404)
    anchor = f"act-{outcome.open_sections[0]}" if outcome.open_sections else "main"
    return _back(course, lesson, anchor, cards_on=1)


@bp.post("/courses/<course>/enrolment")
@requires(Role.TRAINEE)
def enrol(course: str) -> ResponseReturnValue:
    """Enrol the person in a course."""
    with transaction() as session:
        found = catalogue.course_by_slug(session, course)
        outcome = service.enrol(
            session, person_id=current_person().person_id, course=found, now=instant_now()
        )
    if isinstance(outcome, Refusal):
        return page("learning/not_enrolled.html", 409, sentence=outcome.sentence, course_slug=course)
    return redirect(url_for("pages.course", slug=course, done="enrolled"), 303)


def _found(session: Session, course: str, lesson: str) -> FoundLesson:
    person = person_or_none()
    return service.find_lesson(
        session,
        store_for(settings()),
        course_slug=course,
        lesson_slug=lesson,
        person_id=person.person_id if person is not None else None,
        edition=edition_wanted(request.args.get("edition", "")),
    )


def _learner(found: FoundLesson, enrolment: Enrolment) -> Learner:
    return Learner(enrolment.person_id, enrolment.id, found.place.version)


def _posted_form(found: FoundLesson, check: str) -> tuple[Question, AnswerForm]:
    asked = next((one for one in found.text.checks if one.name == check), None)
    number = request.form.get("question", "")
    if asked is None or not number.isascii() or not number.isdigit():
        abort(404)
    if not 1 <= int(number[:4]) <= len(asked.questions):
        abort(404)
    question = asked.questions[int(number[:4]) - 1]
    return question, posted_answer(question, request.form)


def _tried_again(
    session: Session, found: FoundLesson, check: str, question: Question, form: AnswerForm
) -> ResponseReturnValue:
    return _lesson_page(session, found, tried=Tried(check, question.number, form=form), status=422)


def _tried(found: FoundLesson, check: str, question: Question, keys: tuple[str, ...]) -> Tried:
    is_right = is_right_answer(question, keys)
    answered = LastAnswer(question.number, frozenset(keys), is_right, found.text.edition.value)
    return Tried(check, question.number, answer=answered)


def _back(course: str, lesson: str, anchor: str, *, cards_on: int = 0) -> ResponseReturnValue:
    edition = request.args.get("edition") or None
    card: str | int | None = cards.asked() or None
    if card is not None and card != cards.ALL:
        card, anchor = cards.number_asked() + cards_on, "card"
    return redirect(
        url_for("learning.lesson", course=course, lesson=lesson, edition=edition, card=card, _anchor=anchor),
        303,
    )


def _address(slot: SlotView) -> str | None:
    if not slot.blob:
        return None
    return url_for("catalogue.slot_content", name=catalogue.slot_file_name(slot.blob, slot.content_type))


def _lesson_page(
    session: Session, found: FoundLesson, *, tried: Tried | None = None, status: int = 200
) -> ResponseReturnValue:
    lesson_opened = opened(session, found)
    html = shown(session, store_for(settings()), lesson_opened)
    if cards.are_wanted(lesson_opened):
        return cards.card_page(session, lesson_opened, html, tried=tried, status=status)
    sections, act = sections_of(lesson_opened, html, tried)
    place = found.place
    sign = slot_of(place, SlotKind.SIGN)
    audio, other_sound = sound_asked(session, audio_of(session, lesson_opened))
    places = bookmarks(session, lesson_opened, audio, sign)
    return page(
        "learning/lesson.html",
        status,
        form=tried.form if tried is not None else None,
        opened=lesson_opened,
        html=html,
        place=place,
        course_slug=place.course.slug,
        sections=sections,
        signs=question_signs(
            session, lesson_opened.text, act, [one for section in sections for one in section.results]
        ),
        act=act,
        audio=audio,
        audio_src=_address(audio),
        voice=VOICE_WORDS.get(audio.maker, audio.maker),
        other_sound=other_sound,
        video=video_of(session, store_for(settings()), place.version),
        sign=sign,
        sign_src=_address(sign),
        heard=places.heard,
        signed=places.signed,
        watched=places.watched,
        edition=request.args.get("edition") or None,
        card=cards.asked() or None,
        has_cards=found.text.edition is Edition.EASY_READ,
        first_way=current_profile().first_way.value,
        is_enrollable=place.course.state is CourseState.PUBLISHED,
        courseware=courseware_of(session, place),
        recall_waits=is_asked_after(session, lesson_opened),
        help_words=help_words(session, lesson_opened.enrolment),
    )
