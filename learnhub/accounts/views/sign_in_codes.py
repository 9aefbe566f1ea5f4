"""Sign in once with a code that a base, a liaison or an officer hands over; hand one over."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.forms import NewSignInCodeForm, SignInCodeForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.reset_codes import grouped, spoken, typed_code
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.rules.ways_in import WayIn
from learnhub.accounts.service import attempts, reset_codes
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import actor, keys, request_id, to, visitor_address
from learnhub.accounts.views.entrance import begin_for, waiting
from learnhub.accounts.views.sign_in import entered
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import page, person_or_none, public, requires, shown_once, transaction

MALFORMED = Refusal("code-malformed", say("登录码是 8 位数字，例如 1234 5678。请核对一遍。"), field="code")


@bp.get("/sign-in/code")
@public("somebody who can't sign in can't do anything else")
def sign_in_by_code() -> ResponseReturnValue:
    """Show the form."""
    return _page(SignInCodeForm(next=local_address(request.args.get("next")) or ""))


@bp.post("/sign-in/code")
@public("somebody who can't sign in can't do anything else")
def begin_by_code() -> ResponseReturnValue:
    """Use a code up and open a sign-in, which money and numbers stay closed to until an own secret is given."""
    form = SignInCodeForm()
    if person_or_none() is not None:
        return to("accounts.sign_in", next=local_address(form.next.data))
    if "code" not in request.form:
        return _page(form)  # from the page of passwords, with what had been typed before
    code = typed_code(form.code.data or "")
    is_valid = form.validate()
    if is_valid and code is None:
        form.refuse(MALFORMED)
    if not is_valid or code is None:
        return _page(form, 422)
    outcome = _opened(form.nickname.data or "", code)
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_page(form, 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _page(form, 422)
    return entered(outcome, carried=form.carried.data, following=form.next.data)


@bp.get("/office/sign-in-codes/new")
@requires(Role.BASE_MANAGER, Role.LIAISON, Role.OFFICER, Role.ADMIN)
def new_sign_in_code() -> ResponseReturnValue:
    """Ask for whom, and how it was made sure who that is."""
    return page("accounts/new_sign_in_code.html", form=NewSignInCodeForm())


@bp.post("/office/sign-in-codes/new")
@requires(Role.BASE_MANAGER, Role.LIAISON, Role.OFFICER, Role.ADMIN)
@shown_once
def hand_over_sign_in_code() -> ResponseReturnValue:
    """Make a code and show it, once: an answer to a POST has no address that could be opened again."""
    form = NewSignInCodeForm()
    if form.validate():
        with transaction() as session:
            code = reset_codes.issue_to_sign_in(
                session,
                keys(),
                actor(),
                form.nickname.data or "",
                reason=form.reason.data or "",
                now=instant_now(),
            )
        if not isinstance(code, Refusal):
            return page(
                "accounts/sign_in_code_handed_over.html",
                nickname=form.nickname.data,
                code=grouped(code),
                spoken=spoken(code),
            )
        form.refuse(code)
    return page("accounts/new_sign_in_code.html", 422, form=form)


def _opened(nickname: str, code: str) -> str | Wait | Refusal:
    now = instant_now()
    counted = attempts.counters(keys(), Deed.SIGN_IN_CODE, name=nickname, address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        if wait is not None:
            return wait
        used = reset_codes.use_to_sign_in(
            session, keys(), typed_nickname=nickname, code=code, request_id=request_id(), now=now
        )
        if isinstance(used, Refusal):
            return used
        attempts.forgive(session, counted, now=now)
        person_id, given_by_id = used
        return begin_for(session, person_id, way=WayIn.CODE, given_by_id=given_by_id)


def _page(form: SignInCodeForm, status: int = 200) -> Response:
    return page("accounts/sign_in_by_code.html", status, form=form)
