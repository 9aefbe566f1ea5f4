"""Somebody who didn't call a roll approves it: another teacher of the class, or a manager of its base."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.training import service
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.rules import METHOD_WORDS, PRESENCE_WORDS, ROLL_STATE_WORDS, RollState
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

ROLLS_DONE = {"approved": say("已经核准这次课的点名。以后再改点名，要再核准一次。")}
CAN_WAIT = frozenset({RollState.WAITING, RollState.CORRECTED})


@bp.get("/classes/<int:class_id>/rolls")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def rolls(class_id: int) -> ResponseReturnValue:
    """List the rolls of a class with where each stands, those that wait first."""
    with reading() as session:
        found = shown_class(session, class_id)
        told = service.rolls_of(session, found, on=today())
        ordered = sorted(told, key=lambda one: one.state not in CAN_WAIT)
        return page(
            "training/rolls.html",
            training_class=found,
            way=way_back(session, found),
            paging=part_of(ordered, page_number(request.args.get("page"))),
            waiting=sum(one.state in CAN_WAIT for one in told),
            words=ROLL_STATE_WORDS,
            done=done(ROLLS_DONE),
        )


@bp.get("/classes/<int:class_id>/rolls/<int:session_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def marked_roll(class_id: int, session_id: int) -> ResponseReturnValue:
    """Show a roll as it was called, with who marked what and how, and ask for approval."""
    return _roll_page(class_id, session_id)


@bp.post("/classes/<int:class_id>/rolls/<int:session_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def approve_roll(class_id: int, session_id: int) -> ResponseReturnValue:
    """Approve a roll of a class that this person teaches or whose base this person manages: who only looks after it approves nothing."""
    with transaction() as session:
        meeting = shown_session(session, class_id, session_id)
        if not _runs(session, meeting.training_class):
            abort(404)
        outcome = service.approve_roll(session, actor(), class_session=meeting, now=instant_now())
    if isinstance(outcome, Refusal):
        return _roll_page(class_id, session_id, 409, refused=outcome.sentence)
    return to("training.rolls", class_id=class_id, done="approved")


def shown_class(session: Session, class_id: int) -> TrainingClass:
    """Return a class that this person teaches, manages, or looks after or audits in an office; 404 for any other."""
    person = current_person()
    held = holdings_of(person)
    found = service.taught_class_or_none(session, class_id, person.person_id, held)
    if found is not None:
        return found
    found = service.class_or_none(session, class_id)
    if found is None or not (
        any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)
        or reaches(held, {Role.OFFICER, Role.AUDITOR}, region_code=found.region_code)
    ):
        abort(404)
    return found


def _runs(session: Session, found: TrainingClass) -> bool:
    """Tell whether this person teaches a class or manages its base; somebody may do so elsewhere and see this one for another reason."""
    person = current_person()
    held = holdings_of(person)
    if service.taught_class_or_none(session, found.id, person.person_id, held) is not None:
        return True
    return any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)


def way_back(session: Session, found: TrainingClass) -> list[tuple[str, str]]:
    """Return the breadcrumb of a page about a class that several roles see: each is led back to where it came from."""
    person, number = current_person(), found.id
    held = holdings_of(person)
    if service.taught_class_or_none(session, number, person.person_id, held) is not None:
        listed, own = ("training.classes", _("我教的班")), "training.training_class"
    elif any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held):
        listed, own = ("training.base_classes", _("基地的班")), "training.base_class"
    else:
        listed, own = ("subsidy.classes", _("本地区的班")), "subsidy.class_records"
    return [(listed[1], url_for(listed[0])), (found.title, url_for(own, class_id=number))]


def shown_session(session: Session, class_id: int, session_id: int) -> ClassSession:
    """Return a session of such a class; 404 for any other."""
    meeting = service.session_of_class_or_none(session, shown_class(session, class_id).id, session_id)
    if meeting is None:
        abort(404)
    return meeting


def _roll_page(class_id: int, session_id: int, status: int = 200, *, refused: str = "") -> Response:
    with reading() as session:
        meeting = shown_session(session, class_id, session_id)
        found = meeting.training_class
        told = next(
            one for one in service.rolls_of(session, found, on=today()) if one.meeting.id == session_id
        )
        marks = told.marks
        people = {
            *(one.person_id for one in told.concerned),
            *(one.marked_by for one in marks.values()),
        }
        return page(
            "training/marked_roll.html",
            status,
            training_class=found,
            meeting=meeting,
            told=told,
            paging=part_of(told.concerned, page_number(request.args.get("page"))),
            names=nicknames(session, sorted(people)),
            papers=service.papers_of(session, meeting),
            presence=PRESENCE_WORDS,
            how=METHOD_WORDS,
            words=ROLL_STATE_WORDS,
            can_approve=told.state in CAN_WAIT and _runs(session, found),
            refused=refused,
        )
