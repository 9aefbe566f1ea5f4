"""The teachers' queue of questions, course by course, and their answers."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.learning.forms.enquiries import AnswerEnquiryForm
from learnhub.learning.rules.enquiries import ABOUT_WORDS, EnquiryTold, answering_refusal, waiting_words
from learnhub.learning.service import enquiries
from learnhub.learning.service.sendings import file_or_none
from learnhub.learning.views.enquiries.lessons import lessons_of
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import (
    asked_of,
    draft_in,
    file_of,
    is_saved_only,
    keep_draft_in,
    send_in,
    sent_in,
)
from learnhub.media.current import takes_recordings
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import Paging, current_person, once, page, reading, requires, transaction
from learnhub.web.headers import plays_unsent
from learnhub.web.paging import page_number

TEACHERS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
_ROWS = 12
DONE = {
    "answered": say("回答已经交给学员。"),
    "saved": say("写的字存好了，还没有发出去。录音、视频和照片，发的时候再选。"),
    "put": say("已经放到这一课的常见问题里。"),
}


@bp.get("/teach/enquiries")
@requires(*TEACHERS)
def enquiry_queue() -> ResponseReturnValue:
    """List what waits for an answer, course by course, the oldest first; or what was answered."""
    is_answered = request.args.get("state") == "answered"
    number = page_number(request.args.get("page"))
    bases = own_bases()
    with reading() as session:
        rows, total = enquiries.queue(session, bases, is_answered=is_answered, number=number, size=_ROWS)
        return page(
            "learning/enquiries/enquiry_queue.html",
            paging=Paging(rows, number, total, _ROWS),
            is_answered=is_answered,
            lessons=lessons_of(session, rows),
            names=nicknames(session, [one.person_id for one in rows]),
            waiting=lambda asked_at: waiting_words(asked_at, today()),
            done=done(DONE),
        )


@bp.get("/teach/enquiries/<int:enquiry_id>")
@plays_unsent
@requires(*TEACHERS)
def enquiry(enquiry_id: int) -> ResponseReturnValue:
    """Show a question in its place, with its answers, and ask for another."""
    with reading() as session:
        asked = asked_here(session, enquiry_id)
        form = AnswerEnquiryForm()
        form.words.data = draft_in(session, _place(asked))
        return _page(session, asked, form)


@bp.post("/teach/enquiries/<int:enquiry_id>")
@plays_unsent
@takes_recordings
@requires(*TEACHERS)
@once
def answer_enquiry(enquiry_id: int) -> ResponseReturnValue:
    """Take an answer, or keep its words for later."""
    form = AnswerEnquiryForm()
    with reading() as session:
        asked = asked_here(session, enquiry_id)
    if is_saved_only():
        with transaction() as session:
            refusal = keep_draft_in(session, form, _place(asked))
        if refusal is None:
            return to("learning.enquiry", enquiry_id=enquiry_id, done="saved")
        form.refuse(refusal)
        return _again(enquiry_id, form)
    sent = sent_in(form)
    if sent is None:
        return _again(enquiry_id, form)
    with transaction() as session:
        present = asked_here(session, enquiry_id)
        outcome = enquiries.refusal_to_answer(session, present)
        if outcome is None:
            made = send_in(session, sent, place=_place(present))
            if isinstance(made, Refusal):
                outcome = made
            else:
                is_shared = bool(form.is_shared.data)
                enquiries.answer(session, present, sending=made, is_shared=is_shared, now=instant_now())
    if outcome is not None:
        form.refuse(outcome)
        return _again(enquiry_id, form)
    return to("learning.enquiry_queue", done="answered")


@bp.get("/teach/enquiries/<int:enquiry_id>/files/<token>")
@requires(*TEACHERS)
def enquiry_file(enquiry_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of a question, or of an answer, to the teachers of the base."""
    with reading() as session:
        asked = asked_here(session, enquiry_id)
        sendings = [asked.sending, *(one.sending for one in asked.answers)]
        stored = next((found for one in sendings if (found := file_or_none(session, one.id, token))), None)
    return file_of(stored)


def own_bases() -> frozenset[int]:
    """Return the bases for which the person behind this request answers."""
    return enquiries.base_of(holdings_of(current_person()))


def asked_here(session: Session, enquiry_id: int) -> EnquiryTold:
    """Return a question about a course of one's own base; any other isn't there."""
    found = enquiries.enquiry_of_bases_or_none(session, own_bases(), enquiry_id)
    if found is None:
        abort(404)
    return found


def _place(asked: EnquiryTold) -> str:
    """Return what the draft of an answer is kept by."""
    return f"enquiry-answer:{asked.id}"


def _again(enquiry_id: int, form: AnswerEnquiryForm) -> ResponseReturnValue:
    with reading() as session:
        return _page(session, asked_here(session, enquiry_id), form, 422)


def _page(
    session: Session, asked: EnquiryTold, form: AnswerEnquiryForm, status: int = 200
) -> ResponseReturnValue:
    def address_of(token: str) -> str:
        return url_for("learning.enquiry_file", enquiry_id=asked.id, token=token)

    form.place.data = _place(asked)
    people = [asked.person_id, *(one.person_id for one in asked.answers)]
    closed = answering_refusal(is_withdrawn=asked.is_withdrawn)
    return page(
        "learning/enquiries/enquiry.html",
        status,
        form=form,
        beside=asked_of(form),
        asked=asked,
        lesson=lessons_of(session, [asked])[asked.id],
        about_words=ABOUT_WORDS,
        names=nicknames(session, people),
        address_of=address_of,
        waiting=waiting_words(asked.asked_at, today()),
        closed=closed.sentence if closed is not None else "",
        done=done(DONE),
    )
