"""Ask somebody to take a course over, and answer such a request."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.publication import HandoverForm
from learnhub.authoring.models import CourseDraft, DraftHandover
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.outlines import title_of
from learnhub.authoring.service.publication import handing_over, telling
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import base_or_none, bases
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.words import _

DONE = {
    "asked": say("请好了。对方登录以后，在“我做的课程”里会看到。"),
    "taken-back": say("收回了，这门课还由你们来做。"),
}
_BASE, _PERSON = "b", "p"


@bp.get("/teach/courses/<course>/draft/handover")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_handover(course: str) -> ResponseReturnValue:
    """Ask who should take the course over, or show who was asked."""
    with opened(course) as at:
        return _page(at, _form(at))


@bp.post("/teach/courses/<course>/draft/handover")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def ask_for_handover(course: str) -> ResponseReturnValue:
    """Ask a colleague, or another base."""
    with opened(course) as at:
        form = _form(at)
    if form.validate():
        kind, number = form.to.data[:1], int(form.to.data[1:])
        with transaction() as session:
            at, now = open_in(session, course), instant_now()
            outcome = handing_over.ask(
                session,
                at.draft,
                to_base_id=number if kind == _BASE else at.draft.base_id,
                to_person_id=number if kind == _PERSON else None,
                words=form.words.data or "",
                by=current_person().person_id,
                now=now,
            )
            if not isinstance(outcome, Refusal):
                telling.tell_of_offer(session, store_for(settings()), at.draft, outcome, now=now)
        if not isinstance(outcome, Refusal):
            return to("authoring.draft_handover", course=course, done="asked")
        form.refuse(outcome)
    with opened(course) as at:
        return _page(at, form, 422)


@bp.post("/teach/courses/<course>/draft/handover/withdrawal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def take_handover_back(course: str) -> ResponseReturnValue:
    """Ask no more."""
    with transaction() as session:
        at = open_in(session, course)
        refusal = handing_over.take_request_back(
            session, at.draft, by=current_person().person_id, now=instant_now()
        )
    if refusal is not None:
        with opened(course) as at:
            form = _form(at)
            form.refuse(refusal)
            return _page(at, form, 422)
    return to("authoring.draft_handover", course=course, done="taken-back")


@bp.get("/teach/handovers/<int:request_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def handover(request_id: int) -> ResponseReturnValue:
    """Show who asks for what."""
    return _asked_page(request_id, SiteForm())


@bp.post("/teach/handovers/<int:request_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def answer_handover(request_id: int) -> ResponseReturnValue:
    """Take a course over, or say no."""
    accept, form = request.form.get("answer") == "yes", SiteForm()
    person, now = current_person(), instant_now()
    with transaction() as session:
        outcome = handing_over.answer(
            session,
            request_id,
            accept=accept,
            by=person.person_id,
            holdings=holdings_of(person),
            now=now,
        )
        if not isinstance(outcome, Refusal):
            telling.tell_of_answer(session, store_for(settings()), outcome, now=now)
        slug = "" if isinstance(outcome, Refusal) else session.get_one(CourseDraft, outcome.draft_id).slug
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _asked_page(request_id, form, 422)
    if accept:
        return to("authoring.draft", course=slug, done="handed-over")
    return to("authoring.courses")


def _form(at: Opened) -> HandoverForm:
    form = HandoverForm()
    people = [
        (f"{_PERSON}{person_id}", _("同事：%(name)s", name=name))
        for person_id, name in drafts.colleagues(at.session, at.draft, now=instant_now())
        if person_id != at.draft.lead_id
    ]
    others = [
        (f"{_BASE}{base.id}", _("基地：%(name)s", name=base.name))
        for base in bases(at.session)
        if base.id != at.draft.base_id
    ]
    form.to.choices = options([("", _("请选择")), *people, *others])
    return form


def _page(at: Opened, form: HandoverForm, status: int = 200) -> ResponseReturnValue:
    asked = handing_over.open_request_or_none(at.session, at.draft)
    return page(
        "authoring/draft_handover.html",
        status,
        form=form,
        at=at,
        asked=asked,
        asked_who=_who(at, asked) if asked is not None else "",
        done=done(DONE),
    )


def _who(at: Opened, asked: DraftHandover) -> str:
    if asked.to_person_id is not None:
        return nicknames(at.session, [asked.to_person_id]).get(asked.to_person_id, "")
    base = base_or_none(at.session, asked.to_base_id)
    return base.name if base is not None else ""


def _asked_page(request_id: int, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    person = current_person()
    with reading() as session:
        asked = session.get(DraftHandover, request_id)
        if asked is None or not handing_over.may_answer(
            asked, person_id=person.person_id, holdings=holdings_of(person)
        ):
            raise NotFound(str(request_id))
        draft = session.get_one(CourseDraft, asked.draft_id)
        base = base_or_none(session, draft.base_id)
        return page(
            "authoring/handover.html",
            status,
            form=form,
            asked=asked,
            title=title_of(store_for(settings()), drafts.head_of(session, draft), draft.slug),
            base=base.name if base is not None else "",
            who=nicknames(session, [asked.asked_by_id]).get(asked.asked_by_id, ""),
        )
