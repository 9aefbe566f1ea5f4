"""Teachers say something to a class or to one trainee; whoever it was said to reads, hears or sees it."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, to
from learnhub.learning.forms.sendings import SendingForm
from learnhub.learning.service.sendings import file_or_none
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
from learnhub.primitives import Refusal, instant_now, say
from learnhub.training import service
from learnhub.training.models import TrainingClass
from learnhub.training.service import class_messages
from learnhub.training.service.members import Member
from learnhub.training.views.rolls import bp, own_class
from learnhub.web import Paging, current_person, once, page, reading, requires, signed_in, transaction
from learnhub.web.headers import plays_unsent
from learnhub.web.paging import page_number

_ROWS = 10
_READERS_TOLD = 10
DONE = {
    "sent": say("已经发出，学员会在“消息”里看到。"),
    "saved": say("写的字存好了，还没有发出去。"),
}


@bp.get("/teach/classes/<int:class_id>/messages")
@plays_unsent
@requires(Role.INSTRUCTOR)
def class_messages_page(class_id: int) -> ResponseReturnValue:
    """Show what was said to a class, and ask for more. to: an enrolment, to say it to one trainee alone."""
    with reading() as session:
        found, people = _addressed(session, class_id)
        form = SendingForm()
        form.words.data = draft_in(session, _place(found, people))
        return _page(session, found, people, form)


@bp.post("/teach/classes/<int:class_id>/messages")
@plays_unsent
@takes_recordings
@requires(Role.INSTRUCTOR)
@once
def tell_class(class_id: int) -> ResponseReturnValue:
    """Say something to a class or to one trainee, or keep its words for later."""
    form = SendingForm()
    wanted = request.args.get("to")
    with reading() as session:
        found, people = _addressed(session, class_id)
        place = _place(found, people)
    if is_saved_only():
        with transaction() as session:
            refusal = keep_draft_in(session, form, place)
        if refusal is None:
            return to("training.class_messages_page", class_id=class_id, to=wanted, done="saved")
        form.refuse(refusal)
        return _again(class_id, form)
    sent = sent_in(form)
    if sent is None:
        return _again(class_id, form)
    now = instant_now()
    with transaction() as session:
        found, people = _addressed(session, class_id)
        outcome = class_messages.refusal_to_tell(session, found, people, now=now)
        if outcome is None:
            made = send_in(session, sent, place=place)
            if isinstance(made, Refusal):
                outcome = made
            else:
                by_id = current_person().person_id
                class_messages.tell_class(session, found, people, sending=made, by_id=by_id, now=now)
    if outcome is not None:
        form.refuse(outcome)
        return _again(class_id, form)
    return to("training.class_messages_page", class_id=class_id, done="sent")


@bp.get("/teach/classes/<int:class_id>/messages/<int:message_id>/files/<token>")
@requires(Role.INSTRUCTOR)
def class_message_file(class_id: int, message_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of something said, to those who teach the class."""
    with reading() as session:
        told = class_messages.message_of_class_or_none(session, own_class(session, class_id), message_id)
        return file_of(file_or_none(session, told.sending.id, token) if told is not None else None)


@bp.get("/me/class-messages/<int:message_id>")
@signed_in
def own_class_message(message_id: int) -> ResponseReturnValue:
    """Show what a teacher said to this person."""
    with reading() as session:
        told = class_messages.own_class_message_or_none(session, current_person().person_id, message_id)
        if told is None:
            abort(404)
        found = service.class_or_none(session, told.training_class_id)
        return page(
            "training/own_class_message.html",
            told=told,
            training_class=found,
            address_of=lambda token: url_for(
                "training.own_class_message_file", message_id=message_id, token=token
            ),
        )


@bp.get("/me/class-messages/<int:message_id>/files/<token>")
@signed_in
def own_class_message_file(message_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of something that was said to this person."""
    with reading() as session:
        told = class_messages.own_class_message_or_none(session, current_person().person_id, message_id)
        return file_of(file_or_none(session, told.sending.id, token) if told is not None else None)


def _addressed(session: Session, class_id: int) -> tuple[TrainingClass, list[Member]]:
    """Return the class and those that the request speaks to: all, or the trainee that `to` names; 404 for one of another class."""
    found = own_class(session, class_id)
    people = service.members(session, found.id)
    wanted = request.args.get("to")
    if wanted is None:
        return found, people
    one = [member for member in people if str(member.enrolment_id) == wanted]
    if not one:
        abort(404)
    return found, one


def _place(found: TrainingClass, people: list[Member]) -> str:
    """Return what the draft is kept by."""
    return f"class-message:{found.id}:{people[0].enrolment_id if request.args.get('to') else 'all'}"


def _again(class_id: int, form: SendingForm) -> ResponseReturnValue:
    with reading() as session:
        found, people = _addressed(session, class_id)
        return _page(session, found, people, form, 422)


def _page(
    session: Session, found: TrainingClass, people: list[Member], form: SendingForm, status: int = 200
) -> ResponseReturnValue:
    number = page_number(request.args.get("page"))
    rows, total = class_messages.messages_of_class(session, found, number=number, size=_ROWS)
    form.place.data = _place(found, people)
    wanted = request.args.get("to")
    closed = class_messages.refusal_to_tell(session, found, people, now=instant_now())
    return page(
        "training/class_messages.html",
        status,
        form=form,
        beside=asked_of(form),
        training_class=found,
        wanted=wanted,
        addressed=nicknames(session, [people[0].person_id])[people[0].person_id] if wanted else "",
        count=len(people),
        closed=closed.sentence if closed is not None else "",
        paging=Paging(rows, number, total, _ROWS),
        readers_told=_READERS_TOLD,
        address_of=lambda message_id: (
            lambda token: url_for(
                "training.class_message_file", class_id=found.id, message_id=message_id, token=token
            )
        ),
        done=done(DONE),
    )
