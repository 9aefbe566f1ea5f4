"""A trainee takes a place in a class, after reading what that means."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, to
from learnhub.catalogue.service import course_by_slug, version_titles
from learnhub.primitives import Refusal, instant_now
from learnhub.providers.service import base_by_id, base_or_none
from learnhub.training import service
from learnhub.training.models import TrainingClass
from learnhub.training.views.rolls import bp
from learnhub.training.views.told import particulars_told
from learnhub.web import current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of


@bp.get("/courses/<course>/classes/<int:class_id>/place")
@requires(Role.TRAINEE)
def place(course: str, class_id: int) -> ResponseReturnValue:
    """Say what taking a place means, and ask."""
    with reading() as session:
        return _place_page(session, course, _open_class(session, course, class_id))


@bp.post("/courses/<course>/classes/<int:class_id>/place")
@requires(Role.TRAINEE)
def take_place(course: str, class_id: int) -> ResponseReturnValue:
    """Take a place."""
    with transaction() as session:
        found = _open_class(session, course, class_id)
        base = base_by_id(session, found.base_id)
        outcome = service.join_class(
            session,
            actor(),
            current_person().person_id,
            training_class=found,
            region_code=base.region_code,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            found = _open_class(session, course, class_id)
            return _place_page(session, course, found, 409, refused=outcome.sentence)
    return to("pages.course", slug=course, done="joined")


def _open_class(session: Session, course: str, class_id: int) -> TrainingClass:
    found = service.class_or_none(session, class_id)
    if (
        found is None
        or found.state not in service.OPEN_STATES
        or found.course_id != course_by_slug(session, course).id
    ):
        abort(404)
    return found


def _place_page(
    session: Session, course: str, found: TrainingClass, status: int = 200, *, refused: str = ""
) -> ResponseReturnValue:
    return page(
        "training/place.html",
        status,
        course_slug=course,
        course=version_titles(session, [found.course_version_id])[found.course_version_id],
        training_class=found,
        told=particulars_told(session, found),
        base=base_or_none(session, found.base_id),
        left=max(0, found.capacity - service.place_counts(session, [found.id])[found.id]),
        paging=part_of(found.sessions, page_number(request.args.get("page"))),
        refused=refused,
    )
