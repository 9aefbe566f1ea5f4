"""A base's desk: its classes, and where the opening of each stands."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of
from learnhub.catalogue.service import version_titles
from learnhub.primitives import say, say_as, today
from learnhub.providers.service import base_or_none
from learnhub.training import service
from learnhub.training.models import ClassState, OpeningStepKind, TrainingClass
from learnhub.training.rules.sections import SECTION_WORDS
from learnhub.training.service.assessments import tests_of_class
from learnhub.training.views.approved_rolls import CAN_WAIT
from learnhub.training.views.rolls import bp
from learnhub.training.views.told import particulars_told
from learnhub.web import current_person, page, reading, requires
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

OPENING_DONE = {
    "dropped": say("没有提交的申请已经扔掉。"),
    "submitted": say("开班申请已经提交。批准以后，学员就能在课程页上参加这个班。"),
}
STATE_WORDS = {
    ClassState.APPLIED: say("等待批准"),
    ClassState.APPROVED: say("已经批准"),
    ClassState.RUNNING: say("正在上课"),
    ClassState.CLOSED: say("已经结束"),
    ClassState.CANCELLED: say("已经取消"),
}
STEP_WORDS = {
    OpeningStepKind.SUBMITTED: say("提交"),
    OpeningStepKind.RETURNED: say_as("done", "退回"),
    OpeningStepKind.APPROVED: say("批准"),
}


@bp.get("/base/classes")
@requires(Role.BASE_MANAGER)
def base_classes() -> ResponseReturnValue:
    """List the classes of the manager's bases."""
    with reading() as session:
        found = service.classes_of_bases(session, own_base_ids())
        paging = part_of(found, page_number(request.args.get("page")))
        return page(
            "training/base_classes.html",
            paging=paging,
            courses=version_titles(session, [one.course_version_id for one in paging.rows]),
            counts=service.place_counts(session, [one.id for one in paging.rows]),
            drafts=service.drafts_of(session, own_base_ids()),
            returned=service.returned_among(session, [one.id for one in paging.rows]),
            standing_words=standing_words,
            done=done(OPENING_DONE),
        )


@bp.get("/base/classes/<int:class_id>")
@requires(Role.BASE_MANAGER)
def base_class(class_id: int) -> ResponseReturnValue:
    """Show a class of the base: where its opening stands, its timetable, who has a place."""
    with reading() as session:
        found = managed_class(session, class_id)
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
            told=particulars_told(session, found),
            section_words=SECTION_WORDS,
            waiting=sum(one.state in CAN_WAIT for one in service.rolls_of(session, found, on=today())),
            paging=part_of(found.sessions, page_number(request.args.get("page"))),
            people=[names[one] for one in people],
            tests=tests_of_class(session, found) if people else [],
            teachers=[names[one] for one in teachers],
            names=names,
            standing_words=standing_words,
            step_words=STEP_WORDS,
            done=done(OPENING_DONE),
        )


def standing_words(found: TrainingClass) -> str:
    """Say where a class stands today: nobody presses a button on the first or the last day of an approved class."""
    if found.state not in service.OPEN_STATES:
        return str(STATE_WORDS[found.state])
    days = [one.day for one in found.sessions] or [found.opened_on]
    if today() > max(days):
        return _("课已经上完")
    return str(STATE_WORDS[ClassState.RUNNING if today() >= min(days) else ClassState.APPROVED])


def own_base_ids() -> list[int]:
    """Return the bases that this person manages."""
    held = holdings_of(current_person())
    return sorted({one.base_id for one in held if one.role is Role.BASE_MANAGER and one.base_id is not None})


def managed_class(session: Session, class_id: int) -> TrainingClass:
    """Return a class of a base that this person manages; 404 for any other."""
    found = service.class_or_none(session, class_id)
    if found is None or found.base_id not in own_base_ids():
        abort(404)
    return found
