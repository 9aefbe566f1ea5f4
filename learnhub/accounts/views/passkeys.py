"""Passkeys: add, name and remove them, and sign in by one; only where scripts are, beside all other ways."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.adapters import passkeys as keys_of_devices
from learnhub.accounts.adapters.passkeys import Place
from learnhub.accounts.forms import OwnPasswordForm, PasskeyForm, SignInForm
from learnhub.accounts.rules.devices import device_words
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.rules.ways_in import WayIn
from learnhub.accounts.service import attempts, passkeys
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import done, keys, request_id, to, visitor_address
from learnhub.accounts.views.entrance import begin_for, is_shown, own_password_outcome, waiting
from learnhub.accounts.views.sign_in import entered, sign_in_page
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import (
    SiteForm,
    current_person,
    page,
    person_or_none,
    public,
    reading,
    settings,
    signed_in,
    transaction,
)

DONE = {
    "added": say("通行密钥加好了。下次登录，按“用通行密钥登录”，再用这台设备的指纹、人脸或者锁屏密码就行。"),
    "removed": say("去掉了。这个通行密钥不能再登录。"),
}
WRONG = Refusal("passkey-wrong", say("这个通行密钥没有认出来。请再按一次，或者用密码登录。"))
NOT_MADE = Refusal(
    "passkey-not-made",
    say("通行密钥没有做成：要新一些的浏览器，能运行脚本，设备有锁屏密码。不行的话，密码一直能用。"),
)


@bp.get("/me/passkeys")
@signed_in
def own_passkeys() -> ResponseReturnValue:
    """List the own passkeys, and ask for the password before another one."""
    return _own_page(OwnPasswordForm())


@bp.post("/me/passkeys/new")
@signed_in
def ask_for_passkey() -> ResponseReturnValue:
    """Check the own password and let the device make a passkey: the challenge in this page is the proof of it, once."""
    form = OwnPasswordForm()
    if not form.validate():
        return _own_page(form, 422)
    outcome = own_password_outcome(form.password.data or "")
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_own_page(form, 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _own_page(form, 422)
    return _new_page(PasskeyForm(name=device_words(request.user_agent.string)))


@bp.post("/me/passkeys")
@signed_in
def add_passkey() -> ResponseReturnValue:
    """Keep what the device has made."""
    form, person, now = PasskeyForm(), current_person(), instant_now()
    answer = form.answer.data or ""
    challenge = keys_of_devices.challenge_in(answer)
    with transaction() as session:
        is_asked = passkeys.use_challenge(session, challenge, person.person_id, now=now)
    if challenge is None or not is_asked:
        return _own_page(OwnPasswordForm().refuse(NOT_MADE), 422)
    if not form.validate():
        return _new_page(form, 422)
    made = keys_of_devices.made_key(answer, _place(), challenge)
    if made is None:
        form.refuse(NOT_MADE)
        return _new_page(form, 422)
    with transaction() as session:
        refusal = passkeys.add(
            session,
            person.person_id,
            key=made,
            handle=_handle(),
            name=form.name.data or "",
            request_id=request_id(),
            now=now,
        )
    if refusal is not None:
        return _own_page(OwnPasswordForm().refuse(refusal), 422)
    return to("accounts.own_passkeys", done="added")


@bp.post("/me/passkeys/<int:key_id>/end")
@signed_in
def remove_passkey(key_id: int) -> ResponseReturnValue:
    """Remove one of the own passkeys."""
    with transaction() as session:
        is_removed = passkeys.remove(
            session, current_person().person_id, key_id, request_id=request_id(), now=instant_now()
        )
    if not is_removed:
        abort(404)
    return to("accounts.own_passkeys", done="removed")


@bp.post("/sign-in/passkey/question")
@public("somebody who can't sign in can't do anything else")
def ask_for_signature() -> ResponseReturnValue:
    """Answer a script with what the device is to sign; counted, as each asking is kept for a day."""
    now = instant_now()
    counted = attempts.counters(keys(), Deed.PASSKEY, name=visitor_address(), address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        challenge = passkeys.new_challenge(session, None, now=now) if wait is None else b""
    if wait is not None:
        return waiting(Response(wait.sentence, 429, content_type="text/plain; charset=utf-8"), wait)
    return Response(keys_of_devices.question_to_sign(_place(), challenge), content_type="application/json")


@bp.post("/sign-in/passkey")
@public("somebody who can't sign in can't do anything else")
def begin_by_passkey() -> ResponseReturnValue:
    """Check what the device has signed, and open a sign-in."""
    form = SignInForm()
    if person_or_none() is not None:
        return to("accounts.sign_in")
    token = _opened(request.form.get("answer", ""))
    if isinstance(token, Refusal):
        form.refuse(token)
        return sign_in_page(form, 422)
    return entered(token, carried=form.carried.data, following=form.next.data)


def _opened(answer: str) -> str | Refusal:
    now, challenge = instant_now(), keys_of_devices.challenge_in(answer)
    with transaction() as session:
        is_asked = passkeys.use_challenge(session, challenge, None, now=now)
        known = passkeys.known_or_none(session, keys_of_devices.credential_in(answer))
        if challenge is None or not is_asked or known is None:
            return WRONG
        count = keys_of_devices.new_sign_count(
            answer, _place(), challenge, public_key=known.public_key, sign_count=known.sign_count
        )
        if count is None:
            return WRONG
        passkeys.note_used(session, known.id, sign_count=count, now=now)
        return begin_for(session, known.person_id, way=WayIn.PASSKEY)


def _handle() -> str:
    # What devices call the person: tells nothing, and is the same for all passkeys of one person.
    return keys().keyed_hash("passkey handle", str(current_person().person_id))


def _place() -> Place:
    return Place(host=request.host.partition(":")[0], origin=request.host_url.rstrip("/"))


def _own_page(form: SiteForm, status: int = 200) -> Response:
    with reading() as session:
        rows = passkeys.keys_of(session, current_person().person_id)
        return page(
            "accounts/own_passkeys.html", status, form=form, rows=rows, is_shown=is_shown(), done=done(DONE)
        )


def _new_page(form: PasskeyForm, status: int = 200) -> Response:
    person = current_person()
    with transaction() as session:
        challenge = passkeys.new_challenge(session, person.person_id, now=instant_now())
        known = [one.credential for one in passkeys.keys_of(session, person.person_id)]
    form.answer.data = ""
    question = keys_of_devices.question_to_make(
        _place(),
        challenge,
        site_name=settings().site_name,
        nickname=person.nickname,
        handle=_handle(),
        known=known,
    )
    return page("accounts/new_passkey.html", status, form=form, question=question)
