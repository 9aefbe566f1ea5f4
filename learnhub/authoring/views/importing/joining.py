"""Add what was brought to a course that is being written: which one, and where in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of, to
from learnhub.authoring.forms.imports import AS_UNITS, JoinForm
from learnhub.authoring.models import CourseDraft, DocumentImport
from learnhub.authoring.rules.folders.course_toml import OutlineUnit
from learnhub.authoring.service.drafts import head_of
from learnhub.authoring.service.drafts.outlines import outline_of, title_of
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing import joining as service
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, open_in
from learnhub.authoring.views.drafts.outline import UNITS_A_PAGE
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

DRAFTS_A_PAGE = 8


@dataclass(frozen=True)
class Target:
    """The draft that documents go into, as pages name it."""

    slug: str
    title: str


def target_of(session: Session, row: DocumentImport) -> Target | None:
    """Return the draft that documents were brought for, or None."""
    draft = service.target_or_none(session, row, holdings_of(current_person()))
    if draft is None:
        return None
    return Target(draft.slug, title_of(store_for(settings()), head_of(session, draft), draft.slug))


@bp.get("/teach/imports/<token>/joining")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_joining(token: str) -> ResponseReturnValue:
    """Ask where in a draft the lessons go; first into which draft, where that isn't told."""
    with reading() as session:
        row = imports.import_by_token(session, token, holdings_of(current_person()))
        asked = request.args.get("course", "")
        if not asked:
            return _choosing(session, row)
        return _page(session, row, asked, JoinForm(MultiDict()))


@bp.post("/teach/imports/<token>/joining")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def join_import(token: str) -> ResponseReturnValue:
    """Add the lessons, in one revision."""
    person = current_person()
    with transaction() as session:
        held = holdings_of(person)
        row = imports.import_by_token(session, token, held)
        form = JoinForm()
        at, draft = _opened(session, row, form.course.data or "")
        units = _units(at)
        _offer(form, units)
        if form.validate():
            chosen = None if form.place.data == AS_UNITS else int(form.place.data)
            outcome = service.join_draft(
                session,
                at.store,
                token,
                draft,
                unit=chosen,
                holdings=held,
                by=person.person_id,
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                shown = _unit_shown(at, chosen)
                return to(
                    "authoring.draft",
                    course=at.slug,
                    done="files-added",
                    page=(shown - 1) // UNITS_A_PAGE + 1,
                    unit=shown,
                    _anchor=f"unit-{shown}",
                )
            form.refuse(outcome)
        return _page(session, row, at.slug, form, 422)


def _unit_shown(at: Opened, chosen: int | None) -> int:
    """Return the number of the unit that is opened afterwards, from 1: the first that came, or the one that lessons went into."""
    if chosen is not None:
        return chosen + 1
    return len(outline_of(at.store, at.head, at.rates).units) + 1


def _choosing(session: Session, row: DocumentImport) -> ResponseReturnValue:
    found = service.drafts_to_join(session, row, holdings_of(current_person()))
    paging = part_of(found, page_number(request.args.get("page")), DRAFTS_A_PAGE)
    store = store_for(settings())
    titles = {draft.id: title_of(store, head_of(session, draft), draft.slug) for draft in paging.rows}
    return page("authoring/import_target.html", row=row, paging=paging, titles=titles)


def _opened(session: Session, row: DocumentImport, course: str) -> tuple[Opened, CourseDraft]:
    """Return a draft that documents can go into; NotFound for every other."""
    fitting = service.drafts_to_join(session, row, holdings_of(current_person()))
    draft = next((one for one in fitting if one.slug == course), None)
    if draft is None:
        raise NotFound(course)
    return open_in(session, course), draft


def _units(at: Opened) -> Mapping[int, OutlineUnit]:
    """Return the units that lessons may go into, by their place from 0."""
    shown = outline_of(at.store, at.head, at.rates)
    return {line.number - 1: line.unit for line in shown.units if line.unit.is_online}


def _offer(form: JoinForm, units: Mapping[int, OutlineUnit]) -> None:
    form.place.choices = options(
        [
            (AS_UNITS, _("单独成为新的单元，放在最后")),
            *(
                (str(index), _("放进第 %(number)d 单元“%(title)s”的最后", number=index + 1, title=unit.title))
                for index, unit in units.items()
            ),
        ]
    )


def _page(
    session: Session, row: DocumentImport, course: str, form: JoinForm, status: int = 200
) -> ResponseReturnValue:
    at, _draft = _opened(session, row, course)
    if status == 200:
        form.place.data = AS_UNITS
        form.course.data = at.slug
    _offer(form, _units(at))
    return page("authoring/import_joining.html", status, form=form, row=row, plan=imports.plan_in(row), at=at)
