"""A trainee, or the base, states what was learned on another platform."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to_address
from learnhub.credits import service
from learnhub.credits.forms import OutsideForm
from learnhub.credits.rules.outside import STATE_WORDS, Stated
from learnhub.credits.service import OutsideTold
from learnhub.credits.views.blueprint import bp
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.media.adapters.photo import BYTES_MAX, PhotoFault, prepared
from learnhub.primitives import Refusal, instant_now, new_token, say
from learnhub.storage.service import store_for
from learnhub.training import service as training
from learnhub.training.views.openings import managed_class
from learnhub.web import current_person, page, reading, requires, settings, signed_in, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.files import file_answer
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

STATED = {"stated": say("已经交给残联核对。结果会写在这一页。")}
_AT_ONCE = 5


@bp.get("/me/enrolments/<int:enrolment_id>/outside-hours")
@signed_in
def own_hours(enrolment_id: int) -> ResponseReturnValue:
    """Show what the trainee stated so far, and ask for one more."""
    with reading() as session:
        return _page(session, _own(session, enrolment_id), _new_form())


@bp.post("/me/enrolments/<int:enrolment_id>/outside-hours")
@takes_up_to(BYTES_MAX)
@signed_in
def state_own_hours(enrolment_id: int) -> ResponseReturnValue:
    """Keep what the trainee states."""
    with reading() as session:
        enrolment = _own(session, enrolment_id)
    return _state(enrolment)


@bp.get("/base/classes/<int:class_id>/outside-hours/<int:enrolment_id>")
@requires(Role.BASE_MANAGER)
def base_hours(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show what was stated for a trainee of the own base, and ask for one more."""
    with reading() as session:
        return _page(session, _of_base(session, class_id, enrolment_id), _new_form())


@bp.post("/base/classes/<int:class_id>/outside-hours/<int:enrolment_id>")
@takes_up_to(BYTES_MAX)
@requires(Role.BASE_MANAGER)
def state_base_hours(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Keep what the base states for a trainee."""
    with reading() as session:
        enrolment = _of_base(session, class_id, enrolment_id)
    return _state(enrolment)


@bp.get("/outside-hours/<int:outside_id>/proof")
@signed_in
def hours_proof(outside_id: int) -> ResponseReturnValue:
    """Send the picture of a proof to the trainee, the base and the office of the class."""
    with reading() as session:
        told = service.hours_or_none(session, outside_id)
        if told is None or not _may_look(session, told):
            abort(404)
        address = told.stated.proof_address
    try:
        path = store_for(settings()).path(address)
    except KeyError:
        abort(404)
    return file_answer(path, "image/jpeg", tag=address, cache="private, no-cache")


def _may_look(session: Session, told: OutsideTold) -> bool:
    person = current_person()
    if told.stated.person_id == person.person_id:
        return True
    found = training.class_of_enrolment_or_none(session, told.stated.enrolment_id)
    held = holdings_of(person)
    return found is not None and (
        any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)
        or reaches(held, {Role.OFFICER, Role.AUDITOR}, region_code=found.region_code)
    )


def _own(session: Session, enrolment_id: int) -> Enrolment:
    found = learning.own_enrolment_or_none(
        session, person_id=current_person().person_id, enrolment_id=enrolment_id
    )
    if found is None:
        abort(404)
    return found


def _of_base(session: Session, class_id: int, enrolment_id: int) -> Enrolment:
    found = training.place_or_none(session, managed_class(session, class_id).id, enrolment_id)
    if found is None:
        abort(404)
    return found


def _new_form() -> OutsideForm:
    return OutsideForm(act=new_token(9))


def _state(enrolment: Enrolment) -> ResponseReturnValue:
    form = OutsideForm()
    form.proof.data = request.files.get("proof")
    outcome: object = None
    if form.validate():
        try:
            picture = prepared(form.proof.data.read())
        except PhotoFault as fault:
            outcome = Refusal("photo", str(fault), field="proof")
        else:
            outcome = _kept(enrolment, form, store_for(settings()).put(picture))
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
    if outcome is None or isinstance(outcome, Refusal):
        with reading() as session:
            return _page(session, enrolment, form, 422)
    return to_address(f"{request.path}?done=stated")


def _kept(enrolment: Enrolment, form: OutsideForm, proof_address: str) -> object:
    first, last, minutes = form.first.data, form.last.data, form.minutes.data
    assert first is not None  # the form was valid
    assert last is not None
    assert minutes is not None
    told = Stated(tidy(form.platform.data), tidy(form.title.data), first, last, minutes)
    with transaction() as session:
        return service.state_hours(
            session,
            actor(),
            session.get_one(Enrolment, enrolment.id),
            told,
            proof_address=proof_address,
            client_id=form.client_id,
            now=instant_now(),
        )


def _page(
    session: Session, enrolment: Enrolment, form: OutsideForm, status: int = 200
) -> ResponseReturnValue:
    is_own = enrolment.person_id == current_person().person_id
    return page(
        "credits/outside_hours.html",
        status,
        form=form,
        is_own=is_own,
        name=nicknames(session, [enrolment.person_id])[enrolment.person_id],
        enrolment_id=enrolment.id,
        training_class=training.class_of_enrolment_or_none(session, enrolment.id),
        paging=part_of(
            service.hours_of(session, enrolment.id), page_number(request.args.get("page")), _AT_ONCE
        ),
        words=STATE_WORDS,
        done=done(STATED),
    )
