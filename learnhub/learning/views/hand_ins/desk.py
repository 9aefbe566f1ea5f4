"""The teachers' queue of work, the longest waiting first, and one page for each piece of work."""

from collections.abc import Mapping

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.learning.forms.hand_ins import FeedbackForm, feedback_form
from learnhub.learning.rules.hand_ins import (
    OUTCOME_WORDS,
    OWN_WORK,
    STANDING_WORDS,
    VERDICT_WORDS,
    HandInTold,
    waiting_days,
)
from learnhub.learning.service import hand_ins
from learnhub.learning.service.hand_ins import Contents, TaskPlace, file_of_piece, place_of_piece, places_of
from learnhub.learning.service.helped import help_beside
from learnhub.learning.service.sendings import drop_draft
from learnhub.learning.views.hand_ins.shown import shown_task
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import (
    asked_of,
    draft_in,
    file_of,
    is_saved_only,
    keep_draft_in,
    sent_in,
    tell_about_files,
)
from learnhub.media.current import takes_recordings
from learnhub.primitives import Refusal, instant_now, new_token, say, today
from learnhub.storage.service import store_for
from learnhub.web import Paging, current_person, page, reading, requires, settings, transaction
from learnhub.web.headers import plays_unsent
from learnhub.web.paging import page_number

TEACHERS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
_ROWS = 12
DONE = {
    "answered": say("反馈已经交给学员，学员会收到消息。"),
    "saved": say("写的字存好了，还没有发出去。"),
}


@bp.get("/teach/hand-ins")
@requires(*TEACHERS)
def work_queue() -> ResponseReturnValue:
    """List the work that waits for feedback, the longest waiting first."""
    number, person = page_number(request.args.get("page")), current_person()
    with reading() as session:
        within = hand_ins.taught_within(holdings_of(person), today())
        rows, total = hand_ins.waiting_pieces(
            session, within, but_of=person.person_id, number=number, size=_ROWS
        )
        return page(
            "learning/hand_ins/work_queue.html",
            paging=Paging(rows, number, total, _ROWS),
            places=places_of(session, [one.piece for one in rows]),
            names=nicknames(session, [one.piece.person_id for one in rows]),
            waiting=lambda since: waiting_days(since, today()),
            done=done(DONE),
        )


@bp.get("/teach/hand-ins/<int:hand_in_id>")
@plays_unsent
@requires(*TEACHERS)
def work(hand_in_id: int) -> ResponseReturnValue:
    """Show a piece of work beside its task, its rubric and what was said before, and ask for feedback."""
    with reading() as session:
        piece = _piece(session, hand_in_id)
        form = _form(session, piece)
        form.act.data, form.seen.data = new_token(9), str(len(piece.feedback))
        form.words.data = draft_in(session, _place(piece))
        return _page(session, piece, form)


@bp.post("/teach/hand-ins/<int:hand_in_id>")
@plays_unsent
@takes_recordings
@requires(*TEACHERS)
def answer_work(hand_in_id: int) -> ResponseReturnValue:
    """Take feedback, or keep its words for later."""
    with reading() as session:
        piece = _piece(session, hand_in_id)
        form = _form(session, piece)
    if is_saved_only():
        with transaction() as session:
            refusal = keep_draft_in(session, form, _place(piece))
        if refusal is None:
            return to("learning.work", hand_in_id=hand_in_id, done="saved")
        form.refuse(refusal)
        return _again(hand_in_id, form)
    sent = sent_in(form, may_be_empty=True)
    if sent is None:
        return _again(hand_in_id, form)
    with transaction() as session:
        piece = _piece(session, hand_in_id)
        outcome = hand_ins.give_feedback(
            session,
            piece,
            by_id=current_person().person_id,
            client_id=form.client_id,
            seen=form.seen_count,
            outcome=form.chosen_outcome,
            lines=form.lines,
            rubric_count=len(form.numbers),
            contents=Contents(sent.words, sent.files),
            now=instant_now(),
        )
        if not isinstance(outcome, Refusal):
            drop_draft(session, person_id=current_person().person_id, place=_place(piece))
            if sent.files:
                tell_about_files(session)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        if outcome.code == "answered-meanwhile":
            form.seen.data = ""  # what is sent again, after the newer feedback was shown, is meant
        return _again(hand_in_id, form)
    return to("learning.work_queue", done="answered")


@bp.get("/teach/hand-ins/<int:hand_in_id>/files/<token>")
@requires(*TEACHERS)
def work_file(hand_in_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of a piece of work, or of what was said to it, to the teachers of the base."""
    with reading() as session:
        stored = file_of_piece(session, _piece(session, hand_in_id), token)
    return file_of(stored)


def _piece(session: Session, hand_in_id: int) -> HandInTold:
    within = hand_ins.taught_within(holdings_of(current_person()), today())
    found = hand_ins.piece_within_or_none(session, within, hand_in_id)
    if found is None:
        abort(404)
    return found


def _form(session: Session, piece: HandInTold) -> FeedbackForm:
    return feedback_form([one.looked_at.text for one in place_of_piece(session, piece).task.rubric])


def _place(piece: HandInTold) -> str:
    """Return what the words of feedback that is being written are kept by."""
    return f"work-feedback:{piece.id}"


def _again(hand_in_id: int, form: FeedbackForm) -> ResponseReturnValue:
    with reading() as session:
        return _page(session, _piece(session, hand_in_id), form, 422)


def _page(session: Session, piece: HandInTold, form: FeedbackForm, status: int = 200) -> ResponseReturnValue:
    place: TaskPlace = place_of_piece(session, piece)
    form.place.data = _place(piece)
    if not form.seen.data:
        form.seen.data = str(len(piece.feedback))
    others = hand_ins.pieces_of_task(
        session, person_id=piece.person_id, lesson_version_id=piece.lesson_version_id, task=piece.task
    )
    people = {piece.person_id, *(one.by_id for one in piece.feedback)}
    names: Mapping[int, str] = nicknames(session, sorted(people))
    return page(
        "learning/hand_ins/work.html",
        status,
        form=form,
        beside=asked_of(form),
        piece=piece,
        place=place,
        shown=shown_task(session, store_for(settings()), place.version, piece.task),
        others=[one for one in others if one.id != piece.id],
        is_newest=others[0].id == piece.id,
        is_own=OWN_WORK.sentence if piece.person_id == current_person().person_id else "",
        rubric=[one.looked_at.text for one in place.task.rubric],
        outcome_words=OUTCOME_WORDS,
        verdict_words=VERDICT_WORDS,
        state_words=STANDING_WORDS,
        names=names,
        helped=help_beside(session, [piece]).get(piece.id, ""),
        waiting=waiting_days(piece.handed_in_at, today()),
        address_of=lambda token: url_for("learning.work_file", hand_in_id=piece.id, token=token),
        done=done(DONE),
    )
