"""One's own certificate number: asked for with its reason, shown masked."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.forms import CertificateForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.certificate import CertificateNumber, certificate_number
from learnhub.accounts.rules.consent import TEXTS, Basis, ConsentText
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import attempts, certificates
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import actor, done, keys, to, to_address, visitor_address
from learnhub.accounts.views.entrance import waiting
from learnhub.primitives import Refusal, instant_now, say, today
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
    "given": say("残疾人证号已经保存。页面上只显示开头四位和结尾两位。"),
    "withdrawn": say("同意已经撤回，号码已经删除。课程照样可以学。"),
}


@bp.get("/me/certificate")
@by_own_secret
@signed_in
def certificate() -> ResponseReturnValue:
    """Show the masked number, and the form with its reason."""
    with reading() as session:
        return _certificate_page(session, CertificateForm(next=local_address(request.args.get("next")) or ""))


@bp.post("/me/certificate")
@by_own_secret
@signed_in
def give_certificate() -> ResponseReturnValue:
    """Check and keep one's number."""
    form, told = CertificateForm(), told_here()
    if not told.agreement:
        del form.agrees
    outcome = _checked(form)
    if not isinstance(outcome, CertificateNumber):
        return _refused(form, outcome)
    with transaction() as session:
        person_id = current_person().person_id
        certificates.give(session, keys(), actor(), person_id, outcome, told=told, now=instant_now())
    following = local_address(form.next.data)
    return to_address(following) if following else to("accounts.certificate", done="given")


@bp.get("/me/certificate/withdrawal")
@by_own_secret
@signed_in
def certificate_withdrawal() -> ResponseReturnValue:
    """Ask before the number is erased."""
    return page("accounts/certificate_withdrawal.html", form=SiteForm())


@bp.post("/me/certificate/withdrawal")
@by_own_secret
@signed_in
def withdraw_certificate() -> ResponseReturnValue:
    """Withdraw consent and erase the number."""
    with transaction() as session:
        outcome = certificates.withdraw(session, actor(), current_person().person_id, now=instant_now())
    if isinstance(outcome, Refusal):
        form = SiteForm()
        form.refuse(outcome)
        return page("accounts/certificate_withdrawal.html", 422, form=form)
    return to("accounts.certificate", done="withdrawn")


def told_here() -> ConsentText:
    """Return what people of this site are told before they give their number."""
    return TEXTS[Basis(settings().legal_basis)]


def _checked(form: CertificateForm) -> CertificateNumber | Wait | Refusal | None:
    """Return the number; None where the form itself lists what is wrong."""
    if not form.validate():
        return None
    counted = attempts.counters(
        keys(), Deed.CERTIFICATE, name=str(current_person().person_id), address=visitor_address()
    )
    now = instant_now()
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        number = certificate_number(form.number.data or "", on=today())
        if wait is None and isinstance(number, CertificateNumber):
            attempts.forgive(session, counted, now=now)
    return wait or number


def _refused(form: CertificateForm, outcome: Wait | Refusal | None) -> Response:
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
    elif outcome is not None:
        form.refuse(outcome)
    with reading() as session:
        if isinstance(outcome, Wait):
            return waiting(_certificate_page(session, form, 429), outcome)
        return _certificate_page(session, form, 422)


def _certificate_page(session: Session, form: CertificateForm, status: int = 200) -> Response:
    state = certificates.state_or_none(session, keys(), current_person().person_id)
    return page(
        "accounts/certificate.html", status, form=form, state=state, told=told_here(), done=done(DONE)
    )
