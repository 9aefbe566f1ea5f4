"""A trainee's own claims: where each stands, what comes next, where the money goes, and how to object."""

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.primitives import Refusal, instant_now, today
from learnhub.subsidy.forms.claims import own_payee_form
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.rules.claims import PAYEE_WORDS, STEP_WORDS, Payee
from learnhub.subsidy.rules.statements import NEXT_WORDS
from learnhub.subsidy.service import claims as service
from learnhub.subsidy.service import course_titles
from learnhub.subsidy.service.claims.payees import payee_told
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.own import own_enrolment
from learnhub.web import by_own_secret, page, reading, signed_in, transaction
from learnhub.web.forms import tidy

OWN_DONE = {"payee": _l("收款账户已经登记。")}


@bp.get("/me/subsidy/<int:enrolment_id>/claims")
@by_own_secret
@signed_in
def own_claims(enrolment_id: int) -> ResponseReturnValue:
    """Tell every line that was claimed, each step so far, and what happens next."""
    with reading() as session:
        enrolment = own_enrolment(session, enrolment_id)
        found = service.claims_of_enrolments(session, [enrolment_id]).get(enrolment_id, [])
        row = service.payees_of(session, [enrolment_id]).get(enrolment_id)
        return page(
            "subsidy/own_claims.html",
            enrolment_id=enrolment_id,
            course=course_titles(session, [enrolment])[enrolment_id],
            told=[service.claim_told(session, one, on=today()) for one in found],
            account=payee_told(keys(), row) if row else None,
            line_words=LINE_WORDS,
            step_words=STEP_WORDS,
            next_words=NEXT_WORDS,
            payee_words=PAYEE_WORDS,
            done=done(OWN_DONE),
        )


@bp.get("/me/subsidy/<int:enrolment_id>/account")
@by_own_secret
@signed_in
def own_payee(enrolment_id: int) -> ResponseReturnValue:
    """Ask for the trainee's own account."""
    with reading() as session:
        enrolment = own_enrolment(session, enrolment_id)
        return page(
            "subsidy/own_payee.html",
            form=own_payee_form(),
            enrolment_id=enrolment_id,
            course=course_titles(session, [enrolment])[enrolment_id],
        )


@bp.post("/me/subsidy/<int:enrolment_id>/account")
@by_own_secret
@signed_in
def set_own_payee(enrolment_id: int) -> ResponseReturnValue:
    """Keep the trainee's own account."""
    form = own_payee_form()
    with transaction() as session:
        enrolment = own_enrolment(session, enrolment_id)
        if form.validate():
            outcome = service.set_payee(
                session,
                keys(),
                actor(),
                enrolment=enrolment,
                kind=Payee.TRAINEE,
                holder=tidy(form.holder.data),
                number=tidy(form.number.data),
                is_card=form.account_kind.data == "card",
                bank=tidy(form.bank.data),
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("subsidy.own_claims", enrolment_id=enrolment_id, done="payee")
            form.refuse(outcome)
        return page(
            "subsidy/own_payee.html",
            422,
            form=form,
            enrolment_id=enrolment_id,
            course=course_titles(session, [enrolment])[enrolment_id],
        )
