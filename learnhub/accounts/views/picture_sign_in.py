"""Sign in by pressing pictures, one after another; each press is a form of its own, so that it works without scripts.

What was pressed stands sealed in a cookie as a keyed hash, not in the page: whoever goes back in the browser finds nothing. A press
says which it is, so that a trembling hand's second click, or a reloaded page, counts once.
"""

from collections.abc import Callable
from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.forms import PictureForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.picture_state import PictureState, read_state, write_state
from learnhub.accounts.rules.pictures import LENGTH, PICTURES
from learnhub.accounts.rules.waits import Wait
from learnhub.accounts.service import devices, pictures
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import device_token, keys, to
from learnhub.accounts.views.entrance import open_by_pictures, waiting
from learnhub.accounts.views.sign_in import entered
from learnhub.primitives import Refusal
from learnhub.web import SiteForm, page, person_or_none, public, reading, settings

COOKIE = "pictures"
_PLACE = Place("cookie", "pictures", "")


@bp.get("/sign-in/pictures")
@public("somebody who can't sign in can't do anything else")
def picture_sign_in() -> ResponseReturnValue:
    """Ask for the nickname, or show the pictures to somebody whom this device shows."""
    form = PictureForm(next=local_address(request.args.get("next")) or "")
    state = _of_this_device(request.args.get("on", ""))
    return board("accounts/picture_sign_in.html", form, state or PictureState())


@bp.post("/sign-in/pictures")
@public("somebody who can't sign in can't do anything else")
def press_picture() -> ResponseReturnValue:
    """Take a nickname, or one picture more; the fourth is tried at once."""
    form = PictureForm()
    if person_or_none() is not None:
        return to("accounts.sign_in", next=local_address(form.next.data))
    if "nickname" in request.form:
        if not form.validate():
            return board("accounts/picture_sign_in.html", form, PictureState(), 422)
        begun = PictureState(
            form.nickname.data or "", folded=pictures.begun(keys(), form.nickname.data or "")
        )
        return board("accounts/picture_sign_in.html", form, begun)
    state = kept_state()
    if not state.nickname:
        return board("accounts/picture_sign_in.html", form, state)
    return pressed(
        "accounts/picture_sign_in.html",
        form,
        state,
        open_by_pictures,
        lambda token: without_state(entered(token, carried=form.carried.data, following=form.next.data)),
    )


def pressed(
    template: str,
    form: SiteForm,
    state: PictureState,
    try_whole: Callable[[PictureState], str | Wait | Refusal],
    go_on: Callable[[str], Response],
) -> Response:
    """Take one press and answer with the board, or with what comes after a right sequence."""
    if request.form.get("again"):
        return board(template, form, _from_the_first(state))
    picture = request.form.get("picture", "")
    if picture not in PICTURES or request.form.get("step") != str(state.pressed):
        return board(template, form, state)
    state = replace(state, pressed=state.pressed + 1, folded=pictures.pressed(keys(), state.folded, picture))
    if state.pressed < LENGTH:
        return board(template, form, state)
    outcome = try_whole(state)
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(board(template, form, _from_the_first(state), 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return board(template, form, _from_the_first(replace(state, wrong=state.wrong + 1)), 422)
    return go_on(outcome)


def board(template: str, form: SiteForm, state: PictureState, status: int = 200) -> Response:
    """Show the pictures, or ask for the nickname where none is known; the state goes along in its cookie."""
    told = gettext("已经选了 %(count)s 张，一共 4 张。", count=state.pressed) if state.pressed else None
    response = page(template, status, form=form, state=state, told=told, pictures=PICTURES, length=LENGTH)
    response.headers["Cache-Control"] = "no-store"
    if not state.nickname:
        return without_state(response)
    response.set_cookie(
        COOKIE,
        seal(keys(), _PLACE, write_state(state)),
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def kept_state() -> PictureState:
    """Return how far this browser is; the beginning for a cookie that can't be opened."""
    sealed = request.cookies.get(COOKIE, "")
    try:
        return read_state(unseal(keys(), _PLACE, sealed)) if sealed else PictureState()
    except RuntimeError:
        return PictureState()


def without_state(response: Response) -> Response:
    """Take the state from the browser."""
    response.delete_cookie(COOKIE, secure=settings().secure_cookies, httponly=True, samesite="Lax")
    return response


def _from_the_first(state: PictureState) -> PictureState:
    return replace(state, pressed=0, folded=pictures.begun(keys(), state.nickname))


def _of_this_device(shown_id: str) -> PictureState | None:
    if not (shown_id.isascii() and shown_id.isdigit()):
        return None
    with reading() as session:
        shown = devices.shown_or_none(session, device_token(), int(shown_id[:9]))
    if shown is None:
        return None
    return PictureState(shown.nickname, folded=pictures.begun(keys(), shown.nickname))
