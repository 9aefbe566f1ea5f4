"""Changes of an approved class: the base asks, the office decides where policy says so, everybody of the class reads the log."""

from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service.directory import instructors_of
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, new_token, say, today
from learnhub.training import service
from learnhub.training.forms.changes import ChangeDecisionForm, ChangeForm, change_form
from learnhub.training.models import ChangeStepKind, ClassChange, TrainingClass
from learnhub.training.rules import date_words
from learnhub.training.rules.changes import CHANGE_WORDS, ChangeKind
from learnhub.training.service import ChangeTold
from learnhub.training.views.approved_rolls import shown_class, way_back
from learnhub.training.views.openings import managed_class
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

CHANGE_DONE = {
    "made": say("已经变更，记在下面。"),
    "waits": say("已经提交，等残联批准以后才变更。"),
    "decided": say("您的决定已经记下。"),
}
STEP_WORDS = {
    ChangeStepKind.MADE: say("已经变更，不用批准"),
    ChangeStepKind.APPROVED: say("已经批准并变更"),
    ChangeStepKind.REFUSED: say("没有同意"),
}
KIND_ADDRESS = {kind.value.replace(" ", "-"): kind for kind in ChangeKind}


@bp.get("/classes/<int:class_id>/changes")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def changes(class_id: int) -> ResponseReturnValue:
    """Show what was changed in a class, and to its base what can be."""
    with reading() as session:
        found = shown_class(session, class_id)
        held = holdings_of(current_person())
        is_base = any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)
        return page(
            "training/changes.html",
            training_class=found,
            way=way_back(session, found),
            paging=part_of(service.changes_of(session, class_id), page_number(request.args.get("page"))),
            kinds=KIND_ADDRESS if is_base and found.state in service.OPEN_STATES else {},
            words=CHANGE_WORDS,
            step_words=STEP_WORDS,
            is_office=reaches(held, {Role.OFFICER}, region_code=found.region_code),
            done=done(CHANGE_DONE),
        )


@bp.get("/base/classes/<int:class_id>/changes/new/<kind>")
@requires(Role.BASE_MANAGER)
def new_change(class_id: int, kind: str) -> ResponseReturnValue:
    """Ask for a change, with what stands there now."""
    with reading() as session:
        found = managed_class(session, class_id)
        return _change_page(found, _form(session, found, _kind(kind), **_present(session, found)))


@bp.post("/base/classes/<int:class_id>/changes/new/<kind>")
@requires(Role.BASE_MANAGER)
def ask_change(class_id: int, kind: str) -> ResponseReturnValue:
    """Change a class, or ask the office to let it be changed."""
    with reading() as session:
        found = managed_class(session, class_id)
        form = _form(session, found, _kind(kind))
        if not form.validate():
            return _change_page(found, form, 422)
    with transaction() as session:
        outcome = service.ask_change(
            session,
            actor(),
            training_class=managed_class(session, class_id),
            change=form.change(),
            reason=tidy(form.reason.data),
            client_id=form.client_id,
            figures=figures_in_force(session, settings().content_dir),
            now=instant_now(),
        )
        waits = not isinstance(outcome, Refusal) and any(
            one.change.id == outcome.id and one.step is None for one in service.changes_of(session, class_id)
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _change_page(managed_class(session, class_id), form, 422)
    return to("training.changes", class_id=class_id, done="waits" if waits else "made")


@bp.get("/office/changes")
@requires(Role.OFFICER)
def waiting_changes() -> ResponseReturnValue:
    """List the changes that wait for the office, oldest first."""
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        waiting = service.waiting_changes(session, reach)
        return page(
            "training/waiting_changes.html",
            paging=part_of(waiting, page_number(request.args.get("page"))),
            words=CHANGE_WORDS,
            done=done(CHANGE_DONE),
        )


@bp.get("/office/classes/<int:class_id>/changes/<int:change_id>")
@requires(Role.OFFICER)
def change(class_id: int, change_id: int) -> ResponseReturnValue:
    """Show a change and ask for a decision."""
    with reading() as session:
        _in_reach(session, class_id, change_id)
        return _decision_page(session, class_id, change_id, ChangeDecisionForm())


@bp.post("/office/classes/<int:class_id>/changes/<int:change_id>")
@requires(Role.OFFICER)
def decide_change(class_id: int, change_id: int) -> ResponseReturnValue:
    """Approve a change or refuse it."""
    form = ChangeDecisionForm()
    with reading() as session:
        _in_reach(session, class_id, change_id)
        if not form.validate():
            return _decision_page(session, class_id, change_id, form, 422)
    with transaction() as session:
        refusal = service.decide_change(
            session,
            actor(),
            change=_in_reach(session, class_id, change_id),
            is_approved=request.form.get("decision") == "approve",
            reason=tidy(form.reason.data),
            now=instant_now(),
        )
    if refusal is not None:
        form.refuse(refusal)
        with reading() as session:
            return _decision_page(session, class_id, change_id, form, 422)
    return to("training.waiting_changes", done="decided")


def _kind(text: str) -> ChangeKind:
    if text not in KIND_ADDRESS:
        abort(404)
    return KIND_ADDRESS[text]


def _form(session: Session, found: TrainingClass, kind: ChangeKind, **kept: Any) -> ChangeForm:
    marked = service.marked_sessions(session, found)
    meetings = [
        (one.id, f"{date_words(one.day)} {one.starts_at} {one.title}")
        for one in found.sessions
        if not marked[one.id]
    ]
    return change_form(
        kind, meetings=meetings, instructors=instructors_of(session, [found.base_id], today()), **kept
    )


def _present(session: Session, found: TrainingClass) -> dict[str, Any]:
    return {
        "act": new_token(9),
        "place": found.place,
        "access_words": found.access_words,
        "capacity": found.capacity,
        "teachers": [str(one) for one in service.teacher_ids(session, found.id)],
    }


def _in_reach(session: Session, class_id: int, change_id: int) -> ClassChange:
    found = shown_class(session, class_id)
    if not reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code):
        abort(404)
    asked = service.change_or_none(session, class_id, change_id)
    if asked is None:
        abort(404)
    return asked


def _change_page(found: TrainingClass, form: ChangeForm, status: int = 200) -> Response:
    return page(
        "training/new_change.html",
        status,
        form=form,
        training_class=found,
        words=CHANGE_WORDS[form.kind],
        address=form.kind.value.replace(" ", "-"),
    )


def _decision_page(
    session: Session, class_id: int, change_id: int, form: ChangeDecisionForm, status: int = 200
) -> Response:
    told: ChangeTold = next(
        one for one in service.changes_of(session, class_id) if one.change.id == change_id
    )
    return page(
        "training/change.html",
        status,
        form=form,
        training_class=shown_class(session, class_id),
        told=told,
        words=CHANGE_WORDS,
        step_words=STEP_WORDS,
    )
