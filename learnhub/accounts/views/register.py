"""Register with a nickname and a password, nothing else."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.adapters.common_passwords import common_passwords
from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.forms import RegisterForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.names import nickname
from learnhub.accounts.rules.passwords import password_refusal
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import attempts, people
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import keys, to, to_address, visitor_address
from learnhub.accounts.views.entrance import begin_for, is_shown, open_account, waiting
from learnhub.accounts.views.recognition import remember
from learnhub.primitives import Refusal, instant_now
from learnhub.web import page, person_or_none, public, reading, transaction


@bp.get("/register")
@public("anybody may learn")
def register() -> ResponseReturnValue:
    """Show the registration form."""
    return _register_page(RegisterForm(next=local_address(request.args.get("next")) or ""))


@bp.post("/register")
@public("anybody may learn")
def add_person() -> ResponseReturnValue:
    """Add the person and sign in."""
    form = RegisterForm()
    if person_or_none() is not None:
        return to("accounts.register", next=local_address(form.next.data))
    if not form.validate() or not _is_good(form):
        return _register_page(form, 422)
    outcome = _register(form.nickname.data or "", form.password.data or "")
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_register_page(form, 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _register_page(form, 422)
    following = local_address(form.next.data)
    welcome = to_address(following) if following else to("accounts.account", done="registered")
    return remember(welcome, outcome)


def _is_good(form: RegisterForm) -> bool:
    shown = nickname(form.nickname.data or "")
    refusals = [
        shown if isinstance(shown, Refusal) else None,
        password_refusal(
            form.password.data or "", nickname=form.nickname.data or "", common=common_passwords()
        ),
    ]
    for refusal in refusals:
        if refusal is not None:
            form.refuse(refusal)
    return not any(refusals)


def _register(typed_nickname: str, password: str) -> str | Wait | Refusal:
    now = instant_now()
    with reading() as session:
        is_taken = people.account_or_none(session, typed_nickname) is not None
    if is_taken:
        # A form sent twice, or somebody who forgot having registered: with the right password it is their own account.
        opened = open_account(Deed.SIGN_IN, typed_nickname, password)
        return people.TAKEN if isinstance(opened, Refusal) else opened
    counted = attempts.counters(keys(), Deed.REGISTER, name=typed_nickname, address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
    if wait is not None:
        return wait
    password_hash = hash_password(password)
    with transaction() as session:
        person = people.register(session, typed_nickname=typed_nickname, password_hash=password_hash, now=now)
        return person if isinstance(person, Refusal) else begin_for(session, person.id)


def _register_page(form: RegisterForm, status: int = 200) -> Response:
    return page("accounts/register.html", status, form=form, is_shown=is_shown())
