"""The first steps towards what the gate asks for: declare, ask for a sign video, begin an easy-read edition, say where content comes from."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.forms.drafts import filled
from learnhub.authoring.forms.gate import AcquiredForm, SignNoteForm, declaration_form
from learnhub.authoring.rules.folders.course_toml import CourseToml
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.gate import drafts as gate_drafts
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, change, open_in, opened
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, instant_now, local_date, say
from learnhub.web import SiteForm, current_person, page, requires, transaction


@bp.get("/teach/courses/<course>/draft/gate/declaration")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def gate_declaration(course: str) -> ResponseReturnValue:
    """Ask what a machine can't judge about one picture or video of a draft."""
    with opened(course) as at:
        asked = _asked(at)
        form = declaration_form(asked.kinds)
        for kind, row in asked.said.items():
            form[kind.name.lower()].data = row.answer
            if row.words:
                form["words"].data = row.words
        return page("authoring/gate_declaration.html", at=at, asked=asked, form=form)


@bp.post("/teach/courses/<course>/draft/gate/declaration")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def declare(course: str) -> ResponseReturnValue:
    """Keep what was declared of one file."""
    with transaction() as session:
        at = open_in(session, course)
        asked = _asked(at)
        form = declaration_form(asked.kinds)
        is_kept = form.validate()
        if is_kept:
            refusal = gate_drafts.declare(
                session,
                at.draft,
                asked,
                form.answers(),
                words=form["words"].data or "" if "words" in form else "",
                by=current_person().person_id,
                now=instant_now(),
            )
            if refusal is not None:
                form.refuse(refusal)
                is_kept = False
    if is_kept:
        return to("authoring.draft_gate", course=course, done="declared")
    with opened(course) as at:
        return page("authoring/gate_declaration.html", 422, at=at, asked=_asked(at), form=form)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/sign-request")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def gate_sign(course: str, lesson: str) -> ResponseReturnValue:
    """Ask who was asked for a lesson's sign video, and for when."""
    with opened(course) as at:
        return _sign_page(at, lesson, SignNoteForm())


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/sign-request")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def note_sign(course: str, lesson: str) -> ResponseReturnValue:
    """Write the request into the draft."""
    form = SignNoteForm()
    now = instant_now()
    if form.validate() and form.promised_on.data is not None:
        with transaction() as session:
            at = open_in(session, course)
            outcome = gate_drafts.ask_for_sign(
                session,
                at.store,
                at.draft,
                lesson,
                requested_of=form.requested_of.data or "",
                promised_on=form.promised_on.data,
                by=current_person().person_id,
                today=local_date(now),
                now=now,
            )
        if not isinstance(outcome, Refusal):
            return to("authoring.draft_gate", course=course, done="sign")
        form.refuse(outcome)
    with opened(course) as at:
        return _sign_page(at, lesson, form, 422)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/easy-read")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def gate_easy_read(course: str, lesson: str) -> ResponseReturnValue:
    """Say what an easy-read edition to begin from would hold."""
    with opened(course) as at:
        return page(
            "authoring/gate_easy_read.html", at=at, lesson=lesson, title=_title(at, lesson), form=None
        )


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/easy-read")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def begin_easy_read(course: str, lesson: str) -> ResponseReturnValue:
    """Put an easy-read edition beside a lesson."""
    with transaction() as session:
        at = open_in(session, course)
        outcome = gate_drafts.begin_easy_read(
            session, at.store, at.draft, lesson, by=current_person().person_id, now=instant_now()
        )
    if not isinstance(outcome, Refusal):
        return to("authoring.draft_lesson", course=course, lesson=f"{lesson}.easy")
    with opened(course) as at:
        form = SiteForm().refuse(outcome)
        return page(
            "authoring/gate_easy_read.html", 409, at=at, lesson=lesson, title=_title(at, lesson), form=form
        )


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/recording")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def gate_recording(course: str, lesson: str) -> ResponseReturnValue:
    """Ask before a recording is taken out of the draft."""
    with opened(course) as at:
        return page(
            "authoring/gate_recording.html", at=at, lesson=lesson, title=_title(at, lesson), form=None
        )


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/recording")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def drop_recording(course: str, lesson: str) -> ResponseReturnValue:
    """Take a recording out of the draft, so that the machine reads the lesson."""
    with transaction() as session:
        at = open_in(session, course)
        outcome = gate_drafts.read_by_machine(
            session, at.store, at.draft, lesson, by=current_person().person_id, now=instant_now()
        )
    if not isinstance(outcome, Refusal):
        return to("authoring.draft_gate", course=course, done="by-machine")
    with opened(course) as at:
        form = SiteForm().refuse(outcome)
        return page(
            "authoring/gate_recording.html", 409, at=at, lesson=lesson, title=_title(at, lesson), form=form
        )


@bp.get("/teach/courses/<course>/draft/acquired")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_acquired(course: str) -> ResponseReturnValue:
    """Ask where content that others made comes from."""
    with opened(course) as at:
        toml = outlines.outline_of(at.store, at.head, at.rates).toml
        form = filled(AcquiredForm(), {**(toml.values if toml else {}), "shown": at.shown})
        return page("authoring/draft_acquired.html", at=at, form=form)


@bp.post("/teach/courses/<course>/draft/acquired")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def tell_acquired(course: str) -> ResponseReturnValue:
    """Write into course.toml where content comes from."""
    form = AcquiredForm()
    if form.validate():

        def told(toml: CourseToml) -> CourseToml:
            values = {key: form[key].data or "" for key in AcquiredForm.KEYS}
            return toml.with_values(
                {key: value for key, value in values.items() if value or key in toml.values}
            )

        outcome = change(course, told, shown=form.shown.data, words=say("写明了内容从哪里来"))
        if not isinstance(outcome, Refusal):
            return to("authoring.draft_gate", course=course, done="acquired")
        form.refuse(outcome)
    with opened(course) as at:
        form.shown.data = at.shown
        return page("authoring/draft_acquired.html", 422, at=at, form=form)


def _asked(at: Opened) -> gate_drafts.Asked:
    path = request.args.get("path", "")[:200]
    today = local_date(instant_now())
    return gate_drafts.asked_of(at.session, at.store, at.draft, path, figures=at.rates, today=today)


def _title(at: Opened, lesson: str) -> str:
    if f"lessons/{lesson}.md" not in at.head.files:
        raise NotFound(lesson)
    return outlines.lesson_line(at.store, at.head, lesson, at.rates).title


def _sign_page(at: Opened, lesson: str, form: SignNoteForm, status: int = 200) -> ResponseReturnValue:
    return page("authoring/gate_sign.html", status, at=at, lesson=lesson, title=_title(at, lesson), form=form)
