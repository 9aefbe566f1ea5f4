"""Tests as teachers, base and office see them: who has taken one, which questions are often wrong, and taking one out."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules.assessments import AssessmentText
from learnhub.catalogue.service import assessments_in, course_or_none, current_version
from learnhub.learning.forms.assessments import TakingOutForm
from learnhub.learning.rules.assessments.attempts import PEOPLE_SHOWN_MIN
from learnhub.learning.rules.assessments.papers import PaperItem
from learnhub.learning.service import assessments as tests
from learnhub.learning.service.assessments.questions import text_of_item
from learnhub.learning.service.assessments.taking_out import item_asked_or_none
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import COUNTRY
from learnhub.storage.service import store_for
from learnhub.training.models import TrainingClass
from learnhub.training.service.assessments import (
    classes_seen,
    may_take_out,
    often_wrong,
    tested_trainees,
)
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

ROWS_A_PAGE = 12
DONE = {"taken-out": say("这道题取消了，考过它的卷子都重新算了分，只会变好。")}


@bp.get("/teach/courses/<course>/assessments/<assessment>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def course_assessment(course: str, assessment: str) -> ResponseReturnValue:
    """List the trainees of one's classes with how each stands in a test, in the order in which they enrolled."""
    with reading() as session:
        found, text, classes = _opened(session, course, assessment)
        figures = figures_in_force(session, settings().content_dir)
        trainees = tested_trainees(session, classes, assessment, figures)
        return page(
            "training/course_assessment.html",
            course=found,
            text=text,
            paging=part_of(trainees, page_number(request.args.get("page")), ROWS_A_PAGE),
            passed=sum(one.assessment.is_passed for one in trainees),
        )


@bp.get("/teach/courses/<course>/assessments/<assessment>/questions")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def assessment_questions(course: str, assessment: str) -> ResponseReturnValue:
    """List the questions of a test that enough trainees answered, those first that more answered wrongly."""
    with reading() as session:
        found, text, classes = _opened(session, course, assessment)
        figures = figures_in_force(session, settings().content_dir)
        people_min = figures.in_force(PEOPLE_SHOWN_MIN, COUNTRY, today())
        trainees = tested_trainees(session, classes, assessment, figures)
        paging = part_of(
            often_wrong(trainees, people_min.number), page_number(request.args.get("page")), ROWS_A_PAGE
        )
        return page(
            "training/assessment_questions.html",
            course=found,
            text=text,
            paging=paging,
            rows=[(count, item, _words(session, item)) for count, item in paging.rows],
            people_min=people_min,
            taken_out={one.digest for one in tests.taken_out(session, found.id)},
            done=done(DONE),
        )


@bp.get("/teach/courses/<course>/questions/<digest>/taking-out")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER)
def question_taking_out(course: str, digest: str) -> ResponseReturnValue:
    """Ask before a question is taken out of a course's tests."""
    with reading() as session:
        return _taking_out_page(session, *_asked(session, course, digest), TakingOutForm())


@bp.post("/teach/courses/<course>/questions/<digest>/taking-out")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER)
def take_question_out(course: str, digest: str) -> ResponseReturnValue:
    """Take a question out: it counts as right for everybody who was asked it."""
    form = TakingOutForm()
    with reading() as session:
        found, item = _asked(session, course, digest)
        if not form.validate():
            return _taking_out_page(session, found, item, form, 422)
    with transaction() as session:
        found, item = _asked(session, course, digest)
        outcome = tests.take_out(
            session, actor(), found, digest, words=form.words.data or "", now=instant_now()
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _taking_out_page(session, *_asked(session, course, digest), form, 422)
    return to("training.question_taking_out", course=course, digest=digest, done="taken-out")


def _opened(
    session: Session, course: str, assessment: str
) -> tuple[Course, AssessmentText, list[TrainingClass]]:
    """Return a test of a course in which the present person has a class; 404 otherwise, whether or not the course exists."""
    person = current_person()
    found = course_or_none(session, course)
    classes = (
        classes_seen(session, person.person_id, holdings_of(person), found.id) if found is not None else []
    )
    if found is None or not classes:
        abort(404)
    named = assessments_in(current_version(session, found).course_toml)
    text = next((one for one in named if one.slug == assessment), None)
    if text is None:
        abort(404)
    return found, text, classes


def _asked(session: Session, course: str, digest: str) -> tuple[Course, PaperItem]:
    found = course_or_none(session, course)
    if found is None or not may_take_out(session, holdings_of(current_person()), found):
        abort(404)
    item = item_asked_or_none(session, found.id, digest)
    if item is None:
        abort(404)
    return found, item


def _words(session: Session, item: PaperItem) -> tuple[str, str]:
    """Return a question's words, and the title of its lesson."""
    told = text_of_item(session, store_for(settings()), item)
    return told.question.prompt.text, told.text.title.text


def _taking_out_page(
    session: Session, course: Course, item: PaperItem, form: TakingOutForm, status: int = 200
) -> ResponseReturnValue:
    told = text_of_item(session, store_for(settings()), item)
    out = next((one for one in tests.taken_out(session, course.id) if one.digest == item.digest), None)
    return page(
        "training/question_taking_out.html",
        status,
        form=form,
        course=course,
        item=item,
        told=told,
        out=out,
        done=done(DONE),
    )
