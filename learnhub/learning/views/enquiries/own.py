"""One's own questions to teachers: a list, each with its answers, withdrawal, and whether the class may see it."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, to
from learnhub.learning.rules.enquiries import ABOUT_WORDS, EnquiryTold, waiting_words, withdrawal_refusal
from learnhub.learning.service import enquiries
from learnhub.learning.service.sendings import file_or_none
from learnhub.learning.views.enquiries.lessons import lessons_of
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import file_of
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import SiteForm, current_person, page, reading, signed_in, transaction
from learnhub.web.paging import page_number, part_of

_ROWS = 12
DONE = {
    "asked": say("问题已经交给老师。老师回答以后，这里和消息里都看得到。"),
    "withdrawn": say("问题已经撤回，写的字和录的内容都删除了。"),
    "shared": say("好的，同班同学可以看这个问题了。"),
    "unshared": say("好的，同班同学看不到这个问题了。"),
}


@bp.get("/me/enquiries")
@signed_in
def own_enquiries() -> ResponseReturnValue:
    """List one's own questions, the newest first."""
    with reading() as session:
        paging = part_of(
            enquiries.enquiries_of(session, current_person().person_id),
            page_number(request.args.get("page")),
            _ROWS,
        )
        return page(
            "learning/enquiries/own_enquiries.html",
            paging=paging,
            lessons=lessons_of(session, paging.rows),
            waiting=lambda asked_at: waiting_words(asked_at, today()),
            done=done(DONE),
        )


@bp.get("/me/enquiries/<int:enquiry_id>")
@signed_in
def own_enquiry(enquiry_id: int) -> ResponseReturnValue:
    """Show one's own question with its answers."""
    with reading() as session:
        return _page(session, _own(session, enquiry_id))


@bp.post("/me/enquiries/<int:enquiry_id>/sharing")
@signed_in
def share_enquiry(enquiry_id: int) -> ResponseReturnValue:
    """Take whether the class may see a question; it can be changed at any time."""
    wanted = request.form.get("is_shared", "")
    with transaction() as session:
        asked = _own(session, enquiry_id)
        if wanted not in {"on", "off"}:
            abort(400)
        enquiries.set_sharing(session, asked, is_shared=wanted == "on", now=instant_now())
    return to(
        "learning.own_enquiry",
        enquiry_id=enquiry_id,
        done="shared" if wanted == "on" else "unshared",
        _anchor="sharing",
    )


@bp.get("/me/enquiries/<int:enquiry_id>/withdrawal")
@signed_in
def enquiry_withdrawal(enquiry_id: int) -> ResponseReturnValue:
    """Ask before a question is withdrawn."""
    with reading() as session:
        return _withdrawal_page(session, _own(session, enquiry_id), SiteForm())


@bp.post("/me/enquiries/<int:enquiry_id>/withdrawal")
@signed_in
def withdraw_enquiry(enquiry_id: int) -> ResponseReturnValue:
    """Withdraw a question that nobody has answered."""
    with transaction() as session:
        outcome = enquiries.withdraw(session, _own(session, enquiry_id), now=instant_now())
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _withdrawal_page(session, _own(session, enquiry_id), SiteForm().refuse(outcome), 409)
    return to("learning.own_enquiries", done="withdrawn")


@bp.get("/me/enquiries/<int:enquiry_id>/files/<token>")
@signed_in
def own_enquiry_file(enquiry_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of one's own question, or of an answer to it."""
    with reading() as session:
        asked = _own(session, enquiry_id)
        sendings = [asked.sending, *(one.sending for one in asked.answers)]
        stored = next((found for one in sendings if (found := file_or_none(session, one.id, token))), None)
    return file_of(stored)


def _own(session: Session, enquiry_id: int) -> EnquiryTold:
    found = enquiries.own_enquiry_or_none(
        session, person_id=current_person().person_id, enquiry_id=enquiry_id
    )
    if found is None:
        abort(404)
    return found


def _page(session: Session, asked: EnquiryTold) -> ResponseReturnValue:
    def address_of(token: str) -> str:
        return url_for("learning.own_enquiry_file", enquiry_id=asked.id, token=token)

    return page(
        "learning/enquiries/own_enquiry.html",
        asked=asked,
        lesson=lessons_of(session, [asked])[asked.id],
        about_words=ABOUT_WORDS,
        address_of=address_of,
        waiting=waiting_words(asked.asked_at, today()),
        may_withdraw=withdrawal_refusal(asked) is None,
        done=done(DONE),
    )


def _withdrawal_page(
    session: Session, asked: EnquiryTold, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "learning/enquiries/enquiry_withdrawal.html",
        status,
        form=form,
        asked=asked,
        lesson=lessons_of(session, [asked])[asked.id],
        may_withdraw=withdrawal_refusal(asked) is None,
    )
