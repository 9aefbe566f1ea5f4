"""在基地做给老师看: whose task sheets are open, one trainee's sheet, and the reversal of a wrong signing."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.learning.forms.hand_ins import SignOffForm, SignOffReversalForm
from learnhub.learning.rules.sign_offs import SignOff, signed_steps
from learnhub.learning.service import sheets, sign_offs
from learnhub.learning.service.hand_ins import bases_of_teachers
from learnhub.learning.service.sheets import SheetTold
from learnhub.learning.views.hand_ins.shown import shown_task
from learnhub.learning.views.lessons import bp
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.storage.service import store_for
from learnhub.web import Paging, current_person, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number

COACHES = (Role.INSTRUCTOR, Role.BASE_MANAGER)
_ROWS = 12
DONE = {
    "signed": say("已经确认，学员看得到。"),
    "known": say("这几步已经有人确认过了，没有再记一次。"),
    "reversed": say("已经撤销。两条记录都留着，学员看得到。"),
}


@bp.get("/teach/task-sheets")
@requires(*COACHES)
def task_sheets() -> ResponseReturnValue:
    """List the task sheets of the base's trainees, those not finished first."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = sheets.sheets_of_bases(
            session, bases_of_teachers(holdings_of(current_person())), on=today(), number=number, size=_ROWS
        )
        return page(
            "learning/hand_ins/task_sheets.html",
            paging=Paging(rows, number, total, _ROWS),
            names=nicknames(session, [one.sheet.person_id for one in rows]),
        )


@bp.get("/teach/task-sheets/<int:enrolment_id>/<lesson>/<task>")
@requires(*COACHES)
def task_sheet(enrolment_id: int, lesson: str, task: str) -> ResponseReturnValue:
    """Show a trainee's sheet: each step with who signed it and when, and those that can be signed."""
    with reading() as session:
        found = _sheet(session, enrolment_id, lesson, task)
        return _page(session, found, SignOffForm())


@bp.post("/teach/task-sheets/<int:enrolment_id>/<lesson>/<task>")
@requires(*COACHES)
def sign_steps(enrolment_id: int, lesson: str, task: str) -> ResponseReturnValue:
    """Sign off the steps that were shown."""
    form = SignOffForm()
    with reading() as session:
        found = _sheet(session, enrolment_id, lesson, task)
        form.offer(_all_steps(found))
        if not form.validate():
            return _page(session, found, form, 422)
    assert form.signed_on.data is not None
    with transaction() as session:
        found = _sheet(session, enrolment_id, lesson, task)
        outcome = sign_offs.sign_off(
            session,
            found.sheet,
            steps=form.chosen,
            signed_on=form.signed_on.data,
            by_id=current_person().person_id,
            client_id=form.client_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _page(session, _sheet(session, enrolment_id, lesson, task), form, 422)
    return to(
        "learning.task_sheet",
        enrolment_id=enrolment_id,
        lesson=lesson,
        task=task,
        done="signed" if outcome.steps else "known",
    )


@bp.get("/teach/task-sheets/<int:enrolment_id>/<lesson>/<task>/steps/<int:sign_off_id>/reversal")
@requires(*COACHES)
def sign_off_reversal(enrolment_id: int, lesson: str, task: str, sign_off_id: int) -> ResponseReturnValue:
    """Ask why a signing was wrong."""
    with reading() as session:
        found = _sheet(session, enrolment_id, lesson, task)
        return _reversal_page(session, found, sign_off_id, SignOffReversalForm())


@bp.post("/teach/task-sheets/<int:enrolment_id>/<lesson>/<task>/steps/<int:sign_off_id>/reversal")
@requires(*COACHES)
def reverse_sign_off(enrolment_id: int, lesson: str, task: str, sign_off_id: int) -> ResponseReturnValue:
    """Answer a wrong signing by its reversal; both stay."""
    form = SignOffReversalForm()
    with reading() as session:
        found = _sheet(session, enrolment_id, lesson, task)
        if not form.validate():
            return _reversal_page(session, found, sign_off_id, form, 422)
    with transaction() as session:
        outcome = sign_offs.reverse_sign_off(
            session,
            _sheet(session, enrolment_id, lesson, task).sheet,
            sign_off_id,
            reason=form.reason.data or "",
            by_id=current_person().person_id,
            title=found.title,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            found = _sheet(session, enrolment_id, lesson, task)
            form.refuse(outcome)
            return _reversal_page(session, found, sign_off_id, form, 422)
    return to("learning.task_sheet", enrolment_id=enrolment_id, lesson=lesson, task=task, done="reversed")


def _sheet(session: Session, enrolment_id: int, lesson: str, task: str) -> SheetTold:
    bases = bases_of_teachers(holdings_of(current_person()))
    found = sheets.sheet_within_or_none(
        session, bases, on=today(), enrolment_id=enrolment_id, lesson_slug=lesson, task=task
    )
    if found is None:
        abort(404)
    return found


def _all_steps(found: SheetTold) -> list[tuple[str, str]]:
    return [(str(number), words) for number, words in enumerate(found.steps, start=1)]


def _page(session: Session, found: SheetTold, form: SignOffForm, status: int = 200) -> ResponseReturnValue:
    rows = sign_offs.rows_of(session, found.sheet)
    signed = signed_steps(rows)
    is_new = status == 200
    # What somebody else has signed meanwhile can't be chosen any more; what was chosen beside it stays.
    form.offer(
        [(number, words) for number, words in _all_steps(found) if int(number) not in signed],
        on=today() if is_new else None,
    )
    names = nicknames(session, sorted({found.sheet.person_id, *(one.by_id for one in rows)}))
    return page(
        "learning/hand_ins/task_sheet.html",
        status,
        form=form,
        found=found,
        shown=shown_task(
            session,
            store_for(settings()),
            found.sheet.version,
            found.sheet.task,
        ),
        signed=signed,
        reversals=[one for one in rows if one.reverses_id is not None],
        is_own=found.sheet.person_id == current_person().person_id,
        names=names,
        done=done(DONE),
    )


def _reversal_page(
    session: Session, found: SheetTold, sign_off_id: int, form: SignOffReversalForm, status: int = 200
) -> ResponseReturnValue:
    wrong: SignOff | None = next(
        (one for one in sign_offs.rows_of(session, found.sheet) if one.id == sign_off_id), None
    )
    if wrong is None or wrong.reverses_id is not None:
        abort(404)
    names = nicknames(session, [found.sheet.person_id, wrong.by_id])
    return page(
        "learning/hand_ins/sign_off_reversal.html", status, form=form, found=found, wrong=wrong, names=names
    )
