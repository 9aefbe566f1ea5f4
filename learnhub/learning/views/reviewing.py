"""Marks 需要核对: one's own with an answer, and the office's queue with decisions."""

from collections.abc import Callable, Sequence

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.consent import Basis, text_of
from learnhub.accounts.rules.consent import Purpose as ConsentPurpose
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import consents
from learnhub.accounts.service.directory import nicknames, within_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.audit import service as audit
from learnhub.audit.rules import person_concern
from learnhub.catalogue.service import version_titles
from learnhub.learning.forms.reviewing import MarkAnswerForm, MarkDecisionForm
from learnhub.learning.rules.presence import OBJECTION_DAYS, REASON_WORDS
from learnhub.learning.rules.reviewing import (
    OUTCOME_WORDS,
    AppealKind,
    MarkOutcome,
    ReviewMarkTold,
    answer_refusal,
    objection_refusal,
    second_decision_refusal,
    seen_words,
)
from learnhub.learning.rules.sendings import SendingKind
from learnhub.learning.service import accommodations, appeals, marks, voice_answers
from learnhub.learning.service.recall import answers_after
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import taken
from learnhub.media import service as media
from learnhub.media.current import size_hint, takes_recordings
from learnhub.media.rules.limits import Purpose
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import COUNTRY
from learnhub.storage.service import store_for
from learnhub.web import (
    ROWS_PER_PAGE,
    Paging,
    current_person,
    once,
    page,
    reading,
    requires,
    settings,
    signed_in,
    transaction,
)
from learnhub.web.files import file_answer
from learnhub.web.headers import plays_unsent
from learnhub.web.paging import page_number, part_of

DONE = {
    "answered": say("您的说明已经记下，核对的人会看到。"),
    "objected": say("您的意见已经记下，另一位工作人员会重新看。"),
    "decided": say("决定已经记下，学员会看到您写的理由。"),
}


@bp.get("/me/marks")
@signed_in
def own_marks() -> ResponseReturnValue:
    """List what in one's own learning is to be looked at, the newest first."""
    with reading() as session:
        found = list(reversed(marks.marks_of(session, current_person().person_id)))
        paging = part_of(found, page_number(request.args.get("page")))
        return page(
            "learning/own_marks.html",
            paging=paging,
            titles=_titles(session, paging.rows),
            reasons=REASON_WORDS,
            outcomes=OUTCOME_WORDS,
        )


@bp.get("/me/marks/<int:mark_id>")
@plays_unsent
@signed_in
def own_mark(mark_id: int) -> ResponseReturnValue:
    """Show why something is to be looked at and until when, and offer to say something about it."""
    with reading() as session:
        return _own_page(session, _own(session, mark_id), MarkAnswerForm())


@bp.post("/me/marks/<int:mark_id>/answer")
@plays_unsent
@takes_recordings
@signed_in
def answer_mark(mark_id: int) -> ResponseReturnValue:
    """Take what the person says, in words, by voice, or both."""

    def keep(session: Session, words: str, recording_id: int | None) -> object:
        return marks.answer_mark(
            session,
            person_id=current_person().person_id,
            mark_id=mark_id,
            words=words,
            recording_id=recording_id,
            now=instant_now(),
        )

    return _said(mark_id, answer_refusal, keep, "answered")


@bp.post("/me/marks/<int:mark_id>/objection")
@plays_unsent
@takes_recordings
@signed_in
@once
def object_to_mark(mark_id: int) -> ResponseReturnValue:
    """Take what the person says against a decision, in words, by voice, or both."""

    def refusal_of(mark: ReviewMarkTold, words: str, *, has_voice: bool) -> Refusal | None:
        return objection_refusal(mark, words, has_voice=has_voice, on=today())

    def keep(session: Session, words: str, recording_id: int | None) -> object:
        return appeals.object_to(
            session,
            person_id=current_person().person_id,
            mark_id=mark_id,
            words=words,
            recording_id=recording_id,
            figures=figures_in_force(session, settings().content_dir),
            now=instant_now(),
        )

    return _said(mark_id, refusal_of, keep, "objected")


def _said(
    mark_id: int,
    refusal_of: Callable[..., Refusal | None],
    keep: Callable[[Session, str, int | None], object],
    told_done: str,
) -> ResponseReturnValue:
    """Take words and a recording; refusal_of is asked before a recording is received, keep keeps both."""
    form = MarkAnswerForm()
    with reading() as session:
        mark = _own(session, mark_id)
    has_voice = bool(form.upload.data) or bool(getattr(request.files.get("recording"), "filename", ""))
    told = text_of(ConsentPurpose.VOICE, Basis(settings().legal_basis))
    refusal = refusal_of(mark, form.words.data or "", has_voice=has_voice) if form.validate() else None
    if refusal is None and has_voice and told.agreement and not form.agrees.data:
        refusal = Refusal("not-agreed", say("要送出录音，请先勾选同意。也可以只写字。"), field="agrees")
    recording_id = None
    if has_voice and refusal is None and not form.errors:
        stored = taken(SendingKind.VOICE, field="recording", token_field="upload")  # noqa: S106  the name of a field
        if isinstance(stored, Refusal):
            refusal = stored
        else:
            recording_id = stored.id
    if refusal is None and not form.errors:
        with transaction() as session:
            outcome = keep(session, form.words.data or "", recording_id)
            if recording_id is not None and not isinstance(outcome, Refusal):
                consents.tell(session, current_person().person_id, told, now=instant_now())
        if not isinstance(outcome, Refusal):
            return to("learning.own_mark", mark_id=mark_id, done=told_done)
        refusal = outcome
    if refusal is not None:
        form.refuse(refusal)
    form.upload.data = ""
    with reading() as session:
        return _own_page(session, _own(session, mark_id), form, 422)


@bp.get("/office/marks")
@requires(Role.OFFICER)
def office_marks() -> ResponseReturnValue:
    """List what waits for a decision in the own region, the oldest day first."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        within = within_reach(_offices(), today())
        rows, total = marks.waiting_marks(session, within, number=number, size=ROWS_PER_PAGE)
        return page(
            "learning/office_marks.html",
            paging=Paging(rows, number, total),
            titles=_titles(session, rows),
            names=nicknames(session, [one.person_id for one in rows]),
            reasons=REASON_WORDS,
            on=today(),
            done=done(DONE),
        )


@bp.get("/office/marks/<int:mark_id>")
@requires(Role.OFFICER)
def office_mark(mark_id: int) -> ResponseReturnValue:
    """Show what was observed and what the trainee says, and ask for a decision."""
    with reading() as session:
        return _office_page(session, _within(session, mark_id), MarkDecisionForm())


@bp.post("/office/marks/<int:mark_id>")
@requires(Role.OFFICER)
def decide_mark(mark_id: int) -> ResponseReturnValue:
    """Take the office's decision."""
    form = MarkDecisionForm()
    with reading() as session:
        mark = _within(session, mark_id)
        if not form.validate() or form.outcome.data not in {one.value for one in MarkOutcome}:
            return _office_page(session, mark, form, 422)
    with transaction() as session:
        present, chosen, words = (
            _within(session, mark_id),
            MarkOutcome(form.outcome.data),
            form.words.data or "",
        )
        figures, now = figures_in_force(session, settings().content_dir), instant_now()
        outcome = (
            marks.decide_mark(
                session,
                actor(),
                present,
                chosen,
                words=words,
                objection_days=figures.number_or_none(OBJECTION_DAYS, COUNTRY, today()),
                now=now,
            )
            if present.is_open
            else appeals.decide_again(session, actor(), present, chosen, words=words, now=now)
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _office_page(session, _within(session, mark_id), form, 422)
    return to("learning.office_marks", done="decided")


@bp.get("/office/marks/<int:mark_id>/recordings/<token>")
@requires(Role.OFFICER)
def mark_recording(mark_id: int, token: str) -> ResponseReturnValue:
    """Send a voice answer to who decides; it is private, so that every hearing of it is audited."""
    with transaction() as session:
        mark = _within(session, mark_id)
        if voice_answers.recording_of_mark_or_none(session, mark_id, token) is None:
            abort(404)
        stored = media.stored_by_token_or_none(session, token)
        if stored is None or stored.playable is None:
            abort(404)
        if (
            request.range is None or request.range.ranges[0][0] == 0
        ):  # players ask for the rest piece by piece
            audit.record(
                session,
                actor(),
                "voice-answer-heard",
                say("听学员对“需要核对”的录音说明"),
                person_concern(mark.person_id),
                now=instant_now(),
            )
    try:
        path = store_for(settings()).path(stored.playable.blob)
    except KeyError:
        abort(404)
    return file_answer(
        path, stored.playable.content_type, tag=stored.playable.blob, cache="private, no-store"
    )


def _own(session: Session, mark_id: int) -> ReviewMarkTold:
    found = marks.own_mark_or_none(session, person_id=current_person().person_id, mark_id=mark_id)
    if found is None:
        abort(404)
    return found


def _offices() -> list[Holding]:
    """Return the offices that the person works for: who manages a base, too, decides nothing about its trainees by that."""
    return [held for held in holdings_of(current_person()) if held.role is Role.OFFICER]


def _within(session: Session, mark_id: int) -> ReviewMarkTold:
    within = within_reach(_offices(), today())
    found = marks.mark_within_or_none(session, within, mark_id)
    if found is None:
        abort(404)
    return found


def _titles(session: Session, rows: Sequence[ReviewMarkTold]) -> dict[int, str]:
    versions = accommodations.courses_of(session, [one.enrolment_id for one in rows])
    titles = version_titles(session, versions.values())
    return {enrolment: titles[version] for enrolment, version in versions.items()}


def _seen(mark: ReviewMarkTold) -> str:
    return seen_words(mark.reason, mark.worth_minutes, mark.observed_seconds, mark.act_count)


def _own_page(
    session: Session, mark: ReviewMarkTold, form: MarkAnswerForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "learning/own_mark.html",
        status,
        form=form,
        mark=mark,
        seen=_seen(mark),
        recalled=answers_after(session, mark.person_id, mark.first_position),
        title=_titles(session, [mark])[mark.enrolment_id],
        reasons=REASON_WORDS,
        outcomes=OUTCOME_WORDS,
        objected=mark.appeal_row(AppealKind.OBJECTED),
        term=mark.appeal_row(AppealKind.TERM),
        can_object=objection_refusal(mark, say("有话说"), has_voice=False, on=today()) is None,
        told=text_of(ConsentPurpose.VOICE, Basis(settings().legal_basis)),
        size_hint=size_hint(Purpose.AUDIO_RECORDING),
        purpose=Purpose.AUDIO_RECORDING.value,
        sound_address=lambda token: url_for("media.recording_file", token=token),
        on=today(),
        done=done(DONE),
    )


def _office_page(
    session: Session, mark: ReviewMarkTold, form: MarkDecisionForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "learning/office_mark.html",
        status,
        form=form,
        mark=mark,
        seen=_seen(mark),
        recalled=answers_after(session, mark.person_id, mark.first_position),
        title=_titles(session, [mark])[mark.enrolment_id],
        objected=mark.appeal_row(AppealKind.OBJECTED),
        again=mark.appeal_row(AppealKind.DECIDED),
        second_refusal=second_decision_refusal(mark, current_person().person_id, say("想一想再写")),
        nickname=nicknames(session, [mark.person_id])[mark.person_id],
        reasons=REASON_WORDS,
        outcomes=OUTCOME_WORDS,
        on=today(),
    )
