"""便利: ask for it, follow it, object; and the desks of base and office that answer."""

from collections.abc import Sequence

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.directory import nicknames, within_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.catalogue.service import version_titles
from learnhub.learning.forms.accommodations import AnswerRequestForm, AskForm, ObjectionForm
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.accommodations import (
    FOR_WORDS,
    KIND_HINTS,
    STEP_WORDS,
    AccommodationFor,
    AccommodationRequest,
    AccommodationStepKind,
    Answerer,
)
from learnhub.learning.service import accommodations as service
from learnhub.learning.service import enrolments
from learnhub.learning.views.lessons import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import (
    ROWS_PER_PAGE,
    Paging,
    SiteForm,
    current_person,
    once,
    page,
    reading,
    requires,
    settings,
    transaction,
)
from learnhub.web.paging import page_number, part_of

DONE = {
    "asked": say("申请已经送出。最迟哪一天答复，写在下面。"),
    "known": say("这些便利您已经申请过了，不用再申请。"),
    "taken-back": say("申请已经撤回。要的话，可以再申请。"),
    "objected": say("您的不同意已经记下，残联会换一个人再看。"),
    "answered": say("答复已经记下，学员会看到。"),
}
_DESKS = {Answerer.BASE: Role.BASE_MANAGER, Answerer.OFFICE: Role.OFFICER}


@bp.get("/me/accommodations")
@requires(Role.TRAINEE)
def own_accommodations() -> ResponseReturnValue:
    """List one's courses and what was asked for in each."""
    person_id = current_person().person_id
    with reading() as session:
        own = enrolments.enrolments_of(session, person_id)
        asked = list(reversed(service.requests_of(session, [one.id for one in own])))
        return page(
            "learning/own_accommodations.html",
            enrolments=own,
            titles=_titles(session, [one.id for one in own]),
            paging=part_of(asked, page_number(request.args.get("page"))),
            for_words=FOR_WORDS,
            step_words=STEP_WORDS,
            done=done(DONE),
        )


@bp.get("/me/enrolments/<int:enrolment_id>/accommodations")
@requires(Role.TRAINEE)
def accommodation_form(enrolment_id: int) -> ResponseReturnValue:
    """Ask what the person needs in one course."""
    with reading() as session:
        return _ask_page(session, _own_enrolment(session, enrolment_id), AskForm())


@bp.post("/me/enrolments/<int:enrolment_id>/accommodations")
@requires(Role.TRAINEE)
@once
def ask_accommodation(enrolment_id: int) -> ResponseReturnValue:
    """Take what the person needs."""
    form = AskForm()
    with reading() as session:
        enrolment = _own_enrolment(session, enrolment_id)
        if not form.validate():
            return _ask_page(session, enrolment, form, 422)
    with transaction() as session:
        outcome = service.ask(
            session,
            person_id=current_person().person_id,
            enrolment_id=enrolment_id,
            kinds=form.kinds_asked,
            asked_for=AccommodationFor(form.asked_for.data),
            words=form.words.data or "",
            figures=figures_in_force(session, settings().content_dir),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _ask_page(session, _own_enrolment(session, enrolment_id), form, 422)
    return to("learning.own_accommodations", done="asked" if outcome else "known")


@bp.get("/me/accommodations/<int:request_id>")
@requires(Role.TRAINEE)
def own_accommodation(request_id: int) -> ResponseReturnValue:
    """Show one request with its answers; offer to take it back, or to object."""
    with reading() as session:
        return _own_page(session, _own(session, request_id), ObjectionForm())


@bp.post("/me/accommodations/<int:request_id>/withdrawal")
@requires(Role.TRAINEE)
def take_accommodation_back(request_id: int) -> ResponseReturnValue:
    """Take a request back; it can be made again at any time."""
    with transaction() as session:
        outcome = service.take_back(session, _own(session, request_id), now=instant_now())
    if isinstance(outcome, Refusal):
        with reading() as session:
            form = ObjectionForm().refuse(outcome)
            return _own_page(session, _own(session, request_id), form, 409)
    return to("learning.own_accommodations", done="taken-back")


@bp.post("/me/accommodations/<int:request_id>/objection")
@requires(Role.TRAINEE)
@once
def object_to_answer(request_id: int) -> ResponseReturnValue:
    """Take an objection to the office's "no"."""
    form = ObjectionForm()
    outcome = None
    if form.validate():
        with transaction() as session:
            outcome = service.object_to(
                session,
                _own(session, request_id),
                words=form.words.data or "",
                figures=figures_in_force(session, settings().content_dir),
                now=instant_now(),
            )
        if outcome is None:
            return to("learning.own_accommodations", done="objected")
        form.refuse(outcome)
    with reading() as session:
        return _own_page(session, _own(session, request_id), form, 422)


@bp.get("/base/accommodations")
@requires(Role.BASE_MANAGER)
def base_accommodations() -> ResponseReturnValue:
    """List what the base has to answer."""
    return _desk(Answerer.BASE)


@bp.get("/base/accommodations/<int:request_id>")
@requires(Role.BASE_MANAGER)
def base_accommodation(request_id: int) -> ResponseReturnValue:
    """Show one request to the base, and ask for an answer."""
    with reading() as session:
        return _answer_page(session, Answerer.BASE, request_id, AnswerRequestForm())


@bp.post("/base/accommodations/<int:request_id>")
@requires(Role.BASE_MANAGER)
def answer_as_base(request_id: int) -> ResponseReturnValue:
    """Take the base's answer."""
    return _answered(Answerer.BASE, request_id)


@bp.get("/office/accommodations")
@requires(Role.OFFICER)
def office_accommodations() -> ResponseReturnValue:
    """List what a base refused, or a trainee doesn't agree with."""
    return _desk(Answerer.OFFICE)


@bp.get("/office/accommodations/<int:request_id>")
@requires(Role.OFFICER)
def office_accommodation(request_id: int) -> ResponseReturnValue:
    """Show one request to the office, and ask for an answer."""
    with reading() as session:
        return _answer_page(session, Answerer.OFFICE, request_id, AnswerRequestForm())


@bp.post("/office/accommodations/<int:request_id>")
@requires(Role.OFFICER)
def answer_as_office(request_id: int) -> ResponseReturnValue:
    """Take the office's answer."""
    return _answered(Answerer.OFFICE, request_id)


def _answered(answerer: Answerer, request_id: int) -> ResponseReturnValue:
    form = AnswerRequestForm()
    if form.validate():
        with transaction() as session:
            outcome = service.answer(
                session,
                actor(),
                _in_reach(session, answerer, request_id),
                answerer,
                is_granted=form.decision.data == "granted",
                words=form.words.data or "",
                figures=figures_in_force(session, settings().content_dir),
                now=instant_now(),
            )
        if outcome is None:
            return to(f"learning.{answerer}_accommodations", done="answered")
        form.refuse(outcome)
    with reading() as session:
        return _answer_page(session, answerer, request_id, form, 422)


def _own_enrolment(session: Session, enrolment_id: int) -> Enrolment:
    person_id = current_person().person_id
    found = enrolments.own_enrolment_or_none(session, person_id=person_id, enrolment_id=enrolment_id)
    if found is None:
        abort(404)
    return found


def _own(session: Session, request_id: int) -> AccommodationRequest:
    found = service.own_request_or_none(session, person_id=current_person().person_id, request_id=request_id)
    if found is None:
        abort(404)
    return found


def _holdings(answerer: Answerer) -> list[Holding]:
    """Return the roles by which the person answers here: an officer who also manages a base keeps the desks apart."""
    return [held for held in holdings_of(current_person()) if held.role is _DESKS[answerer]]


def _in_reach(session: Session, answerer: Answerer, request_id: int) -> AccommodationRequest:
    within = within_reach(_holdings(answerer), today())
    found = service.request_within_or_none(session, within, request_id)
    if found is None:
        abort(404)
    is_of_office = AccommodationStepKind.REFUSED in {step.kind for step in found.steps}
    if answerer is Answerer.OFFICE and not is_of_office:
        abort(404)  # as long as the base answers, it is between the base and the trainee
    return found


def _titles(session: Session, enrolment_ids: Sequence[int]) -> dict[int, str]:
    versions = service.courses_of(session, enrolment_ids)
    titles = version_titles(session, versions.values())
    return {enrolment: titles[version] for enrolment, version in versions.items()}


def _ask_page(
    session: Session, enrolment: Enrolment, form: AskForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "learning/accommodation_form.html",
        status,
        form=form,
        enrolment=enrolment,
        title=_titles(session, [enrolment.id])[enrolment.id],
        hints={kind.value: words for kind, words in KIND_HINTS.items()},
    )


def _own_page(
    session: Session, found: AccommodationRequest, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "learning/own_accommodation.html",
        status,
        form=form,
        asked=found,
        title=_titles(session, [found.enrolment_id])[found.enrolment_id],
        for_words=FOR_WORDS,
        step_words=STEP_WORDS,
        may_object=found.state is AccommodationStepKind.OFFICE_REFUSED,
        may_take_back=found.state is not AccommodationStepKind.TAKEN_BACK,
    )


def _desk(answerer: Answerer) -> ResponseReturnValue:
    number = page_number(request.args.get("page"))
    with reading() as session:
        within = within_reach(_holdings(answerer), today())
        rows, total = service.waiting_requests(session, within, answerer, number=number, size=ROWS_PER_PAGE)
        return page(
            "learning/accommodation_desk.html",
            paging=Paging(rows, number, total),
            answerer=answerer.value,
            titles=_titles(session, [one.enrolment_id for one in rows]),
            names=nicknames(session, [one.person_id for one in rows]),
            for_words=FOR_WORDS,
            on=today(),
            done=done(DONE),
        )


def _answer_page(
    session: Session, answerer: Answerer, request_id: int, form: AnswerRequestForm, status: int = 200
) -> ResponseReturnValue:
    found = _in_reach(session, answerer, request_id)
    return page(
        "learning/accommodation_answer.html",
        status,
        form=form,
        asked=found,
        answerer=answerer.value,
        title=_titles(session, [found.enrolment_id])[found.enrolment_id],
        nickname=nicknames(session, [found.person_id])[found.person_id],
        for_words=FOR_WORDS,
        step_words=STEP_WORDS,
        waits=found.waits_for is answerer,
    )
