"""One's own account: sign-ins and password."""

from flask import abort
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.adapters.common_passwords import common_passwords
from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.forms import PasswordForm
from learnhub.accounts.rules.passwords import password_refusal
from learnhub.accounts.rules.roles import BASE_ROLES, ROLE_WORDS
from learnhub.accounts.rules.waits import Wait
from learnhub.accounts.rules.ways_in import WAY_WORDS
from learnhub.accounts.service import people, reset_codes, sign_ins
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.accounts.views.entrance import is_shown, own_password_outcome, waiting
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import SiteForm, current_person, page, reading, signed_in, transaction

ACCOUNT_DONE = {
    "registered": say("注册好了，您已经登录。请记住昵称和密码，下次登录要用。"),
    "password-set": say("新密码设好了，您已经登录。其他地方的登录都已退出。"),
    "password-changed": say("密码改好了。其他地方的登录都已退出。"),
}
SIGN_INS_DONE = {
    "ended": say("那一处已经退出。"),
    "ended-others": say("其他地方都已经退出，只剩这里。"),
    "code-ended": say("那个码已经作废，谁也不能再用它登录。"),
}


@bp.get("/me/account")
@signed_in
def account() -> ResponseReturnValue:
    """Show one's nickname, roles and what can be changed."""
    held = tuple(dict.fromkeys(one.role for one in holdings_of(current_person())))
    return page(
        "accounts/account.html",
        roles=[ROLE_WORDS[role] for role in held],
        is_of_base=not BASE_ROLES.isdisjoint(held),
        done=done(ACCOUNT_DONE),
    )


@bp.get("/me/sign-ins")
@signed_in
def own_sign_ins() -> ResponseReturnValue:
    """List where one is signed in."""
    person = current_person()
    with reading() as session:
        now = instant_now()
        rows = sign_ins.open_sign_ins(session, person.person_id, now=now)
        code = reset_codes.open_code_or_none(session, person.person_id, now=now)
        givers = {one.given_by_id for one in rows} | {code.issued_by_id if code is not None else None}
        return page(
            "accounts/sign_ins.html",
            rows=rows,
            code=code,
            ways=WAY_WORDS,
            names=nicknames(session, [one for one in givers if one is not None]),
            present=person.session_key,
            done=done(SIGN_INS_DONE),
            form=SiteForm(),
        )


@bp.post("/me/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sign-ins."""
    with transaction() as session:
        is_ended = sign_ins.end(session, current_person().person_id, sign_in_id, now=instant_now())
    if not is_ended:
        abort(404)
    return to("accounts.own_sign_ins", done="ended")


@bp.post("/me/sign-ins/end-others")
@signed_in
def end_other_sign_ins() -> ResponseReturnValue:
    """End all sign-ins but this one."""
    person = current_person()
    with transaction() as session:
        sign_ins.end_all(session, person.person_id, but=person.session_key, now=instant_now())
    return to("accounts.own_sign_ins", done="ended-others")


@bp.post("/me/sign-ins/code/end")
@signed_in
def end_code() -> ResponseReturnValue:
    """End a code that was handed over and not used; once it is gone, ending it again changes nothing."""
    with transaction() as session:
        reset_codes.end_open_code(session, current_person().person_id, now=instant_now())
    return to("accounts.own_sign_ins", done="code-ended")


@bp.get("/me/password")
@signed_in
def password() -> ResponseReturnValue:
    """Show the form for a new password."""
    return _password_page(PasswordForm())


@bp.post("/me/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Set a new password for somebody who knows the old one; all other sign-ins end."""
    form = PasswordForm()
    if not form.validate():
        return _password_page(form, 422)
    person = current_person()
    refusal = password_refusal(
        form.new_password.data or "",
        nickname=person.nickname,
        common=common_passwords(),
        field="new_password",
    )
    outcome = refusal or _change(form.password.data or "", form.new_password.data or "")
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_password_page(form, 429), outcome)
    if outcome is not None:
        form.refuse(outcome)
        return _password_page(form, 422)
    return to("accounts.account", done="password-changed")


def _change(old: str, new: str) -> Wait | Refusal | None:
    outcome = own_password_outcome(old)
    if outcome is not None:
        return outcome
    person, now = current_person(), instant_now()
    password_hash = hash_password(new)  # takes 0.1 s: outside of the unit of work
    with transaction() as session:
        people.set_password_hash(session, person.person_id, password_hash)
        sign_ins.end_all(session, person.person_id, but=person.session_key, now=now)
    return None


def _password_page(form: PasswordForm, status: int = 200) -> Response:
    return page("accounts/password.html", status, form=form, is_shown=is_shown())
