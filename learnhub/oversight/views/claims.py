"""A claim as auditors check it: its evidence bundle, asked for with a reason, made as a job, taken by whoever asked."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.oversight.forms import ReasonForm
from learnhub.oversight.service import handing_out as service
from learnhub.oversight.service.bundles import claim_or_none
from learnhub.oversight.views.blueprint import auditor_reach, bp, place_words
from learnhub.oversight.views.seals import zip_answer
from learnhub.primitives import Refusal, fen_text, instant_now, say
from learnhub.regions.rules import contains
from learnhub.storage.service import store_for
from learnhub.subsidy.models import Claim
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy

DONE = {"asked": say("已经开始做证据包。人多的申请要几分钟，可以先做别的，过一会儿再来看。")}


@bp.get("/audit/claims/<int:claim_id>")
@requires(Role.AUDITOR)
def claim(claim_id: int) -> ResponseReturnValue:
    """Show a claim's own bundles, how far each is, and ask what another one is for."""
    with reading() as session:
        return _claim_page(session, _claim_in_reach(session, claim_id), ReasonForm())


@bp.post("/audit/claims/<int:claim_id>/bundles")
@requires(Role.AUDITOR)
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
    return page(
        "oversight/claim.html",
        status,
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
