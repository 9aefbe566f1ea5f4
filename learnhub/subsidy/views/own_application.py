"""A claim that the trainee or the guardian begins: what can be claimed, the claim to check, and sending it."""

import re

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.notices import service as notices
from learnhub.primitives import Refusal, instant_now, new_token, say, today
from learnhub.subsidy.forms.claims import MakeForm
from learnhub.subsidy.models import Claim, ClaimStep
from learnhub.subsidy.rules import LINE_WORDS, LineState
from learnhub.subsidy.rules.claims import PAYEE_WORDS, StepKind, next_steps
from learnhub.subsidy.service import claims as service
from learnhub.subsidy.service import course_titles
from learnhub.subsidy.service.claims import Deed, own
from learnhub.subsidy.service.claims.own import Side
from learnhub.subsidy.service.claims.payees import payee_told
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.own import own_side
from learnhub.subsidy.views.own_claims import side_values
from learnhub.subsidy.views.record_page import figures_in_force, record_told_or_none
from learnhub.web import (
    SiteForm,
    by_own_secret,
    current_person,
    page,
    reading,
    settings,
    signed_in,
    transaction,
)

DONE = {
    "begun": say("申请已经开始，还没有交给残联。"),
    "payee": say("收款账户已经登记。"),
}
_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_OWN_DEEDS = {StepKind.SUBMITTED.value: "sent", StepKind.DROPPED.value: "dropped"}


@bp.get("/me/subsidy/<int:enrolment_id>/application")
@by_own_secret
@signed_in
def own_application(enrolment_id: int) -> ResponseReturnValue:
    """Tell what can be claimed now and what can't be and why, before anything is begun."""
    with reading() as session:
        return _application_page(session, own_side(session, enrolment_id), MakeForm(act=new_token(9)))


@bp.post("/me/subsidy/<int:enrolment_id>/application")
@by_own_secret
@signed_in
def begin_own_claim(enrolment_id: int) -> ResponseReturnValue:
    """Begin a claim: every line is worked out once more and frozen; it isn't sent yet."""
    form = MakeForm()
    act = str(form.act.data) if _ACT.fullmatch(form.act.data or "") else new_token(9)
    with transaction() as session:
        side = own_side(session, enrolment_id)
        outcome = own.begin_own_claim(
            session,
            actor(),
            side,
            client_id=act,
            figures=figures_in_force(session),
            keys=keys(),
            now=instant_now(),
        )
        if isinstance(outcome, Refusal):
            form.refuse(outcome)
            return _application_page(session, side, form, 422)
        return to("subsidy.own_sending", enrolment_id=enrolment_id, claim_id=outcome.id, done="begun")


@bp.get("/me/subsidy/<int:enrolment_id>/claims/<int:claim_id>/sending")
@by_own_secret
@signed_in
def own_sending(enrolment_id: int, claim_id: int) -> ResponseReturnValue:
    """Show every line of a claim and where the money goes, and ask whether it is to be sent."""
    with reading() as session:
        side, claim = _own_claim(session, enrolment_id, claim_id)
        return _sending_page(session, side, claim, SiteForm())


@bp.post("/me/subsidy/<int:enrolment_id>/claims/<int:claim_id>/sending")
@by_own_secret
@signed_in
def send_own_claim(enrolment_id: int, claim_id: int) -> ResponseReturnValue:
    """Send the claim to the office, or take it back."""
    deed = request.form.get("deed", "")
    with transaction() as session:
        side, claim = _own_claim(session, enrolment_id, claim_id)
        if deed not in _OWN_DEEDS:
            abort(400)
        outcome = _taken(session, side, claim, StepKind(deed))
        if isinstance(outcome, Refusal):
            return _sending_page(session, side, claim, SiteForm().refuse(outcome), 422)
        return to("subsidy.own_claims", enrolment_id=enrolment_id, done=_OWN_DEEDS[deed])


@bp.get("/me/guardians/<int:link_id>/subsidy")
@signed_in
def ward_trainings(link_id: int) -> ResponseReturnValue:
    """List the classes of the trainee whose guardian this is, each leading to its claims."""
    with reading() as session:
        found = own.wards_trainings(
            session, guardian_id=current_person().person_id, link_id=link_id, on=today()
        )
        if found is None:
            abort(404)
        link, rows = found
        return page(
            "subsidy/ward_trainings.html",
            name=nicknames(session, [link.person_id])[link.person_id],
            rows=rows,
            titles=course_titles(session, [enrolment for enrolment, _class in rows]),
        )


def _own_claim(session: Session, enrolment_id: int, claim_id: int) -> tuple[Side, Claim]:
    side = own_side(session, enrolment_id)
    claim = own.own_side_claim_or_none(session, side, claim_id)
    if claim is None:
        abort(404)
    return side, claim


def _taken(session: Session, side: Side, claim: Claim, kind: StepKind) -> ClaimStep | Refusal:
    if kind is StepKind.SUBMITTED:
        refusal = own.send_refusal(session, keys(), side, on=today())
        if refusal is not None:
            return refusal
    return service.take_step(
        session,
        actor(),
        claim,
        Deed(kind),
        figures=figures_in_force(session),
        calendar=notices.working_days(session, settings().content_dir),
        now=instant_now(),
    )


def _application_page(session: Session, side: Side, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    figures = figures_in_force(session)
    candidate = own.own_candidate_or_none(session, side.enrolment, keys(), on=today())
    record = record_told_or_none(session, side.enrolment, figures)
    return page(
        "subsidy/own_application.html",
        status,
        form=form,
        **side_values(session, side),
        refusal=own.begin_refusal(session, side.enrolment, figures, on=today()),
        unsent=own.unsent_or_none(session, side),
        lines=[(line, held) for line, held in candidate.lines] if candidate else [],
        total_fen=candidate.total_fen if candidate else 0,
        reasons=candidate.reasons if candidate else (),
        others=[line for line in record.lines if line.state is not LineState.GRANTED] if record else [],
        line_words=LINE_WORDS,
    )


def _sending_page(
    session: Session, side: Side, claim: Claim, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    told = service.claim_told(session, claim, on=today())
    row = service.payees_of(session, [side.enrolment.id]).get(side.enrolment.id)
    returned = next((one for one in reversed(told.steps) if one.kind is StepKind.RETURNED), None)
    return page(
        "subsidy/own_sending.html",
        status,
        form=form,
        **side_values(session, side),
        told=told,
        account=payee_told(keys(), row) if row else None,
        may_send=StepKind.SUBMITTED in next_steps(told.state, is_opposing=claim.reverses_id is not None),
        returned=returned if told.state is StepKind.RETURNED else None,
        next_words=service.next_words(claim),
        line_words=LINE_WORDS,
        payee_words=PAYEE_WORDS,
        done=done(DONE),
    )
