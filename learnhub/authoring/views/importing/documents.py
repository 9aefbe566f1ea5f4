"""Bring what one has: send files, see what became of them, make a draft."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.imports import BringForm, MakeDraftForm
from learnhub.authoring.models import CourseDraft, DocumentImport
from learnhub.authoring.rules.folders.sources import (
    ACCEPT,
    BYTES_MAX,
    ImportState,
)
from learnhub.authoring.rules.importing.course import is_of_pictures_only, losses_of, undescribed_pictures
from learnhub.authoring.rules.importing.rearranging import taken_as_headings
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.new_course import NewCourse
from learnhub.authoring.service.importing import brought
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing import drafts as import_drafts
from learnhub.authoring.service.importing.brought import Brought
from learnhub.authoring.service.importing.joining import drafts_to_join
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.courses import own_bases
from learnhub.authoring.views.drafts.opened import opened
from learnhub.authoring.views.importing.files import KIND_WORDS, told_of
from learnhub.authoring.views.importing.joining import target_of
from learnhub.authoring.views.importing.taking import taken
from learnhub.primitives import Refusal, instant_now, listed, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, once, page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

UNITS_A_PAGE = 5
IMPORTS_A_PAGE = 8
NAMES_SHOWN = 3
DONE = {
    "sent": say("文件已经收到，正在读。"),
    "removed": say("那份导入已经删掉。"),
    "unit-moved": say("单元移好了。"),
    "unit-joined": say("单元合并好了。"),
    "unit-renamed": say("单元的名字改好了。"),
    "headings": say("标题已经按您说的改好。"),
    "joined": say("这一课并到前一课里了。"),
    "placed": say("放好了。接着放下一个。"),
    "let-go": say("那个文件不要了。"),
}
STATE_WORDS = {
    ImportState.WAITING: say("正在读"),
    ImportState.READY: say("读好了，等您看一遍"),
    ImportState.FAILED: say("没能读出来"),
    ImportState.DRAFTED: say("已经建成草稿"),
}


@bp.get("/teach/imports")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_list() -> ResponseReturnValue:
    """List what one has brought and not made a draft of yet."""
    with reading() as session:
        found = imports.imports_of(session, current_person().person_id)
        paging = part_of(found, page_number(request.args.get("page")), IMPORTS_A_PAGE)
        names = {row.id: _name_of(row, brought.brought_of(session, row)) for row in paging.rows}
        return page(
            "authoring/imports.html", paging=paging, names=names, state_words=STATE_WORDS, done=done(DONE)
        )


@bp.get("/teach/imports/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def new_import() -> ResponseReturnValue:
    """Ask for files, and say which can be brought."""
    with reading() as session:
        form = _bring_form(session)
    form.course.data = request.args.get("course", "")[:100]
    return _asking(form)


@bp.post("/teach/imports/new")
@takes_up_to(BYTES_MAX)
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
@once
def send_import() -> ResponseReturnValue:
    """Take files and have them read."""
    with reading() as session:
        form = _bring_form(session)
    sent = [file for file in request.files.getlist("files") if file.filename]
    form.files.data = sent
    if not form.validate():
        return _asking(form, 422)
    files = taken(sent)
    if files.is_empty:
        for sentence in files.refused:
            form.refuse(Refusal("not-taken", sentence, field="files"))
        return _asking(form, 422)
    person = current_person()
    with transaction() as session:
        target = _target(session, form.course.data or "")
        outcome = imports.begin_import(
            session,
            files.documents,
            base_id=target.base_id if target is not None else int(form.base.data),
            holdings=holdings_of(person),
            by=person.person_id,
            now=instant_now(),
            target_id=target.id if target is not None else None,
            brought=files.brought,
            notes=files.refused,
        )
        token = "" if isinstance(outcome, Refusal) else outcome.token
    if isinstance(outcome, Refusal):
        return _asking(form.refuse(outcome), 422)
    return to("authoring.import_preview", token=token, done="sent")


@bp.get("/teach/imports/<token>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_preview(token: str) -> ResponseReturnValue:
    """Show how far an import is; once it is read, its units and lessons before anything is made of them."""
    with reading() as session:
        row = imports.import_by_token(session, token, holdings_of(current_person()))
        plan = imports.plan_in(row)
        beside = brought.brought_of(session, row)
        return page(
            "authoring/import_preview.html",
            row=row,
            plan=plan,
            name=_name_of(row, beside),
            has_documents=imports.has_documents(row),
            beside=beside,
            kind_words=KIND_WORDS,
            told=told_of,
            losses=losses_of(plan) if plan else [],
            headings=taken_as_headings(plan) if plan else [],
            undescribed=undescribed_pictures(plan) if plan else [],
            asks_first=bool(plan and is_of_pictures_only(plan)),
            paging=part_of(plan.units if plan else (), page_number(request.args.get("page")), UNITS_A_PAGE),
            target=target_of(session, row),
            can_join=bool(plan and drafts_to_join(session, row, holdings_of(current_person()))),
            has_given_up=imports.has_given_up(session, row),
            draft_slug=import_drafts.draft_slug_or_none(session, row),
            done=done(DONE),
        )


@bp.get("/teach/imports/<token>/losses")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_losses(token: str) -> ResponseReturnValue:
    """List what could not be taken over, each with a link to its place."""
    with reading() as session:
        row = imports.import_by_token(session, token, holdings_of(current_person()))
        plan = imports.plan_in(row)
        paging = part_of(
            losses_of(plan) if plan else [], page_number(request.args.get("page")), IMPORTS_A_PAGE
        )
        return page("authoring/import_losses.html", row=row, paging=paging)


@bp.get("/teach/imports/<token>/draft")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_draft(token: str) -> ResponseReturnValue:
    """Ask what the new course is called."""
    with reading() as session:
        row = imports.import_by_token(session, token, holdings_of(current_person()))
        plan = imports.plan_in(row)
        form = MakeDraftForm()
        form.title.data = plan.title if plan else ""
        return page("authoring/import_draft.html", form=form, row=row, plan=plan)


@bp.post("/teach/imports/<token>/draft")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def make_import_draft(token: str) -> ResponseReturnValue:
    """Make the draft, in one revision."""
    person = current_person()
    form = MakeDraftForm()
    with transaction() as session:
        held, now = holdings_of(person), instant_now()
        row = imports.import_by_token(session, token, held)
        plan = imports.plan_in(row)
        store = store_for(settings())
        outcome = None
        if plan is None:
            form = SiteForm()  # type: ignore[assignment]  # a folder brings its own names: nothing is asked
            outcome = import_drafts.draft_from_folder(
                session, store, token, holdings=held, by=person.person_id, now=now
            )
        elif form.validate():
            told = NewCourse(
                form.title.data or "", form.slug.data or "", form.category.data, form.training_type.data
            )
            outcome = import_drafts.draft_from_import(
                session, store, token, told, holdings=held, by=person.person_id, now=now
            )
        if outcome is not None and not isinstance(outcome, Refusal):
            return to("authoring.draft", course=outcome.slug, done="opened")
        if outcome is not None:
            form.refuse(outcome)
        return page("authoring/import_draft.html", 422, form=form, row=row, plan=plan)


@bp.get("/teach/imports/<token>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_removal(token: str) -> ResponseReturnValue:
    """Ask before an import is thrown away."""
    with reading() as session:
        row = imports.import_by_token(session, token, holdings_of(current_person()))
        return page(
            "authoring/import_removal.html",
            row=row,
            name=_name_of(row, brought.brought_of(session, row)),
            form=SiteForm(),
        )


@bp.post("/teach/imports/<token>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def remove_import(token: str) -> ResponseReturnValue:
    """Throw an import away."""
    with transaction() as session:
        imports.throw_away(session, token, holdings=holdings_of(current_person()), now=instant_now())
    return to("authoring.import_list", done="removed")


def _bring_form(session: Session) -> BringForm:
    choices = own_bases(session)
    form = BringForm(request.form.copy()) if request.method == "POST" else BringForm()
    form.base.choices = options([(str(base_id), name) for base_id, name in choices.items()])
    if choices and not form.base.data:
        form.base.data = str(next(iter(choices)))
    return form


def _target(session: Session, course: str) -> CourseDraft | None:
    """Return the draft that files are brought for; None for a new course. NotFound for drafts of others."""
    return drafts.draft_by_slug(session, course, holdings_of(current_person())) if course else None


def _asking(form: SiteForm, status: int = 200) -> ResponseReturnValue:
    course = str(form["course"].data or "")
    title = ""
    if course:
        with opened(course) as at:
            title = at.title
    return page(
        "authoring/new_import.html",
        status,
        form=form,
        accept=ACCEPT,
        megabytes=BYTES_MAX // 1_000_000,
        course=course,
        title=title,
    )


def _name_of(row: DocumentImport, beside: Sequence[Brought]) -> str:
    """Name an import by its first files."""
    names = list(
        dict.fromkeys([*(str(source[0]) for source in row.sources), *(one.row.name for one in beside)])
    )
    more = _("等 %(count)d 个文件", count=len(names)) if len(names) > NAMES_SHOWN else ""
    return listed(names[:NAMES_SHOWN]) + more
