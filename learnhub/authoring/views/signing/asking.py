"""A base asks somebody to sign a lesson."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.signing import AskForm
from learnhub.authoring.service.signing import requests as sign_requests
from learnhub.authoring.service.signing.works import SignLesson
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.signing.lessons import opened_here
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import SiteForm, current_person, page, reading, requires, transaction
from learnhub.web.forms import options, tidy

DONE = {
    "asked": say("请求已经发出，课程页面上会说明。"),
    "taken-back": say("请求已经收回，可以另请别人。"),
}


@bp.get("/teach/signing/courses/<course>/<lesson>/request")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def ask_for_signs(course: str, lesson: str) -> ResponseReturnValue:
    """Show the form that asks a signer, or the request that waits."""
    with reading() as session:
        return _ask_page(session, _asking(session, course, lesson), AskForm())


@bp.post("/teach/signing/courses/<course>/<lesson>/request")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def send_sign_request(course: str, lesson: str) -> ResponseReturnValue:
    """Ask a signer."""
    form = AskForm()
    person_id = current_person().person_id
    with transaction() as session:
        opened = _asking(session, course, lesson)
        _choices(session, form)
        if form.validate():
            outcome = sign_requests.ask(
                session,
                opened,
                signer_id=int(form.signer.data),
                shown_as=tidy(form.shown_as.data),
                note=tidy(form.note.data),
                wanted_on=form.wanted_on.data or today(),
                asked_by_id=person_id,
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("authoring.ask_for_signs", course=course, lesson=lesson, done="asked")
            form.refuse(outcome)
    with reading() as session:
        return _ask_page(session, _asking(session, course, lesson), form, 422)


@bp.post("/teach/signing/courses/<course>/<lesson>/request/withdrawal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def take_sign_request_back(course: str, lesson: str) -> ResponseReturnValue:
    """Take a request back, so that somebody else can be asked."""
    with transaction() as session:
        outcome = sign_requests.take_back(session, _asking(session, course, lesson), now=instant_now())
    if isinstance(outcome, Refusal):
        form = AskForm()
        form.refuse(outcome)
        with reading() as session:
            return _ask_page(session, _asking(session, course, lesson), form, 422)
    return to("authoring.ask_for_signs", course=course, lesson=lesson, done="taken-back")


def _asking(session: Session, course: str, lesson: str) -> SignLesson:
    opened = opened_here(session, course, lesson)
    if not opened.asks:
        abort(404)
    return opened


def _choices(session: Session, form: AskForm) -> None:
    known = sign_requests.signers(session, but=current_person().person_id, on=today())
    form.signer.choices = options((str(person_id), nickname) for person_id, nickname in known.items())


def _ask_page(session: Session, opened: SignLesson, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    if isinstance(form, AskForm):
        _choices(session, form)
    return page(
        "authoring/ask_for_signs.html",
        status,
        form=form,
        opened=opened,
        course=opened.place.course.slug,
        lesson=opened.place.lesson.slug,
        sign_request=opened.request,
        done=done(DONE),
    )
