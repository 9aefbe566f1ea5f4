"""Payments by their reference, and a claim as auditors check it: from each line to its record, and its evidence bundle."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.oversight.forms import PaymentForm, ReasonForm
from learnhub.oversight.service import handing_out as service
from learnhub.oversight.service.bundles import claim_or_none
from learnhub.oversight.service.payments import payments as service_payments
from learnhub.oversight.views.blueprint import auditor_reach, bp, place_words, reach
from learnhub.oversight.views.seals import zip_answer
from learnhub.primitives import Refusal, fen_text, instant_now, say, today
from learnhub.regions.rules import contains
from learnhub.storage.service import store_for
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.service.claims.told import claim_told, step_words
from learnhub.web import Paging, current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {"asked": say("已经开始做证据包。人多的申请要几分钟，可以先做别的，过一会儿再来看。")}
_PAYMENTS = 12  # a link each, and a page has at most 25 stops
_LINES = 8


@bp.get("/audit/payments")
@requires(Role.AUDITOR, Role.OFFICER)
def payments() -> ResponseReturnValue:
    """List what was paid and what came back, by reference: where auditors begin, and where officers find a claim that is over."""
    form = PaymentForm(request.args)
    is_good = form.validate()
    asked = tidy(form.asked.data) if is_good else ""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total, sum_fen = service_payments(session, reach(), asked=asked, number=number, size=_PAYMENTS)
        return page(
            "oversight/payments.html",
            200 if is_good else 422,
            form=form,
            asked=asked,
            paging=Paging(rows, number, total, _PAYMENTS),
            sum_fen=sum_fen,
            place_words=place_words,
            leads=[_way_into(one.claim) for one in rows],
        )


def _way_into(found: Claim) -> str:
    is_audited = any(contains(code, found.region_code) for code in auditor_reach())
    return url_for("oversight.claim" if is_audited else "subsidy.claim", claim_id=found.id)


@bp.get("/audit/claims/<int:claim_id>")
@requires(Role.AUDITOR)
def claim(claim_id: int) -> ResponseReturnValue:
    """Show a claim's own bundles, how far each is, and ask what another one is for."""
    with reading() as session:
        return _claim_page(session, _claim_in_reach(session, claim_id), ReasonForm())


@bp.post("/audit/claims/<int:claim_id>/bundles")
@requires(Role.AUDITOR)
@once
def ask_for_bundle(claim_id: int) -> ResponseReturnValue:
    """Have the bundle of a claim made."""
    form = ReasonForm()
    with transaction() as session:
        found = _claim_in_reach(session, claim_id)
        if form.validate():
            outcome = service.ask_for_bundle(
                session, actor(), found, reason=tidy(form.reason.data), now=instant_now()
            )
            if not isinstance(outcome, Refusal):
                return to("oversight.claim", claim_id=claim_id, done="asked")
            form.refuse(outcome)
        return _claim_page(session, found, form, 422)


@bp.post("/audit/claims/<int:claim_id>/bundles/<int:bundle_id>")
@requires(Role.AUDITOR)
def take_bundle(claim_id: int, bundle_id: int) -> ResponseReturnValue:
    """Send a bundle to whoever asked for it, and record that it was taken."""
    now, store = instant_now(), store_for(settings())
    with transaction() as session:
        found = _claim_in_reach(session, claim_id)
        row = service.own_bundle_or_none(
            session, person_id=current_person().person_id, claim_id=claim_id, bundle_id=bundle_id, now=now
        )
        if row is None:
            abort(404)
        content = service.take_bundle(session, store, actor(), row, now=now)
    return zip_answer(content, f"claim-{found.id}.zip")


def _claim_page(session: Session, found: Claim, form: ReasonForm, status: int = 200) -> ResponseReturnValue:
    told = claim_told(session, found, on=today())
    return page(
        "oversight/claim.html",
        status,
        told=told,
        lines=part_of(told.lines, page_number(request.args.get("page")), _LINES),
        line_words=LINE_WORDS,
        step_words=step_words(found),
        form=form,
        claim=found,
        region=place_words(found.region_code),
        total=fen_text(found.total_fen),
        bundles=service.bundles_of(session, actor(), found),
        now=instant_now(),
        done=done(DONE),
    )


def _claim_in_reach(session: Session, claim_id: int) -> Claim:
    found = claim_or_none(session, claim_id)
    if found is None or not any(contains(code, found.region_code) for code in auditor_reach()):
        abort(404)
    return found
