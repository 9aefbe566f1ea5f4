"""Sign in by pressing pictures, one after another; each press is a form of its own, so that it works without scripts.

What was pressed stands sealed in a cookie as a keyed hash, not in the page: whoever goes back in the browser finds nothing. A press
says which it is, so that a trembling hand's second click, or a reloaded page, counts once.
"""

from collections.abc import Callable
from dataclasses import replace

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.forms import PictureForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.picture_state import PictureState, read_state, write_state
from learnhub.accounts.rules.pictures import LENGTH, PICTURES
from learnhub.accounts.rules.waits import Wait
from learnhub.accounts.service import devices, pictures
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import device_token, keys, to, to_address, without_cookie
from learnhub.accounts.views.entrance import open_by_pictures, waiting
from learnhub.accounts.views.sign_in import entered
from learnhub.primitives import Refusal
from learnhub.web import SiteForm, page, person_or_none, public, reading, settings
from learnhub.web.words import _

COOKIE = "pictures"
_PLACE = Place("cookie", "pictures", "")
_BOARD = "accounts/picture_sign_in.html"


@bp.get("/sign-in/pictures")
@public("somebody who can't sign in can't do anything else")
def picture_sign_in() -> ResponseReturnValue:
    """Ask for the nickname, or show the pictures: to whom this device shows, or to somebody who has begun."""
    form = PictureForm(next=local_address(request.args.get("next")) or "")
    if request.args.get("anew") == "yes":
        return board(_BOARD, form, PictureState())
    return board(_BOARD, form, _of_this_device(request.args.get("on", "")) or kept_state())


@bp.post("/sign-in/pictures")
@public("somebody who can't sign in can't do anything else")
def press_picture() -> ResponseReturnValue:
    """Take a nickname, or one picture more; the fourth is tried at once."""
    form = PictureForm()
    following = local_address(form.next.data)
    if person_or_none() is not None:
        return to("accounts.sign_in", next=following)
    here = "" if form.carried.data else url_for("accounts.picture_sign_in", next=following)
    if "nickname" in request.form:
        if not form.validate():
            return board(_BOARD, form, PictureState(), 422)
        nickname = form.nickname.data or ""
        begun = PictureState(nickname, folded=pictures.begun(keys(), nickname))
        return _on(form, begun, here)
    state = kept_state()
    if not state.nickname:
        return board(_BOARD, form, state)
    outcome = press(_BOARD, form, state, here, open_by_pictures)
    if isinstance(outcome, str):
        entry = entered(outcome, carried=form.carried.data, following=form.next.data)
        return without_state(entry)
    return outcome


def press(
    template: str,
    form: SiteForm,
    state: PictureState,
    here: str,
    try_whole: Callable[[PictureState], str | Wait | Refusal],
) -> Response | str:
    """Take one press: answer with what comes next, or return what came of a right sequence.

    here: the address of the page of pictures, to which a press leads back; "" where what was typed goes along in the form.
    """
    if request.form.get("again"):
        return _on(form, _from_the_first(state), here, template)
    picture = request.form.get("picture", "")
    if picture not in PICTURES or request.form.get("step") != str(state.pressed):
        return _on(form, state, here, template)
    state = replace(state, pressed=state.pressed + 1, folded=pictures.pressed(keys(), state.folded, picture))
    if state.pressed < LENGTH:
        return _on(form, state, here, template)
    outcome = try_whole(state)
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(board(template, form, _from_the_first(state), 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return board(template, form, _from_the_first(replace(state, wrong=state.wrong + 1)), 422)
    return outcome


def board(template: str, form: SiteForm, state: PictureState, status: int = 200) -> Response:
    """Show the pictures, or ask for the nickname where none is known; the state goes along in its cookie."""
    told = _("已经选了 %(count)s 张，一共 4 张。", count=state.pressed) if state.pressed else None
    response = page(template, status, form=form, state=state, told=told, pictures=PICTURES, length=LENGTH)
    response.headers["Cache-Control"] = "no-store"
    return _with_state(response, state)


def _on(form: SiteForm, state: PictureState, here: str, template: str = _BOARD) -> Response:
    """Lead back to the page of pictures, so that the browser's back key never asks to send a press again."""
    if here:
        return _with_state(to_address(here), state)
    return board(template, form, state)


def _with_state(response: Response, state: PictureState) -> Response:
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
    return without_cookie(response, COOKIE)


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
