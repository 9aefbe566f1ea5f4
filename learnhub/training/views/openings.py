"""A base's desk: submit a class, mend a returned one, see where it stands."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import instructors_of, nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.catalogue.models import Course
from learnhub.catalogue.service import published_courses_of, version_titles
from learnhub.primitives import Refusal, instant_now, today
from learnhub.providers.service import base_or_none
from learnhub.training import service
from learnhub.training.forms import OpeningForm, opening_form
from learnhub.training.models import ClassState, OpeningStepKind, TrainingClass
from learnhub.training.rules import Meeting, written_timetable
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

OPENING_DONE = {
    "submitted": _l("开班申请已经提交。批准以后，学员就能在课程页上参加这个班。"),
}
STATE_WORDS = {
    ClassState.APPLIED: _l("等待批准"),
    ClassState.APPROVED: _l("已经批准"),
    ClassState.RUNNING: _l("正在上课"),
    ClassState.CLOSED: _l("已经结束"),
    ClassState.CANCELLED: _l("已经取消"),
}
STEP_WORDS = {
    OpeningStepKind.SUBMITTED: _l("提交"),
    OpeningStepKind.RETURNED: _l("退回"),
    OpeningStepKind.APPROVED: _l("批准"),
}


@bp.get("/base/classes")
@requires(Role.BASE_MANAGER)
def base_classes() -> ResponseReturnValue:
    """List the classes of the manager's bases."""
    with reading() as session:
        found = service.classes_of_bases(session, _own_base_ids())
        paging = part_of(found, page_number(request.args.get("page")))
        return page(
            "training/base_classes.html",
            paging=paging,
            courses=version_titles(session, [one.course_version_id for one in paging.rows]),
            counts=service.place_counts(session, [one.id for one in paging.rows]),
            returned=service.returned_among(session, [one.id for one in paging.rows]),
            state_words=STATE_WORDS,
        )


@bp.get("/base/classes/new")
@requires(Role.BASE_MANAGER)
def new_class() -> ResponseReturnValue:
    """Ask what class a base wants to open."""
    with reading() as session:
        return _form_page(session, None, _new_form(session))


@bp.post("/base/classes/new")
@requires(Role.BASE_MANAGER)
def submit_class() -> ResponseReturnValue:
    """Submit a class, or lay its timetable out first."""
    with reading() as session:
        form = _new_form(session)
        typed = _typed(form)
        if typed is None:
            return _form_page(session, None, form, 422 if form.error_list else 200)
    with transaction() as session:
        course = _chosen_course(session, form)
        base = base_or_none(session, course.base_id)
        if base is None:
            abort(404)
        outcome = service.submit_opening(
            session,
            actor(),
            base=base,
            course=course,
            plan=form.plan(base.region_code, typed),
            teacher_ids=_teachers(form),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _form_page(session, None, form, 422)
    return to("training.base_class", class_id=outcome.id, done="submitted")


@bp.get("/base/classes/<int:class_id>")
@requires(Role.BASE_MANAGER)
def base_class(class_id: int) -> ResponseReturnValue:
    """Show a class of the base: where its opening stands, its timetable, who has a place."""
    with reading() as session:
        found = _own_class(session, class_id)
        steps = service.opening_steps(session, found.id)
        people = [one.person_id for one in service.places(session, found.id)]
        teachers = service.teacher_ids(session, found.id)
        names = nicknames(session, [*people, *teachers, *(step.person_id for step in steps)])
        return page(
            "training/base_class.html",
            training_class=found,
            course=version_titles(session, [found.course_version_id])[found.course_version_id],
            base=base_or_none(session, found.base_id),
            steps=steps,
            is_returned=service.is_returned(session, found),
            paging=part_of(found.sessions, page_number(request.args.get("page"))),
            people=[names[one] for one in people],
            teachers=[names[one] for one in teachers],
            names=names,
            state_words=STATE_WORDS,
            step_words=STEP_WORDS,
            done=done(OPENING_DONE),
        )


@bp.get("/base/classes/<int:class_id>/opening")
@requires(Role.BASE_MANAGER)
def opening(class_id: int) -> ResponseReturnValue:
    """Show a returned opening as a form, with what was submitted."""
    with reading() as session:
        found = _own_class(session, class_id)
        if not service.is_returned(session, found):
            return to("training.base_class", class_id=class_id)
        return _form_page(session, found, _kept_form(session, found))


@bp.post("/base/classes/<int:class_id>/opening")
@requires(Role.BASE_MANAGER)
def mend_opening(class_id: int) -> ResponseReturnValue:
    """Submit a returned opening again."""
    with reading() as session:
        found = _own_class(session, class_id)
        form = _kept_form(session, found)
        typed = _typed(form)
        if typed is None:
            return _form_page(session, found, form, 422 if form.error_list else 200)
    with transaction() as session:
        found = _own_class(session, class_id)
        refusal = service.submit_again(
            session,
            actor(),
            training_class=found,
            plan=form.plan(found.region_code, typed),
            teacher_ids=_teachers(form),
            now=instant_now(),
        )
    if refusal is not None:
        form.refuse(refusal)
        with reading() as session:
            return _form_page(session, _own_class(session, class_id), form, 422)
    return to("training.base_class", class_id=class_id, done="submitted")


def _own_base_ids() -> list[int]:
    held = holdings_of(current_person())
    return sorted({one.base_id for one in held if one.role is Role.BASE_MANAGER and one.base_id is not None})


def _own_class(session: Session, class_id: int) -> TrainingClass:
    found = service.class_or_none(session, class_id)
    if found is None or found.base_id not in _own_base_ids():
        abort(404)
    return found


def _new_form(session: Session) -> OpeningForm:
    base_ids = _own_base_ids()
    courses = [(course.id, title) for course, title in published_courses_of(session, base_ids)]
    return opening_form(instructors_of(session, base_ids, today()), courses=courses)


def _kept_form(session: Session, found: TrainingClass) -> OpeningForm:
    meetings = [Meeting(one.day, one.starts_at, one.planned_minutes, one.title) for one in found.sessions]
    return opening_form(
        instructors_of(session, [found.base_id], today()),
        title=found.title,
        opened_on=found.opened_on,
        capacity=found.capacity,
        place=found.place,
        access_words=found.access_words,
        teachers=[str(one) for one in service.teacher_ids(session, found.id)],
        timetable=written_timetable(meetings),
    )


def _typed(form: OpeningForm) -> tuple[Meeting, ...] | None:
    """Return the timetable of a form that can be submitted; None when it is to be shown again."""
    if "lay" in request.form:
        form.lay_out()
        return None
    if not form.validate():
        return None
    meetings = form.meetings
    if isinstance(meetings, Refusal):
        form.refuse(meetings)
        return None
    return meetings


def _chosen_course(session: Session, form: OpeningForm) -> Course:
    offered = {str(course.id): course for course, _title in published_courses_of(session, _own_base_ids())}
    if form.course.data not in offered:
        abort(404)
    return offered[form.course.data]


def _teachers(form: OpeningForm) -> list[int]:
    return [int(one) for one in form.teachers.data or []]


def _form_page(
    session: Session, found: TrainingClass | None, form: OpeningForm, status: int = 200
) -> ResponseReturnValue:
    steps = service.opening_steps(session, found.id) if found is not None else []
    return page(
        "training/opening.html",
        status,
        form=form,
        training_class=found,
        reason=steps[-1].reason if steps else "",
        has_courses=found is not None or bool(form.course.choices),
    )
