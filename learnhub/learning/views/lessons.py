"""Lessons: read, close a section, answer a check, enrol."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.accounts.rules import Role
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import CourseState, SlotKind, SlotView
from learnhub.learning import service
from learnhub.learning.forms import AnswerForm, answer_form
from learnhub.learning.service import LastAnswer, Learner
from learnhub.learning.views.lesson_page import (
    Opened,
    Tried,
    audio_of,
    open_lesson,
    sections_of,
    shown,
    slot_of,
)
from learnhub.primitives import Refusal, instant_now
from learnhub.speech.rules import VOICE_WORDS
from learnhub.storage.rules import BlobStore
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
    store = store_for(settings())
    with reading() as session:
        return _lesson_page(session, _opened(session, store, course, lesson))


@bp.post("/courses/<course>/lessons/<lesson>/checks/<check>")
@public("anybody may try a question; only an enrolled person's answers are kept")
def answer(course: str, lesson: str, check: str) -> ResponseReturnValue:
    """Take an answer to a check."""
    store = store_for(settings())
    with reading() as session:
        opened = _opened(session, store, course, lesson)
        number, form = _posted_form(session, store, opened, check)
        if not form.validate():
            tried = Tried(check, number, form=form)
            return _lesson_page(session, opened, tried=tried, status=422)
        if opened.enrolment is None:
            return _lesson_page(session, opened, tried=_tried(opened, check, number, form.chosen_keys))
    now = instant_now()
    with transaction() as session:
        outcome = service.answer_check(
            session,
            Learner(current_person().person_id, opened.enrolment.id, opened.place.version),
            opened.text,
            check=check,
            question_number=number,
            chosen=form.chosen_keys,
            client_id=form.act.data or "",
            happened_at=now,
            now=now,
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            tried = Tried(check, number, form=form)
            form.refuse(outcome)
            return _lesson_page(session, _opened(session, store, course, lesson), tried=tried, status=422)
    return _back(course, lesson, f"answer-{check}")


@bp.post("/courses/<course>/lessons/<lesson>/sections/<section>")
@requires(Role.TRAINEE)
def close_section(course: str, lesson: str, section: str) -> ResponseReturnValue:
    """Take 本节学完."""
    store = store_for(settings())
    now = instant_now()
    with reading() as session:
        opened = _opened(session, store, course, lesson)
    if opened.enrolment is None:
        return redirect(url_for("pages.course", slug=course), 303)
    with transaction() as session:
        outcome = service.close_section(
            session,
            Learner(current_person().person_id, opened.enrolment.id, opened.place.version),
            opened.text,
            section=section,
            happened_at=now,
            now=now,
        )
    if isinstance(outcome, Refusal):
        abort(404)
    anchor = f"act-{outcome.open_sections[0]}" if outcome.open_sections else "main"
    return _back(course, lesson, anchor)


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


def _opened(session: Session, store: BlobStore, course: str, lesson: str) -> Opened:
    person = person_or_none()
    return open_lesson(
        session,
        store,
        course_slug=course,
        lesson_slug=lesson,
        person_id=person.person_id if person is not None else None,
        edition_asked=request.args.get("edition", ""),
    )


def _posted_form(session: Session, store: BlobStore, opened: Opened, check: str) -> tuple[int, AnswerForm]:
    found = next((one for one in opened.text.checks if one.name == check), None)
    number = request.form.get("question", "")
    if found is None or not number.isascii() or not number.isdigit():
        abort(404)
    if not 1 <= int(number[:4]) <= len(found.questions):
        abort(404)
    question = found.questions[int(number) - 1]
    checks = (one for section in shown(session, store, opened).sections for one in section.checks)
    html = next(one for one in checks if one.name == check).questions[question.number - 1]
    return question.number, answer_form(question, html, request.form)


def _tried(opened: Opened, check: str, number: int, keys: tuple[str, ...]) -> Tried:
    found = next(one for one in opened.text.checks if one.name == check)
    question = found.questions[number - 1]
    known = frozenset(keys) & {choice.key for choice in question.choices}
    is_right = known == question.right_keys
    return Tried(check, number, answer=LastAnswer(number, known, is_right, opened.text.edition.value))


def _back(course: str, lesson: str, anchor: str) -> ResponseReturnValue:
    edition = request.args.get("edition") or None
    return redirect(
        url_for("learning.lesson", course=course, lesson=lesson, edition=edition, _anchor=anchor), 303
    )


def _address(slot: SlotView) -> str | None:
    if not slot.blob:
        return None
    return url_for("catalogue.slot_content", name=catalogue.slot_file_name(slot.blob, slot.content_type))


def _lesson_page(
    session: Session, opened: Opened, *, tried: Tried | None = None, status: int = 200
) -> ResponseReturnValue:
    html = shown(session, store_for(settings()), opened)
    sections, act = sections_of(opened, html, tried)
    place = opened.place
    audio, sign = audio_of(session, opened), slot_of(place, SlotKind.SIGN)
    return page(
        "learning/lesson.html",
        status,
        form=tried.form if tried is not None else None,
        opened=opened,
        html=html,
        place=place,
        course_slug=place.course.slug,
        sections=sections,
        act=act,
        audio=audio,
        audio_src=_address(audio),
        voice=VOICE_WORDS.get(audio.maker, audio.maker),
        sign=sign,
        sign_src=_address(sign),
        edition=request.args.get("edition") or None,
        first_way=current_profile().first_way.value,
        is_enrollable=place.course.state is CourseState.PUBLISHED,
    )
