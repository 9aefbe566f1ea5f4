"""我的资料: what is kept, why and how long; a copy to take away; withdrawal."""

from collections.abc import Callable

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules.consent import PURPOSE_WORDS, Basis, Purpose, text_of
from learnhub.accounts.service import consents
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.learning.service.sendings import erase_files_of
from learnhub.learning.service.voice_answers import erase_recordings
from learnhub.pages.service import exporting, own_data
from learnhub.pages.views.screens import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import (
    SiteForm,
    by_own_secret,
    current_person,
    once,
    page,
    reading,
    settings,
    signed_in,
    transaction,
)

DONE = {
    "asked": say("正在做您要的资料，一般一分钟以内就好。请按“刷新进度”看看。"),
    "withdrawn": say("已经撤回，录音会马上删除。写下的文字还在，课程照样可以学。"),
    "nothing": say("没有可以撤回的同意。"),
}
# What rests on each consent that can be withdrawn, erased with it; the count of what there was comes back.
_ERASERS: dict[Purpose, Callable[..., int]] = {
    Purpose.VOICE: erase_recordings,
    Purpose.SENDING: erase_files_of,
}


@bp.get("/me/data")
@by_own_secret
@signed_in
def own_data_page() -> ResponseReturnValue:
    """Say what is kept, why, how long, and what one can do about it."""
    with reading() as session:
        return _page(session, SiteForm())


@bp.post("/me/data/copies")
@by_own_secret
@signed_in
@once
def ask_for_copy() -> ResponseReturnValue:
    """Ask for a copy of one's own data."""
    with transaction() as session:
        outcome = exporting.ask_for_copy(session, actor(), current_person().person_id, now=instant_now())
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _page(session, SiteForm().refuse(outcome), 422)
    return to("pages.own_data_page", done="asked")


@bp.get("/me/data/copies/<int:export_id>")
@by_own_secret
@signed_in
def own_copy(export_id: int) -> ResponseReturnValue:
    """Send one's own copy, until its days are over."""
    with reading() as session:
        path = exporting.copy_path_or_none(
            session,
            settings(),
            person_id=current_person().person_id,
            export_id=export_id,
            now=instant_now(),
        )
    if path is None:
        abort(404)
    answer = send_file(path, mimetype="application/zip", as_attachment=True, download_name="我的资料.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/me/data/consents/<purpose>/withdrawal")
@by_own_secret
@signed_in
def consent_withdrawal(purpose: str) -> ResponseReturnValue:
    """Ask before a consent is withdrawn, and say what ends and what stays."""
    return page(
        "pages/consent_withdrawal.html", form=SiteForm(), purpose=_purpose(purpose), words=PURPOSE_WORDS
    )


@bp.post("/me/data/consents/<purpose>/withdrawal")
@by_own_secret
@signed_in
def withdraw_consent(purpose: str) -> ResponseReturnValue:
    """Withdraw a consent, and end what rested on it."""
    asked = _purpose(purpose)
    person_id, now = current_person().person_id, instant_now()
    with transaction() as session:
        outcome = consents.withdraw(session, actor(), person_id, asked, now=now)
        erased = _ERASERS[asked](session, person_id, now=now)
    if isinstance(outcome, Refusal):
        form = SiteForm().refuse(outcome)
        return page("pages/consent_withdrawal.html", 422, form=form, purpose=asked, words=PURPOSE_WORDS)
    return to("pages.own_data_page", done="withdrawn" if outcome or erased else "nothing")


def _purpose(told: str) -> Purpose:
    if told not in {one.value for one in _ERASERS}:
        abort(404)
    return Purpose(told)


def _page(session: Session, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    person_id, on = current_person().person_id, today()
    figures = figures_in_force(session, settings().content_dir)
    basis = Basis(settings().legal_basis)
    given = consents.consents_of(session, person_id)
    in_force = {one.purpose: one for one in given if one.withdrawn_at is None}
    return page(
        "pages/own_data.html",
        status,
        form=form,
        kept=[
            (one, own_data.retention_words(figures, one.retention, on))
            for one in own_data.kept_about(session, person_id)
        ],
        texts=[text_of(purpose, basis) for purpose in Purpose],
        in_force=in_force,
        purposes=PURPOSE_WORDS,
        copies=exporting.copies_of(session, person_id),
        now=instant_now(),
        done=done(DONE),
        is_waiting=request.args.get("done") == "asked",
    )
