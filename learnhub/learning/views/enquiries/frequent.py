"""Make a question and its answer part of a lesson's help, say that one still holds, take one back."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, to
from learnhub.learning.forms.enquiries import FrequentForm
from learnhub.learning.rules.enquiries import EnquiryAnswerTold, EnquiryTold
from learnhub.learning.service import enquiries
from learnhub.learning.service.enquiries import FrequentTold
from learnhub.learning.service.enquiries.lessons import lessons_named
from learnhub.learning.views.enquiries.answering import TEACHERS, asked_here, own_bases
from learnhub.learning.views.enquiries.lessons import lessons_of
from learnhub.learning.views.lessons import bp
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import Paging, SiteForm, current_person, once, page, reading, requires, transaction
from learnhub.web.paging import page_number

_ROWS = 8  # each row may have two buttons of its own, and a page at most 25 stops
DONE = {
    "taken-back": say("已经收回，学员看不到它了。"),
    "renewed": say("好的，它重新放到了这一课旁边。"),
}


@bp.get("/teach/enquiries/<int:enquiry_id>/frequent")
@requires(*TEACHERS)
def new_frequent(enquiry_id: int) -> ResponseReturnValue:
    """Ask for the words of a question and its answer for everybody; they begin with those of the answer."""
    with reading() as session:
        asked = asked_here(session, enquiry_id)
        chosen = _answer(asked, request.args.get("answer", ""))
        form = FrequentForm()
        if chosen is not None:
            form.answer.data, form.answer_id.data = chosen.sending.words, str(chosen.id)
        return _page(session, asked, chosen, form)


@bp.post("/teach/enquiries/<int:enquiry_id>/frequent")
@requires(*TEACHERS)
@once
def add_frequent(enquiry_id: int) -> ResponseReturnValue:
    """Put a question and its answer beside the lesson."""
    form = FrequentForm()
    with reading() as session:
        asked = asked_here(session, enquiry_id)
        chosen = _answer(asked, form.answer_id.data or "")
        if not form.validate():
            return _page(session, asked, chosen, form, 422)
        text_hash = lessons_of(session, [asked])[asked.id].named.text_hash
    with transaction() as session:
        outcome = enquiries.add_frequent(
            session,
            asked,
            text_hash=text_hash,
            question=form.question.data or "",
            answer=form.answer.data or "",
            answer_id=chosen.id if chosen is not None and form.shows_files.data else None,
            made_by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _page(session, asked, chosen, form, 422)
    return to("learning.enquiry", enquiry_id=enquiry_id, done="put")


@bp.get("/teach/frequent-answers")
@requires(*TEACHERS)
def frequent_list() -> ResponseReturnValue:
    """List what stands beside the lessons of one's base; each can be taken back."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = enquiries.frequent_of_bases(session, own_bases(), number=number, size=_ROWS)
        return page(
            "learning/enquiries/frequent_list.html",
            form=SiteForm(),
            paging=Paging(rows, number, total, _ROWS),
            lessons=lessons_named(session, {(one.course_id, one.lesson_id) for one in rows}),
            done=done(DONE),
        )


@bp.post("/teach/frequent-answers/<int:frequent_id>/removal")
@requires(*TEACHERS)
def take_back_frequent(frequent_id: int) -> ResponseReturnValue:
    """Show a frequent answer no more."""
    with transaction() as session:
        enquiries.take_back_frequent(session, _frequent(session, frequent_id).id, now=instant_now())
    return to("learning.frequent_list", done="taken-back")


@bp.post("/teach/frequent-answers/<int:frequent_id>/renewal")
@requires(*TEACHERS)
def renew_frequent(frequent_id: int) -> ResponseReturnValue:
    """Say that an answer still holds though the text of its lesson has changed."""
    with transaction() as session:
        found = _frequent(session, frequent_id)
        place = (found.course_id, found.lesson_id)
        enquiries.renew_frequent(
            session, found.id, text_hash=lessons_named(session, {place})[place].text_hash
        )
    return to("learning.frequent_list", done="renewed")


def _frequent(session: Session, frequent_id: int) -> FrequentTold:
    found = enquiries.frequent_of_bases_or_none(session, own_bases(), frequent_id)
    if found is None:
        abort(404)
    return found


def _answer(asked: EnquiryTold, told: str) -> EnquiryAnswerTold | None:
    """Return the answer that an address or form names, else the last one; None where nobody has answered yet."""
    return next((one for one in reversed(asked.answers) if told in {"", str(one.id)}), None)


def _page(
    session: Session,
    asked: EnquiryTold,
    chosen: EnquiryAnswerTold | None,
    form: FrequentForm,
    status: int = 200,
) -> ResponseReturnValue:
    return page(
        "learning/enquiries/new_frequent.html",
        status,
        form=form,
        asked=asked,
        lesson=lessons_of(session, [asked])[asked.id],
        may_show_files=chosen is not None
        and bool(chosen.sending.files)
        and chosen.person_id == current_person().person_id,
    )
