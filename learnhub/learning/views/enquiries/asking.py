"""问老师: the page beside a lesson, with what others often ask, and the form."""

from collections.abc import Callable

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.service import LessonPlace
from learnhub.learning import service as learning
from learnhub.learning.forms.enquiries import EnquiryForm
from learnhub.learning.rules.enquiries import About, AboutKind, asking_refusal, place_or_none, places_of
from learnhub.learning.service import FoundLesson, enquiries
from learnhub.learning.service.places import place_of
from learnhub.learning.service.sendings import file_or_none
from learnhub.learning.views.lesson_page import edition_wanted
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import (
    Sent,
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
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from learnhub.web import (
    current_person,
    once,
    page,
    person_or_none,
    public,
    reading,
    requires,
    settings,
    transaction,
)
from learnhub.web.headers import plays_unsent

_VALUE_CHARACTERS_MAX = 120


@bp.get("/courses/<course>/lessons/<lesson>/enquiries")
@plays_unsent
@public("what is often asked about a lesson is as open as the lesson; asking needs an enrolment")
def enquiry_form(course: str, lesson: str) -> ResponseReturnValue:
    """Show what is often asked about a lesson, and ask for a question."""
    with reading() as session:
        found = _found(session, course, lesson)
        form = EnquiryForm(about=request.args.get("about", "")[:_VALUE_CHARACTERS_MAX])
        if found.enrolment is not None:
            form.words.data = draft_in(session, _place(found))
        return _page(session, found, form)


@bp.post("/courses/<course>/lessons/<lesson>/enquiries")
@plays_unsent
@takes_recordings
@requires(Role.TRAINEE)
@once
def ask_teacher(course: str, lesson: str) -> ResponseReturnValue:
    """Take a question, or keep its words for later."""
    form = EnquiryForm()
    with reading() as session:
        found = _found(session, course, lesson)
        if found.enrolment is None:
            form.refuse(_NOT_ENROLLED)
            return _page(session, found, form, 409)
    if is_saved_only():
        return _saved(found, form)
    about = place_or_none(found.text, form.about.data or "")
    if about is None:
        form.refuse(Refusal("no-place", say("课文改过，没有这一处了。请再选一次。"), field="about"))
    sent = sent_in(form)
    if sent is None or about is None:
        return _again(found, form)
    refusal = _sent(found, about, sent, is_shared=bool(form.is_shared.data))
    if refusal is not None:
        form.refuse(refusal)
        return _again(found, form)
    return to("learning.own_enquiries", done="asked")


@bp.get("/courses/<course>/lessons/<lesson>/enquiries/frequent/<int:frequent_id>/files/<token>")
@public("what a teacher has put beside a lesson is as open as the lesson")
def frequent_file(course: str, lesson: str, frequent_id: int, token: str) -> ResponseReturnValue:
    """Send a recording that its teacher has put beside a lesson."""
    with reading() as session:
        place = _found(session, course, lesson).place
        told = enquiries.frequent_or_none(
            session, course_id=place.course.id, version=place.version, frequent_id=frequent_id
        )
        if told is None or told.sending is None:
            abort(404)
        stored = file_or_none(session, told.sending.id, token)
    return file_of(stored)


_NOT_ENROLLED = Refusal("not-enrolled", say("报名这门课以后，就可以问老师。报名不收费。"))


def _sent(found: FoundLesson, about: About, sent: Sent, *, is_shared: bool) -> Refusal | None:
    course, now = found.place.course, instant_now()
    with transaction() as session:
        refusal = enquiries.refusal_to_ask(
            session, person_id=current_person().person_id, course=course, now=now
        )
        if refusal is not None:
            return refusal
        made = send_in(session, sent, place=_place(found))
        if isinstance(made, Refusal):
            return made
        enquiries.ask(
            session,
            course=course,
            lesson_id=found.place.version.lesson_id,
            text_hash=address_of(found.source.encode()),
            edition=found.text.edition,
            about=about,
            sending=made,
            is_shared=is_shared,
            now=now,
        )
    return None


def _found(session: Session, course: str, lesson: str) -> FoundLesson:
    person = person_or_none()
    return learning.find_lesson(
        session,
        store_for(settings()),
        course_slug=course,
        lesson_slug=lesson,
        person_id=person.person_id if person is not None else None,
        edition=edition_wanted(request.args.get("edition", "")),
    )


def _place(found: FoundLesson) -> str:
    """Return what the draft of a question is kept by: one for each lesson."""
    return f"enquiry:{found.place.course.slug}/{found.place.lesson.slug}"


def _saved(found: FoundLesson, form: EnquiryForm) -> ResponseReturnValue:
    with transaction() as session:
        refusal = keep_draft_in(session, form, _place(found))
    if refusal is not None:
        form.refuse(refusal)
        return _again(found, form)
    return to(
        "learning.enquiry_form",
        course=found.place.course.slug,
        lesson=found.place.lesson.slug,
        about=form.about.data or None,
        edition=request.args.get("edition") or None,
        done="saved",
    )


def _again(found: FoundLesson, form: EnquiryForm) -> ResponseReturnValue:
    with reading() as session:
        return _page(session, found, form, 422)


def _addresses(place: LessonPlace, frequent_id: int) -> Callable[[str], str]:
    """Return what makes an address of the token of a recording that stands beside a lesson."""

    def address(token: str) -> str:
        return url_for(
            "learning.frequent_file",
            course=place.course.slug,
            lesson=place.lesson.slug,
            frequent_id=frequent_id,
            token=token,
        )

    return address


def _heard(session: Session, text: LessonText, text_hash: str) -> About | None:
    """Return the sentence at which the person who asks has stopped listening or watching."""
    kept = place_of(session, current_person().person_id, text_hash).sentence_id
    return place_or_none(text, About(AboutKind.SENTENCE, kept).value) if kept else None


def _page(session: Session, found: FoundLesson, form: EnquiryForm, status: int = 200) -> ResponseReturnValue:
    place = found.place
    is_asker = found.enrolment is not None
    closed = asking_refusal(0, has_teacher=enquiries.has_teacher(session, place.course, today()))
    form.place.data = _place(found)
    form.offer(
        places_of(found.text),
        _heard(session, found.text, address_of(found.source.encode())) if is_asker else None,
    )
    about = place_or_none(found.text, form.about.data or "")
    edition = request.args.get("edition") or None

    frequent = enquiries.frequent_answers(session, course_id=place.course.id, version=place.version)
    return page(
        "learning/enquiries/enquiry_form.html",
        status,
        form=form,
        asked=asked_of(form) if is_asker else None,
        place=place,
        title=found.text.title.text,
        about=about,
        edition=edition,
        closed=closed.sentence if closed is not None else "",
        is_visitor=person_or_none() is None,
        frequent=frequent,
        frequent_addresses={one.id: _addresses(place, one.id) for one in frequent},
        is_saved=request.args.get("done") == "saved",
    )
