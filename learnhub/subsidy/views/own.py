"""A trainee's own records, and where each yuan comes from."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.primitives import today
from learnhub.subsidy import service
from learnhub.subsidy.service.claims.own import Side, side_or_none
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.record_page import (
    figures_in_force,
    proof_values,
    record_told_or_none,
    record_values,
)
from learnhub.web import Paging, by_own_secret, current_person, page, reading, signed_in
from learnhub.web.paging import page_number, part_of


@bp.get("/me/subsidy")
@by_own_secret
@signed_in
def own_records() -> ResponseReturnValue:
    """List the person's courses with what each has brought so far, newest first."""
    with reading() as session:
        enrolments = learning.enrolments_of(session, current_person().person_id)[::-1]
        number = page_number(request.args.get("page"))
        shown = part_of(enrolments, number).rows
        titles = service.course_titles(session, shown)
        figures = figures_in_force(session)
        rows = [(one, titles[one.id], record_told_or_none(session, one, figures)) for one in shown]
        return page("subsidy/own_records.html", paging=Paging(rows, number, len(enrolments)))


@bp.get("/me/subsidy/<int:enrolment_id>")
@by_own_secret
@signed_in
def own_record(enrolment_id: int) -> ResponseReturnValue:
    """Show one record in plain words, or what it would be now."""
    with reading() as session:
        return page("subsidy/own_record.html", **record_values(session, own_enrolment(session, enrolment_id)))


@bp.get("/me/subsidy/<int:enrolment_id>/why")
@by_own_secret
@signed_in
def own_proof(enrolment_id: int) -> ResponseReturnValue:
    """Unfold an amount to days, marks, evidence and seals."""
    with reading() as session:
        values = proof_values(session, own_enrolment(session, enrolment_id))
        if values is None:
            abort(404)
        return page("subsidy/own_proof.html", **values)


def own_enrolment(session: Session, enrolment_id: int) -> Enrolment:
    """Return an enrolment of the person behind this request; 404 for any other."""
    found = learning.own_enrolment_or_none(
        session, person_id=current_person().person_id, enrolment_id=enrolment_id
    )
    if found is None:
        abort(404)
    return found


def own_side(session: Session, enrolment_id: int) -> Side:
    """Return the trainee's side of an enrolment that whoever asks stands on, as trainee or as guardian; 404 for everybody else."""
    found = side_or_none(session, person_id=current_person().person_id, enrolment_id=enrolment_id, on=today())
    if found is None:
        abort(404)
    return found
