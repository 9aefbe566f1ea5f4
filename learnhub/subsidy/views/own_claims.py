"""A trainee's own claims, and where the money goes; the guardian with a link in force sees and fills the same."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.subsidy.forms.claims import PayeeForm, own_payee_form
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.rules.claims import PAYEE_WORDS, Applicant, Payee
from learnhub.subsidy.rules.statements import tells_reason
from learnhub.subsidy.service import claims as service
from learnhub.subsidy.service import course_titles
from learnhub.subsidy.service.claims import own
from learnhub.subsidy.service.claims.own import Side
from learnhub.subsidy.service.claims.payees import payee_told
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.own import own_side
from learnhub.subsidy.views.record_page import figures_in_force
from learnhub.web import SiteForm, by_own_secret, page, reading, signed_in, transaction
from learnhub.web.forms import tidy
from learnhub.web.words import _

OWN_DONE = {
    "payee": say("收款账户已经登记。"),
    "sent": say("已经交给残联。办到哪一步，在这里看。"),
    "dropped": say("已经撤回，没有交给残联。想申请，随时可以再开始。"),
}


@bp.get("/me/subsidy/<int:enrolment_id>/claims")
@by_own_secret
@signed_in
def own_claims(enrolment_id: int) -> ResponseReturnValue:
    """Tell every line that was claimed, each step so far, and what happens next."""
    with reading() as session:
        side = own_side(session, enrolment_id)
        found = service.claims_of_enrolments(session, [enrolment_id]).get(enrolment_id, [])
        row = service.payees_of(session, [enrolment_id]).get(enrolment_id)
        return page(
            "subsidy/own_claims.html",
            **side_values(session, side),
            told=[service.claim_told(session, one, on=today()) for one in found],
            account=payee_told(keys(), row) if row else None,
            line_words=LINE_WORDS,
            step_words_of=service.step_words,
            next_words_of=service.next_words,
            tells_reason=tells_reason,
            payee_words=PAYEE_WORDS,
            unsent=own.unsent_or_none(session, side),
            may_begin=own.begin_refusal(session, side.enrolment, figures_in_force(session), on=today())
            is None,
            done=done(OWN_DONE),
        )


@bp.get("/me/subsidy/<int:enrolment_id>/account")
@by_own_secret
@signed_in
def own_payee(enrolment_id: int) -> ResponseReturnValue:
    """Ask for the account that the money goes to."""
    with reading() as session:
        side = own_side(session, enrolment_id)
        return _payee_page(session, side, own_payee_form(is_guardian=_is_guardian(side)))


@bp.post("/me/subsidy/<int:enrolment_id>/account")
@by_own_secret
@signed_in
def set_own_payee(enrolment_id: int) -> ResponseReturnValue:
    """Keep the trainee's account, or the guardian's."""
    with transaction() as session:
        side = own_side(session, enrolment_id)
        form = own_payee_form(is_guardian=_is_guardian(side))
        if form.validate():
            outcome = service.set_payee(
                session,
                keys(),
                actor(),
                enrolment=side.enrolment,
                kind=Payee(form.kind.data) if side.link is not None else Payee.TRAINEE,
                holder=tidy(form.holder.data),
                number=tidy(form.number.data),
                is_card=form.account_kind.data == "card",
                bank=tidy(form.bank.data),
                proof=side.link.proof if side.link is not None else "",
                by=side.applicant,
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return _after_account(session, side)
            form.refuse(outcome)
        return _payee_page(session, side, form, 422)


@bp.post("/me/subsidy/<int:enrolment_id>/account/base")
@by_own_secret
@signed_in
def choose_base_account(enrolment_id: int) -> ResponseReturnValue:
    """Let the money go to the base's account, where policy lets the trainee choose it."""
    with transaction() as session:
        side = own_side(session, enrolment_id)
        outcome = own.choose_base_account(
            session, keys(), actor(), side, figures_in_force(session), now=instant_now()
        )
        if not isinstance(outcome, Refusal):
            return _after_account(session, side)
        form = own_payee_form(is_guardian=_is_guardian(side), is_sent=False)
        return _payee_page(session, side, form.refuse(outcome), 422)


def side_values(session: Session, side: Side) -> dict[str, Any]:
    """Return what every page about the own claims of an enrolment shows: the course, and the way back for trainee or guardian."""
    enrolment_id = side.enrolment.id
    course = course_titles(session, [side.enrolment])[enrolment_id]
    if side.link is None:
        trail = [
            (_("我的补贴"), url_for("subsidy.own_records")),
            (
                _("“%(course)s”的补贴单", course=course),
                url_for("subsidy.own_record", enrolment_id=enrolment_id),
            ),
        ]
    else:
        trail = [
            (_("监护人"), url_for("accounts.own_guardians")),
            (_("学员的补贴"), url_for("subsidy.ward_trainings", link_id=side.link.id)),
        ]
    return {
        "enrolment_id": enrolment_id,
        "course": course,
        "trail": trail,
        "is_guardian": side.link is not None,
    }


def _after_account(session: Session, side: Side) -> Response:
    """Lead back to the claim that has still to be sent, else to the claims."""
    unsent = own.unsent_or_none(session, side)
    if unsent is None:
        return to("subsidy.own_claims", enrolment_id=side.enrolment.id, done="payee")
    return to("subsidy.own_sending", enrolment_id=side.enrolment.id, claim_id=unsent.id, done="payee")


def _is_guardian(side: Side) -> bool:
    return side.applicant is Applicant.GUARDIAN


def _payee_page(
    session: Session, side: Side, form: PayeeForm | SiteForm, status: int = 200
) -> ResponseReturnValue:
    row = own.base_account_or_none(session, side.enrolment, figures_in_force(session), on=today())
    return page(
        "subsidy/own_payee.html",
        status,
        form=form,
        **side_values(session, side),
        base_account=payee_told(keys(), row) if row is not None else None,
    )
