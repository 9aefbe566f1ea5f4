"""A question from what was just learned: asked on a page of its own, answered whenever one likes, never in the way."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.catalogue.rules import Check, Edition, NotFound, Question
from learnhub.learning import service
from learnhub.learning.forms import AnswerForm, fresh_answer, posted_answer, with_words
from learnhub.learning.service import Answering, FoundLesson, recall
from learnhub.learning.service.recall import LessonAsked
from learnhub.learning.views.asked import asked_now
from learnhub.learning.views.lesson_page import ActView, edition_wanted, opened, shown
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.question_audio import feedback_lines
from learnhub.learning.views.question_signs import question_signs
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, requires, settings, transaction

_ANSWERED = "answered"


@bp.get("/me/recall")
@requires(Role.TRAINEE)
def recall_question() -> ResponseReturnValue:
    """Ask a question from what was just learned, or say that there is none; after an answer, say what is said to it."""
    with reading() as session:
        return _page(session)


@bp.post("/me/recall/<int:version_id>/<check>")
@requires(Role.TRAINEE)
def answer_recall(version_id: int, check: str) -> ResponseReturnValue:
    """Take an answer; where another question is asked by now, show that one."""
    person_id, now = current_person().person_id, instant_now()
    with reading() as session:
        asked = asked_now(session)
        found = _found(session, asked, edition_wanted("")) if asked is not None else None
        if asked is None or found is None or asked.version.id != version_id:
            return to("learning.recall_question")
        number = request.form.get("question", "")[:2]
        questions = next((one.questions for one in found.text.checks if one.name == check), ())
        question = next((one for one in questions if str(one.number) == number), None)
        if question is None:
            return to("learning.recall_question")
        form = posted_answer(question, request.form)
        if not form.validate():
            return _page(session, form=form, check=check)
    answering = Answering(check, question.number, frozenset(form.chosen_keys), form.act.data or "")
    with transaction() as session:
        outcome = recall.answer_recall(session, person_id, asked, found.text, answering, now=now)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _page(session, form=form, check=check)
    return to("learning.recall_question", done=_ANSWERED)


def _found(session: Session, asked: LessonAsked, edition: Edition) -> FoundLesson | None:
    """Return the lesson as its learner reads it; None where a withdrawn course no longer opens it."""
    try:
        return service.find_lesson(
            session,
            store_for(settings()),
            course_slug=asked.course_slug,
            lesson_slug=asked.lesson_slug,
            person_id=current_person().person_id,
            edition=edition,
        )
    except NotFound:
        return None


def _page(session: Session, *, form: AnswerForm | None = None, check: str = "") -> ResponseReturnValue:
    """Show the question. form, check: what was sent and can't be taken as it is."""
    asked = asked_now(session)
    found = _found(session, asked, edition_wanted("")) if asked is not None else None
    values: dict[str, Any] = {"form": None, "asked": None, "said": _said(session) if form is None else None}
    if asked is not None and found is not None:
        chosen = recall.question_asked_or_none(session, current_person().person_id, asked, found.text)
        if form is not None:
            check_asked = next(one for one in found.text.checks if one.name == check)
            chosen = (check_asked, check_asked.questions[int(form.question.data or 1) - 1])
        if chosen is not None:
            values |= _question(session, asked, found, chosen, form)
    return page("learning/recall_question.html", 200 if form is None else 422, **values)


def _question(
    session: Session,
    asked: LessonAsked,
    found: FoundLesson,
    chosen: tuple[Check, Question],
    form: AnswerForm | None,
) -> dict[str, Any]:
    check, question = chosen
    html = shown(session, store_for(settings()), opened(session, found))
    html_check = next(one for each in html.sections for one in each.checks if one.name == check.name)
    made = with_words(form or fresh_answer(question), question, html_check.questions[question.number - 1])
    act = ActView("", "", "", check=check.name, form=made)
    return {
        "form": made,
        "asked": asked,
        "check": check.name,
        "lesson_title": found.text.title.text,
        "edition": found.text.edition.value,
        "sign": question_signs(session, found.text, act, ()).question,
    }


def _said(session: Session) -> tuple[bool, list[str], str] | None:
    """Return what is said to the answer just given: whether it was right, the sentences, and where the lesson is."""
    if request.args.get("done") != _ANSWERED:
        return None
    last = recall.last_answer_or_none(session, current_person().person_id)
    if last is None:
        return None
    asked, answer, name = last
    found = _found(session, asked, Edition(answer.edition))
    check = next((one for one in found.text.checks if one.name == name), None) if found is not None else None
    if check is None:
        return None
    lines = feedback_lines(check.questions[answer.question - 1], answer.chosen)
    lesson = url_for("learning.lesson", course=asked.course_slug, lesson=asked.lesson_slug)
    return answer.is_right, lines, lesson
