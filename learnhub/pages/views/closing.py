"""Close one's own account: what goes, what stays and why, and days in which it can be taken back."""

from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.forms import OwnPasswordForm
from learnhub.accounts.rules.waits import Wait
from learnhub.accounts.service import closings
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.accounts.views.entrance import is_shown, own_password_outcome, waiting
from learnhub.pages.service.closing import ask_to_close_and_tell, closing_told
from learnhub.pages.views.screens import bp
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import current_person, page, reading, settings, signed_in, transaction

DONE = {
    "asked": say("已经记下。到那一天以前，您都可以登录，也可以撤回。"),
    "taken-back": say("已经撤回，账号照常使用。"),
}


@bp.get("/me/account/closing")
@signed_in
def account_closing() -> ResponseReturnValue:
    """Say what closing does, and ask; or say when it will be done, and offer to take it back."""
    with reading() as session:
        return _page(session, OwnPasswordForm())


@bp.post("/me/account/closing")
@signed_in
def ask_to_close() -> ResponseReturnValue:
    """Ask to close the own account, by somebody who knows its password."""
    form = OwnPasswordForm()
    outcome: Wait | Refusal | None = None
    if form.validate():
        outcome = own_password_outcome(form.password.data or "")
        if outcome is None:
            with transaction() as session:
                days = closing_told(session, _figures(session), current_person().person_id, today()).days
                asked = ask_to_close_and_tell(session, actor(), days=days, now=instant_now())
            if not isinstance(asked, Refusal):
                return to("pages.account_closing", done="asked")
            outcome = asked
    with reading() as session:
        if isinstance(outcome, Wait):
            form.form_errors.append(outcome.sentence)
            return waiting(_page(session, form, 429), outcome)
        if outcome is not None:
            form.refuse(outcome)
        return _page(session, form, 422)


@bp.post("/me/account/closing/end")
@signed_in
def take_closing_back() -> ResponseReturnValue:
    """Take the asking back; done twice it is done once."""
    with transaction() as session:
        closings.take_back(session, actor(), now=instant_now())
    return to("pages.account_closing", done="taken-back")


def _figures(session: Session) -> Figures:
    return figures_in_force(session, settings().content_dir)


def _page(session: Session, form: OwnPasswordForm, status: int = 200) -> Response:
    return page(
        "pages/account_closing.html",
        status,
        form=form,
        told=closing_told(session, _figures(session), current_person().person_id, today()),
        is_shown=is_shown(),
        done=done(DONE),
    )
