"""Ask somebody who came in by a code that another person knows for an own secret, before pages about money and numbers."""

from flask import request, url_for
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
from learnhub.accounts.views.picture_sign_in import board, kept_state, press, without_state
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


@bp.get("/me/own-secret/pictures")
@signed_in
def own_secret_pictures() -> ResponseReturnValue:
    """Show the pictures, as far as they were pressed."""
    form = ConfirmForm(next=local_address(request.args.get("next")) or "")
    return board(_BOARD, form, _state())


@bp.post("/me/own-secret/pictures")
@signed_in
def give_picture() -> ResponseReturnValue:
    """Take one of the own pictures more."""
    form = ConfirmForm()
    here = url_for("accounts.own_secret_pictures", next=local_address(form.next.data))
    outcome = press(_BOARD, form, _state(), here, _tried)
    return without_state(_confirmed(form)) if isinstance(outcome, str) else outcome


def _state() -> PictureState:
    """Return how far the person is; the beginning where the browser was in the midst of somebody else's pictures."""
    nickname, kept = current_person().nickname, kept_state()
    if kept.nickname == nickname:
        return kept
    return PictureState(nickname, folded=pictures.begun(keys(), nickname))


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
