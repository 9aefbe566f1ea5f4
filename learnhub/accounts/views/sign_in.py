"""Sign in, sign out, and go on with what was typed."""

from urllib.parse import urlsplit

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from learnhub.accounts.forms import SignInForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.carried import Carried, pack, unpack
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import devices, sign_ins
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import device_token, done, left, to, to_address
from learnhub.accounts.views.entrance import is_shown, open_account, waiting
from learnhub.accounts.views.recognition import COOKIE, become, forget, remember
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import (
    current_person,
    page,
    person_or_none,
    public,
    reading,
    transaction,
)
from learnhub.web.guard import SAFE_METHODS, UNRESENT_FIELDS, typed_fields
from learnhub.web.words import _

DONE = {
    "signed-out": say("您已经退出。现在可以换另一个人登录。"),
    "other-person": say("刚才填写的内容属于另一个账号，没有带过来。"),
}


@bp.get("/sign-in")
@public("somebody who can't sign in can't do anything else")
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form, for somebody whom this device shows where `on` says whom."""
    form = SignInForm(next=local_address(request.args.get("next")) or "")
    shown_id = request.args.get("on", "")
    if shown_id.isascii() and shown_id.isdigit():
        with reading() as session:
            shown = devices.shown_or_none(session, device_token(), int(shown_id[:9]))
        form.nickname.data = shown.nickname if shown is not None else None
    return sign_in_page(form)


@bp.post("/sign-in")
@public("somebody who can't sign in can't do anything else")
def begin_sign_in() -> ResponseReturnValue:
    """Check nickname and password, and open a sign-in."""
    form = SignInForm()
    if person_or_none() is not None:
        return to("accounts.sign_in", next=local_address(form.next.data))
    if not form.validate():
        return sign_in_page(form, 422)
    opened = open_account(Deed.SIGN_IN, form.nickname.data or "", form.password.data or "")
    if isinstance(opened, Wait):
        form.form_errors.append(opened.sentence)
        return waiting(sign_in_page(form, 429), opened)
    if isinstance(opened, Refusal):
        form.refuse(opened)
        return sign_in_page(form, 422)
    return entered(opened, carried=form.carried.data, following=form.next.data)


@bp.post("/sign-out")
@public("signing out twice does no harm")
def sign_out() -> ResponseReturnValue:
    """End this sign-in and take what was the person's from the browser; the next person is one press away."""
    person = person_or_none()
    with transaction() as session:
        if person is not None:
            sign_ins.end(session, person.person_id, person.session_key, now=instant_now())
        is_shared = bool(devices.people_on(session, device_token()))
    target = "accounts.change_person" if is_shared else "accounts.sign_in"
    return left(forget(to(target, done="signed-out")))


def entered(token: str, *, carried: str | None = None, following: str | None = None) -> Response:
    """Answer somebody who has just signed in: on with what had been typed, or to where the person wanted to go."""
    form = unpack(carried)
    if form is not None and _is_posted_to(form.action):
        return _go_on(form, token)
    return remember(to_address(local_address(following) or "/"), token)


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who must sign in first; what was typed goes along."""
    if request.mimetype == "application/json":
        return jsonify(error="sign-in-needed", sentence=_("请先登录，再继续。")), 401
    if request.method in SAFE_METHODS:
        return to("accounts.sign_in", next=local_address(request.full_path.rstrip("?")))
    fields = typed_fields()
    with reading() as session:
        owner = sign_ins.owner_or_none(session, request.cookies.get(COOKIE, ""))
    carried = Carried(request.full_path.rstrip("?"), tuple(fields), owner)
    # Whoever registers instead comes back to the page on which the form stands.
    form = SignInForm(ImmutableMultiDict(), carried=pack(carried), next=_page_before() or "")
    posted = sum(name not in UNRESENT_FIELDS for name, _value in request.form.items(multi=True))
    return sign_in_page(form, 401, is_cut=len(fields) < posted, has_files=any(request.files.values()))


def sign_in_page(form: SignInForm, status: int = 200, **values: object) -> Response:
    """Show the form to sign in, with whatever had been typed before."""
    carried = unpack(form.carried.data)
    values = {
        "is_cut": False,
        "has_files": False,
        "has_ended": carried is not None and carried.person_id is not None,
        "done": done(DONE),
        "is_shown": is_shown(),
        "has_people": _has_people(),
        **values,
    }
    response = page("accounts/sign_in.html", status, form=form, **values)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Form realm="sign-in"'  # RFC 9110 11.6.1 asks for one
    return response


def _has_people() -> bool:
    with reading() as session:
        return bool(devices.people_on(session, device_token()))


def _page_before() -> str | None:
    """Return the page of this site that the request came from, or None."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return None
    return local_address(before.path + ("?" + before.query if before.query else ""))


def _go_on(carried: Carried, token: str) -> Response:
    become(token)
    if carried.person_id not in (None, current_person().person_id):
        # A shared telephone: the next person must not send off what the one before had typed.
        return remember(to("accounts.sign_in", done="other-person"), token)
    confirm = page(
        "web/confirm_again.html", action=carried.action, fields=carried.fields, lacks_password=False
    )
    return remember(confirm, token)


def _is_posted_to(address: str) -> bool:
    try:
        current_app.url_map.bind("").match(urlsplit(address).path, method="POST")
    except HTTPException:  # not found, not by POST, or moved
        return False
    return True
