"""Set a new password with a code that somebody handed over."""

from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.adapters.common_passwords import common_passwords
from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.forms import ResetForm
from learnhub.accounts.rules.passwords import password_refusal
from learnhub.accounts.rules.reset_codes import typed_code
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import attempts, reset_codes
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import keys, request_id, to, visitor_address
from learnhub.accounts.views.entrance import begin_for, is_shown, waiting
from learnhub.accounts.views.recognition import remember
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import page, public, transaction

MALFORMED = Refusal("code-malformed", say("重设码是 8 位数字，例如 1234 5678。请核对一遍。"), field="code")


@bp.get("/reset-password")
@public("somebody who forgot the password can't sign in")
def reset_password() -> ResponseReturnValue:
    """Show the form."""
    return _reset_page(ResetForm())


@bp.post("/reset-password")
@public("somebody who forgot the password can't sign in")
def set_new_password() -> ResponseReturnValue:
    """Check the code, set the password, end all other sign-ins and open one here."""
    form = ResetForm()
    if not form.validate() or not _is_good(form):
        return _reset_page(form, 422)
    outcome = _reset(
        form.nickname.data or "", typed_code(form.code.data or "") or "", form.new_password.data or ""
    )
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_reset_page(form, 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _reset_page(form, 422)
    return remember(to("accounts.account", done="password-set"), outcome)


def _is_good(form: ResetForm) -> bool:
    refusals = [
        MALFORMED if typed_code(form.code.data or "") is None else None,
        password_refusal(
            form.new_password.data or "",
            nickname=form.nickname.data or "",
            common=common_passwords(),
            field="new_password",
        ),
    ]
    for refusal in refusals:
        if refusal is not None:
            form.refuse(refusal)
    return not any(refusals)


def _reset(nickname: str, code: str, password: str) -> str | Wait | Refusal:
    now = instant_now()
    counted = attempts.counters(keys(), Deed.RESET, name=nickname, address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        owner = reset_codes.person_of(session, keys(), typed_nickname=nickname, code=code, now=now)
    if wait is not None:
        return wait
    if isinstance(owner, Refusal):
        return owner
    password_hash = hash_password(password)
    with transaction() as session:
        used = reset_codes.use(
            session,
            keys(),
            typed_nickname=nickname,
            code=code,
            password_hash=password_hash,
            request_id=request_id(),
            now=now,
        )
        if isinstance(used, Refusal):
            return used
        attempts.forgive(session, counted, now=now)
        return begin_for(session, used)


def _reset_page(form: ResetForm, status: int = 200) -> Response:
    return page("accounts/reset_password.html", status, form=form, is_shown=is_shown())
