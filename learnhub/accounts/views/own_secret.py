"""Ask somebody who came in by a code that another person knows for an own secret, before pages about money and numbers."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.forms import ConfirmForm
from learnhub.accounts.rules.addresses import local_address
from learnhub.accounts.rules.picture_state import PictureState
from learnhub.accounts.rules.waits import Wait
from learnhub.accounts.service import pictures, sign_ins
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import keys, to, to_address
from learnhub.accounts.views.entrance import (
    is_shown,
    own_password_outcome,
    own_pictures_outcome,
    waiting,
)
from learnhub.accounts.views.picture_sign_in import board, kept_state, pressed, without_state
from learnhub.primitives import Refusal, instant_now
from learnhub.web import current_person, page, reading, signed_in, transaction
from learnhub.web.guard import SAFE_METHODS

_BOARD = "accounts/own_secret_pictures.html"


def ask_for_own_secret() -> ResponseReturnValue:
    """Lead to the question, and afterwards back; a form was shown only after it, so nothing typed is lost."""
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    return to("accounts.own_secret", next=local_address(wanted))


@bp.get("/me/own-secret")
@signed_in
def own_secret() -> ResponseReturnValue:
    """Ask for the password, or lead to the pictures."""
    return _page(ConfirmForm(next=local_address(request.args.get("next")) or ""))


@bp.post("/me/own-secret")
@signed_in
def give_password() -> ResponseReturnValue:
    """Take the own password."""
    form = ConfirmForm()
    if not form.validate():
        return _page(form, 422)
    outcome = own_password_outcome(form.password.data or "")
    if isinstance(outcome, Wait):
        form.form_errors.append(outcome.sentence)
        return waiting(_page(form, 429), outcome)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _page(form, 422)
    return _confirmed(form)


@bp.post("/me/own-secret/pictures")
@signed_in
def give_pictures() -> ResponseReturnValue:
    """Begin to press the own pictures, or take one more."""
    form = ConfirmForm()
    nickname = current_person().nickname
    state = kept_state()
    if "step" not in request.form or state.nickname != nickname:
        return board(_BOARD, form, PictureState(nickname, folded=pictures.begun(keys(), nickname)))
    return pressed(_BOARD, form, state, _tried, lambda _token: without_state(_confirmed(form)))


def _tried(whole: PictureState) -> str | Wait | Refusal:
    return own_pictures_outcome(whole) or ""


def _confirmed(form: ConfirmForm) -> Response:
    with transaction() as session:
        sign_ins.confirm(session, current_person().session_key, now=instant_now())
    return to_address(local_address(form.next.data) or "/me")


def _page(form: ConfirmForm, status: int = 200) -> Response:
    with reading() as session:
        has_pictures = pictures.secret_or_none(session, current_person().person_id) is not None
    return page("accounts/own_secret.html", status, form=form, has_pictures=has_pictures, is_shown=is_shown())
