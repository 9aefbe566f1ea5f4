"""The task sheets of a class: each step with who has shown it, and one step signed off for several trainees."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, to
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.training.forms.task_sheets import ClassSignOffForm
from learnhub.training.models import TrainingClass
from learnhub.training.service.task_sheets import ClassSheet, class_sheets, sign_for_several
from learnhub.training.views.rolls import bp, own_class
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

_ROWS = 10
DONE = {
    "signed": say("已经确认，学员看得到。"),
    "known": say("这几个人的这一步已经确认过了，没有再记一次。"),
}


@bp.get("/teach/classes/<int:class_id>/task-sheets")
@requires(Role.INSTRUCTOR)
def class_task_sheets(class_id: int) -> ResponseReturnValue:
    """List the tasks that are shown at the base, step by step, with how many trainees have shown each."""
    with reading() as session:
        found = own_class(session, class_id)
        return page(
            "training/class_task_sheets.html",
            training_class=found,
            sheets=class_sheets(session, found),
            done=done(DONE),
        )


@bp.get("/teach/classes/<int:class_id>/task-sheets/<lesson>/<task>/<int:step>")
@requires(Role.INSTRUCTOR)
def class_step(class_id: int, lesson: str, task: str, step: int) -> ResponseReturnValue:
    """Show one step: who has shown it, and who may be signed."""
    with reading() as session:
        found = own_class(session, class_id)
        return _page(session, found, _sheet(session, found, lesson, task, step), step, ClassSignOffForm())


@bp.post("/teach/classes/<int:class_id>/task-sheets/<lesson>/<task>/<int:step>")
@requires(Role.INSTRUCTOR)
def sign_class_step(class_id: int, lesson: str, task: str, step: int) -> ResponseReturnValue:
    """Sign one step for the trainees who have shown it."""
    form = ClassSignOffForm()
    with reading() as session:
        found = own_class(session, class_id)
        sheet = _sheet(session, found, lesson, task, step)
        form.offer([(str(one.enrolment_id), one.nickname) for one in sheet.members])
        if not form.validate():
            return _page(session, found, sheet, step, form, 422)
    assert form.signed_on.data is not None
    with transaction() as session:
        outcome = sign_for_several(
            session,
            _sheet(session, own_class(session, class_id), lesson, task, step),
            step=step,
            enrolment_ids=form.chosen,
            signed_on=form.signed_on.data,
            by_id=current_person().person_id,
            client_id=form.client_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            found = own_class(session, class_id)
            return _page(session, found, _sheet(session, found, lesson, task, step), step, form, 422)
    return to("training.class_task_sheets", class_id=class_id, done="signed" if outcome else "known")


def _sheet(session: Session, found: TrainingClass, lesson: str, task: str, step: int) -> ClassSheet:
    same = (
        one
        for one in class_sheets(session, found)
        if (one.plan.lesson_slug, one.plan.task.name) == (lesson, task) and 1 <= step <= len(one.plan.steps)
    )
    sheet = next(same, None)
    if sheet is None:
        abort(404)
    return sheet


def _page(
    session: Session,
    found: TrainingClass,
    sheet: ClassSheet,
    step: int,
    form: ClassSignOffForm,
    status: int = 200,
) -> ResponseReturnValue:
    paging = part_of(sheet.open(step), page_number(request.args.get("page")), _ROWS)
    form.offer(
        [(str(one.enrolment_id), one.nickname) for one in paging.rows], on=today() if status == 200 else None
    )
    signed = sheet.done(step)
    return page(
        "training/class_step.html",
        status,
        form=form,
        training_class=found,
        sheet=sheet,
        step=step,
        paging=paging,
        signed=[(one, one.signed[step]) for one in signed],
        names=nicknames(session, sorted({one.signed[step].by_id for one in signed})),
    )
