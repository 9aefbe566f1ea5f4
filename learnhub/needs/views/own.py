"""The survey for whoever is asked, and for a helper who writes it for them."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules.helping import Helping, Part
from learnhub.accounts.service import helper_links
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, to
from learnhub.casework import service as casework
from learnhub.needs.forms import NeedsForm
from learnhub.needs.models import NeedsAnswer
from learnhub.needs.rules import KEPT_DAYS, SHOWN_MIN
from learnhub.needs.service import answering
from learnhub.needs.service.asking import open_for
from learnhub.needs.views.blueprint import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import current_person, page, reading, settings, signed_in, transaction

DONE = {
    "given": say("谢谢您，收到了。结束以前都可以改。"),
    "taken-back": say("您的回答已经删掉。"),
    "filed": say("已经写进您的档案。"),
}
HELPER_DONE = {"filled": say("填好了。他看过、自己交了才算数。")}
_HELPING = "/helping/<int:link_id>/needs"


@bp.get("/me/needs")
@signed_in
def own_survey() -> ResponseReturnValue:
    """Ask what somebody wants to learn, or say that nothing is asked now."""
    with reading() as session:
        return _own_page(session, None)


@bp.post("/me/needs")
@signed_in
def answer_survey() -> ResponseReturnValue:
    """Keep the answer; what a helper wrote counts from here on."""
    form, person_id = NeedsForm(), current_person().person_id
    is_whole = form.validate()
    with transaction() as session:
        survey = open_for(session, person_id, on=today())
        if survey is None:
            return to("needs.own_survey")
        refusal = (
            answering.give(session, survey, person_id, form.answer, now=instant_now()) if is_whole else None
        )
        if is_whole and refusal is None:
            return to("needs.own_survey", done="given")
        if refusal is not None:
            form.refuse(refusal)
        return _own_page(session, form, 422)


@bp.post("/me/needs/taking-back")
@signed_in
def take_back() -> ResponseReturnValue:
    """Delete the own answer."""
    person_id = current_person().person_id
    with transaction() as session:
        survey = open_for(session, person_id, on=today())
        if survey is not None:
            answering.take_back(session, survey, person_id)
    return to("needs.own_survey", done="taken-back")


@bp.post("/me/needs/file")
@signed_in
def put_into_file() -> ResponseReturnValue:
    """Write the own answer into the own file, because its person presses for it."""
    person_id = current_person().person_id
    with transaction() as session:
        survey = open_for(session, person_id, on=today())
        row = None if survey is None else answering.row_or_none(session, survey, person_id)
        if row is None or row.decided_at is None:
            return to("needs.own_survey")
        refusal = answering.put_into_file(session, row, now=instant_now())
        if refusal is not None:
            form = _filled(row)
            form.refuse(refusal)
            return _own_page(session, form, 422)
    return to("needs.own_survey", done="filed")


@bp.get(_HELPING)
@signed_in
def helper_survey(link_id: int) -> ResponseReturnValue:
    """Show a helper the survey of whoever lets them write it."""
    with reading() as session:
        return _helper_page(session, _link(session, link_id), NeedsForm(None))


@bp.post(_HELPING)
@signed_in
def fill_survey(link_id: int) -> ResponseReturnValue:
    """Keep what a helper wrote; the person decides on it."""
    form = NeedsForm()
    is_whole = form.validate()
    with transaction() as session:
        link = _link(session, link_id)
        survey = open_for(session, link.person_id, on=today())
        outcome: Refusal | None = None
        if is_whole and survey is not None:
            outcome = answering.fill(
                session,
                survey,
                link.person_id,
                form.answer,
                helper_id=current_person().person_id,
                now=instant_now(),
            )
        if survey is None or (is_whole and outcome is None):
            told = {"done": "filled"} if survey is not None else {}
            return to("needs.helper_survey", link_id=link_id, **told)
        if outcome is not None:
            form.refuse(outcome)
        return _helper_page(session, link, form, 422)


def _link(session: Session, link_id: int) -> Helping:
    """Return a link in force by which this person may write the survey of another; 404 otherwise."""
    me = current_person().person_id
    found = helper_links.link_or_none(session, link_id, me)
    if (
        found is None
        or found.helper_id != me
        or not found.is_in_force(today())
        or Part.NEEDS not in found.parts
    ):
        abort(404)
    return found


def _filled(row: NeedsAnswer | None) -> NeedsForm:
    if row is None:
        return NeedsForm(None)
    return NeedsForm(None, wants=row.wants, mode=row.mode.value, obstacles=row.obstacles, words=row.words)


def _own_page(session: Session, form: NeedsForm | None, status: int = 200) -> ResponseReturnValue:
    person_id, on = current_person().person_id, today()
    survey = open_for(session, person_id, on=on)
    row = None if survey is None else answering.row_or_none(session, survey, person_id)
    figures = figures_in_force(session, settings().content_dir)
    helper_id = row.filled_by_id if row is not None else None
    return page(
        "needs/survey.html",
        status,
        form=form if form is not None else _filled(row),
        survey=survey,
        is_given=row is not None and row.decided_at is not None,
        helper=nicknames(session, [helper_id])[helper_id] if helper_id is not None else "",
        has_file=casework.file_or_none(session, person_id) is not None,
        least=figures.in_force(SHOWN_MIN, "", on),
        kept=figures.in_force(KEPT_DAYS, "", on),
        done=done(DONE),
    )


def _helper_page(session: Session, link: Helping, form: NeedsForm, status: int = 200) -> ResponseReturnValue:
    survey = open_for(session, link.person_id, on=today())
    row = None if survey is None else answering.row_or_none(session, survey, link.person_id)
    is_given = row is not None and row.decided_at is not None
    # What the person said is theirs: a helper sees again what this helper wrote, as long as it waits.
    is_own_draft = row is not None and not is_given and row.filled_by_id == current_person().person_id
    return page(
        "needs/helper_survey.html",
        status,
        form=_filled(row) if status == 200 and is_own_draft else form,
        survey=survey,
        is_given=is_given,
        link=link,
        name=nicknames(session, [link.person_id])[link.person_id],
        done=done(HELPER_DONE),
    )
