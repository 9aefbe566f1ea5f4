"""Choose the pictures to sign in with, and give them up; the password stays as it is."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.forms import OwnPasswordForm
from learnhub.accounts.rules.pictures import LENGTH, PICTURES, STRANGE_TRIES_MAX, sequence_refusal
from learnhub.accounts.rules.waits import Wait
from learnhub.accounts.rules.ways_in import holds_learning_alone
from learnhub.accounts.service import pictures
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import done, holdings_of, keys, to, without_cookie
from learnhub.accounts.views.entrance import is_shown, own_password_outcome, waiting
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import SiteForm, current_person, page, reading, settings, signed_in, transaction

_COOKIE = "chosen_pictures"
DONE = {
    "set": say("图片设好了。下次登录，填昵称，再按这 4 张图片就行。"),
    "forgotten": say("好了，不再用图片登录。请用密码登录。"),
}


@bp.get("/me/pictures")
@signed_in
def own_pictures() -> ResponseReturnValue:
    """Choose, as far as one has come; or say that pictures are set."""
    chosen = _chosen()
    return _page(OwnPasswordForm() if len(chosen) == LENGTH else SiteForm(), chosen)


@bp.post("/me/pictures/choice")
@signed_in
def choose_picture() -> ResponseReturnValue:
    """Take one picture more; which were chosen goes along sealed, readable by the site alone."""
    chosen = [] if request.form.get("again") else _chosen()
    picture = request.form.get("picture", "")
    if picture in PICTURES and request.form.get("step") == str(len(chosen)) and len(chosen) < LENGTH:
        chosen.append(picture)
    refusal = sequence_refusal(chosen) if len(chosen) == LENGTH else None
    if refusal is not None:
        return _page(SiteForm().refuse(refusal), [], 422)
    return _with_choice(to("accounts.own_pictures"), chosen)


@bp.post("/me/pictures")
@signed_in
def set_pictures() -> ResponseReturnValue:
    """Keep the four, once the own password was given: an unlocked telephone on a table gets nobody another way in."""
    form, chosen = OwnPasswordForm(), _chosen()
    if len(chosen) != LENGTH:
        return _page(SiteForm(), [])
    if not form.validate():
        return _page(form, chosen, 422)
    outcome = own_password_outcome(form.password.data or "")
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_page(form, chosen, 429), outcome)
    person = current_person()
    if outcome is None:
        with transaction() as session:
            outcome = pictures.set_pictures(
                session, keys(), person.person_id, nickname=person.nickname, names=chosen, now=instant_now()
            )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _page(form, chosen, 422)
    return without_cookie(to("accounts.own_pictures", done="set"), _COOKIE)


@bp.post("/me/pictures/end")
@signed_in
def forget_pictures() -> ResponseReturnValue:
    """Give the pictures up."""
    with transaction() as session:
        pictures.forget(session, current_person().person_id)
    return to("accounts.own_pictures", done="forgotten")


def _page(form: SiteForm, chosen: list[str], status: int = 200) -> Response:
    person = current_person()
    with reading() as session:
        secret = pictures.secret_or_none(session, person.person_id)
        tries = secret.strange_tries if secret is not None else None
    response = page(
        "accounts/own_pictures.html",
        status,
        form=form,
        may=holds_learning_alone(holdings_of(person)),
        chosen=chosen,
        is_whole=len(chosen) == LENGTH,
        pictures=PICTURES,
        has_pictures=tries is not None,
        is_asleep_elsewhere=tries is not None and tries >= STRANGE_TRIES_MAX,
        is_shown=is_shown(),
        done=done(DONE),
    )
    return _with_choice(response, chosen)


def _with_choice(response: Response, chosen: list[str]) -> Response:
    if not chosen:
        return without_cookie(response, _COOKIE)
    response.set_cookie(
        _COOKIE,
        seal(keys(), _place(), " ".join(chosen)),
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def _chosen() -> list[str]:
    """Return the pictures chosen so far in this sign-in; none for a cookie that isn't its own."""
    sealed = request.cookies.get(_COOKIE, "")
    try:
        return unseal(keys(), _place(), sealed).split() if sealed else []
    except RuntimeError:
        return []


def _place() -> Place:
    return Place("cookie", _COOKIE, str(current_person().session_key))
