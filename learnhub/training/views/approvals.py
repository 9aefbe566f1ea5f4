"""The office's desk: classes that wait to be approved in the own region."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.catalogue.service import version_titles
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import base_or_none, bases_by_id
from learnhub.training import service
from learnhub.training.forms import DecisionForm
from learnhub.training.forms.opening import remark_name
from learnhub.training.models import TrainingClass
from learnhub.training.rules.sections import SECTION_WORDS, Section
from learnhub.training.views.openings import STATE_WORDS, STEP_WORDS
from learnhub.training.views.rolls import bp
from learnhub.training.views.told import particulars_told
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

APPROVAL_DONE = {
    "approved": say("已经批准。学员现在可以参加这个班。"),
    "returned": say("已经退回，基地会看到您写的原因。"),
}


@bp.get("/office/openings")
@requires(Role.OFFICER)
def openings() -> ResponseReturnValue:
    """List the classes that wait, the longest waiting first."""
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        waiting = service.waiting_openings(session, reach)
        paging = part_of(waiting, page_number(request.args.get("page")))
        rows = [found for found, _at in paging.rows]
        return page(
            "training/openings.html",
            paging=paging,
            courses=version_titles(session, [one.course_version_id for one in rows]),
            bases={one.id: one.name for one in bases_by_id(session, [one.base_id for one in rows])},
            done=done(APPROVAL_DONE),
        )


@bp.get("/office/openings/<int:class_id>")
@requires(Role.OFFICER)
def approval(class_id: int) -> ResponseReturnValue:
    """Show an opening with its whole timetable, and ask for a decision."""
    with reading() as session:
        return _approval_page(session, _class_in_reach(session, class_id), DecisionForm())


@bp.post("/office/openings/<int:class_id>")
@requires(Role.OFFICER)
def decide(class_id: int) -> ResponseReturnValue:
    """Approve an opening or return it."""
    form = DecisionForm()
    is_approved = request.form.get("decision") == "approve"
    with reading() as session:
        found = _class_in_reach(session, class_id)
        if not form.validate():
            return _approval_page(session, found, form, 422)
    with transaction() as session:
        outcome = service.decide_opening(
            session,
            actor(),
            training_class=_class_in_reach(session, class_id),
            is_approved=is_approved,
            reason=tidy(form.reason.data),
            remarks={} if is_approved else form.remarks,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _approval_page(session, _class_in_reach(session, class_id), form, 422)
    return to("training.openings", done="approved" if is_approved else "returned")


def _class_in_reach(session: Session, class_id: int) -> TrainingClass:
    found = service.class_or_none(session, class_id)
    if found is None or not service.opening_steps(session, class_id):
        abort(404)
    if not reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code):
        abort(404)
    return found


def _approval_page(
    session: Session, found: TrainingClass, form: DecisionForm, status: int = 200
) -> ResponseReturnValue:
    steps = service.opening_steps(session, found.id)
    teachers = service.teacher_ids(session, found.id)
    names = nicknames(session, [*teachers, *(step.person_id for step in steps)])
    return page(
        "training/approval.html",
        status,
        form=form,
        training_class=found,
        course=version_titles(session, [found.course_version_id])[found.course_version_id],
        base=base_or_none(session, found.base_id),
        steps=steps,
        told=particulars_told(session, found),
        section_words=SECTION_WORDS,
        remark_fields=[form[remark_name(section)] for section in Section],
        teachers=[names[one] for one in teachers],
        names=names,
        is_waiting=service.is_waiting(session, found),
        paging=part_of(found.sessions, page_number(request.args.get("page"))),
        state_words=STATE_WORDS,
        step_words=STEP_WORDS,
    )
