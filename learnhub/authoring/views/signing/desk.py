"""A signer's desk: what one was asked for, what one is at, what waits for a review; and one's own consent."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.abilities import ABILITY_WORDS, SIGN_ABILITIES
from learnhub.accounts.service.abilities import abilities_on
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.authoring.forms.signing import PortraitForm, PromiseForm
from learnhub.authoring.models import SignDelivery, SignRequest
from learnhub.authoring.rules.signing.pages import page_titles
from learnhub.authoring.rules.signing.works import PORTRAIT
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import deliveries as sign_deliveries
from learnhub.authoring.service.signing import requests as sign_requests
from learnhub.authoring.service.signing import works as sign_works
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.service import slot_file_name
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import SiteForm, current_person, page, reading, signed_in, transaction

DONE = {
    "promised": say("日期已经记下，课程页面上会照着说。"),
    "declined": say("已经回绝，基地可以另请别人。"),
    "reviewed": say("已经记下：这段手语视频审核过了。"),
}
PORTRAIT_DONE = {
    "given": say("同意已经记下，可以开始拍了。"),
    "withdrawn": say("同意已经收回。所有页面都不再放您的手语视频，文件随后删除。"),
}
_ROWS = 8


@bp.get("/teach/signing")
@signed_in
def sign_desk() -> ResponseReturnValue:
    """Show what somebody is asked for, is signing, and can review."""
    person = current_person()
    with reading() as session:
        waiting = sign_deliveries.deliveries_to_review(session, reviewer_id=person.person_id)
        works = sign_works.own_works(session, person.person_id)
        titles = sign_deliveries.lesson_titles(session, {work.lesson_id for work, *_slugs in works})
        abilities = abilities_on(session, person.person_id, today())
        return page(
            "authoring/sign_desk.html",
            requests=sign_requests.requests_of(session, person.person_id)[:_ROWS],
            asked=sign_requests.requests_by_bases(session, holdings_of(person))[:_ROWS],
            works=[(titles[work.lesson_id], work, course, lesson) for work, course, lesson in works][:_ROWS],
            waiting=waiting[:_ROWS],
            waiting_count=len(waiting),
            titles=page_titles(),
            abilities=[ABILITY_WORDS[one] for one in sorted(abilities & SIGN_ABILITIES)],
            portrait=sign_consent.portrait_state(session, person.person_id),
            is_author=person.has_role(Role.INSTRUCTOR, Role.BASE_MANAGER),
            done=done(DONE),
        )


@bp.get("/teach/signing/requests/<int:request_id>")
@signed_in
def sign_request(request_id: int) -> ResponseReturnValue:
    """Show what one was asked for, with the answers there are."""
    with reading() as session:
        return _request_page(session, request_id, PromiseForm())


@bp.post("/teach/signing/requests/<int:request_id>")
@signed_in
def answer_sign_request(request_id: int) -> ResponseReturnValue:
    """Promise a day, or say no."""
    form = PromiseForm()
    person_id, now = current_person().person_id, instant_now()
    outcome: SignRequest | Refusal | None = None
    with transaction() as session:
        _own_request(session, request_id)
        if "decline" in request.form:
            outcome = sign_requests.decline(session, request_id, signer_id=person_id, now=now)
        elif form.validate():
            outcome = sign_requests.promise(
                session,
                request_id,
                signer_id=person_id,
                promised_on=form.promised_on.data or today(),
                now=now,
            )
    if isinstance(outcome, SignRequest):
        return to("authoring.sign_desk", done="declined" if "decline" in request.form else "promised")
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
    with reading() as session:
        return _request_page(session, request_id, form, 422)


@bp.get("/teach/signing/portrait")
@signed_in
def portrait() -> ResponseReturnValue:
    """Say what a sign video is used for, and ask."""
    form = PortraitForm(version=PORTRAIT.version)
    with reading() as session:
        return _portrait_page(session, form)


@bp.post("/teach/signing/portrait")
@signed_in
def agree_to_portrait() -> ResponseReturnValue:
    """Take consent."""
    form = PortraitForm()
    if form.validate():
        with transaction() as session:
            refusal = sign_consent.give_consent(
                session, current_person().person_id, text_version=form.version.data or "", now=instant_now()
            )
        if refusal is None:
            return to("authoring.portrait", done="given")
        form.refuse(refusal)
    form.version.data = PORTRAIT.version
    with reading() as session:
        return _portrait_page(session, form, 422)


@bp.get("/teach/signing/portrait/withdrawal")
@signed_in
def portrait_withdrawal() -> ResponseReturnValue:
    """Ask before consent is withdrawn: the videos can't be had back."""
    return page("authoring/portrait_withdrawal.html", form=SiteForm())


@bp.post("/teach/signing/portrait/withdrawal")
@signed_in
def withdraw_portrait() -> ResponseReturnValue:
    """Withdraw consent: every video is out of every page at once."""
    with transaction() as session:
        sign_consent.withdraw_consent(session, current_person().person_id, now=instant_now())
    return to("authoring.portrait", done="withdrawn")


@bp.get("/teach/signing/videos/<int:delivery_id>")
@signed_in
def sign_review(delivery_id: int) -> ResponseReturnValue:
    """Show a video beside what it signs; whoever may review it finds the button, everybody else the reason."""
    with reading() as session:
        return _review_page(session, delivery_id, SiteForm())


@bp.post("/teach/signing/videos/<int:delivery_id>")
@signed_in
def review_sign(delivery_id: int) -> ResponseReturnValue:
    """Say that a video signs what the text says."""
    with transaction() as session:
        _seen_delivery(session, delivery_id)
        outcome = sign_deliveries.review(session, actor(), delivery_id, now=instant_now())
    if isinstance(outcome, Refusal):
        form = SiteForm()
        form.refuse(outcome)
        with reading() as session:
            return _review_page(session, delivery_id, form, 422)
    return to("authoring.sign_desk", done="reviewed")


def _own_request(session: Session, request_id: int) -> SignRequest:
    found = session.get(SignRequest, request_id)
    if found is None or found.signer_id != current_person().person_id:
        abort(404)
    return found


def _request_page(
    session: Session, request_id: int, form: PromiseForm, status: int = 200
) -> ResponseReturnValue:
    own = _own_request(session, request_id)
    asked = next(
        (one for one in sign_requests.requests_of(session, own.signer_id) if one.request.id == own.id), None
    )
    return page("authoring/sign_request.html", status, form=form, asked=asked, sign_request=own)


def _portrait_page(session: Session, form: PortraitForm, status: int = 200) -> ResponseReturnValue:
    state = sign_consent.portrait_state(session, current_person().person_id)
    return page(
        "authoring/portrait.html",
        status,
        form=form,
        state=state,
        told=PORTRAIT,
        is_current=state.is_given and state.text_version == PORTRAIT.version,
        done=done(PORTRAIT_DONE),
    )


def _seen_delivery(session: Session, delivery_id: int) -> SignDelivery:
    found = sign_deliveries.delivery_or_none(session, delivery_id)
    if found is None or not sign_deliveries.may_see(
        session,
        found,
        person_id=current_person().person_id,
        holdings=holdings_of(current_person()),
        on=today(),
    ):
        abort(404)
    return found


def _review_page(
    session: Session, delivery_id: int, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    delivery = _seen_delivery(session, delivery_id)
    told = sign_deliveries.told(session, delivery)
    why = sign_deliveries.why_not_review(
        session, delivery, reviewer_id=current_person().person_id, now=instant_now()
    )
    return page(
        "authoring/sign_review.html",
        status,
        form=form,
        delivery=delivery,
        told=told,
        name=slot_file_name(delivery.blob, delivery.content_type),
        why_not=why.sentence if why is not None else "",
    )
