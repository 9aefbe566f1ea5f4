"""What liaisons did for somebody, and how that person takes it back."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, to
from learnhub.liaison.rules import DEED_WORDS, YES_WORDS
from learnhub.liaison.service import acting
from learnhub.liaison.views.blueprint import bp
from learnhub.primitives import instant_now, say
from learnhub.web import SiteForm, current_person, once, page, reading, signed_in, transaction

DONE = {
    "undone": say("已经退了这门课。学过的还在，想学可以再报。"),
    "left": say("已经离开名单，联络员看不到您的情况了。"),
}


@bp.get("/me/liaison")
@signed_in
def own() -> ResponseReturnValue:
    """Show what liaisons did for the person."""
    with reading() as session:
        return _own_page(session, SiteForm(None))


@bp.post("/me/liaison/deeds/<int:deed_id>/undoing")
@signed_in
@once
def undo(deed_id: int) -> ResponseReturnValue:
    """Take an enrolment back."""
    with transaction() as session:
        deed = acting.own_deed_or_none(session, current_person().person_id, deed_id)
        if deed is None or deed.enrolment_id is None:
            abort(404)
        refusal = acting.undo(session, current_person().person_id, deed_id, now=instant_now())
        if refusal is not None:
            return _own_page(session, SiteForm(None).refuse(refusal), 422)
    return to("liaison.own", done="undone")


@bp.post("/me/liaison/leaving")
@signed_in
@once
def leave() -> ResponseReturnValue:
    """Leave the list of the town."""
    with transaction() as session:
        acting.leave_list(session, current_person().person_id, now=instant_now())
    return to("liaison.own", done="left")


def _own_page(session: Session, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    person_id = current_person().person_id
    return page(
        "liaison/own.html",
        status,
        form=form,
        town=acting.town_of_or_none(session, person_id),
        deeds=acting.deeds_of(session, person_id),
        deed_words=DEED_WORDS,
        yes_words=YES_WORDS,
        done=done(DONE),
    )
