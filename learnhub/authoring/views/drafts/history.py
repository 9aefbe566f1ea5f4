"""What was done to a draft: versions, undo, giving up; and what was typed and not saved."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.rules import place_of
from learnhub.authoring.rules.drafts.revisions import (
    EDITABLE_STATES,
    DraftState,
    stretches,
)
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.typed import drop_typed, keep_typed
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import open_in, opened
from learnhub.primitives import Refusal, instant_now
from learnhub.web import SiteForm, current_person, page, requires, transaction
from learnhub.web.guard import UNRESENT_FIELDS
from learnhub.web.paging import page_number, part_of

STRETCHES_A_PAGE = 6
_NOT_TYPED = UNRESENT_FIELDS | {"path", "place", "revision", "shown", "photo"}


@bp.get("/teach/courses/<course>/draft/versions")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_versions(course: str) -> ResponseReturnValue:
    """List who changed what when, newest first."""
    return _versions_page(course, SiteForm())


@bp.post("/teach/courses/<course>/draft/versions/<int:number>/restoration")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def restore_version(course: str, number: int) -> ResponseReturnValue:
    """Go back to an earlier version; the later ones stay in the list."""
    with transaction() as session:
        at = open_in(session, course)
        outcome = drafts.restore_revision(
            session, at.draft, number, by=current_person().person_id, now=instant_now()
        )
    if isinstance(outcome, Refusal):
        return _versions_page(course, SiteForm().refuse(outcome), 422)
    return to("authoring.draft", course=course, done="restored")


@bp.get("/teach/courses/<course>/draft/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_removal(course: str) -> ResponseReturnValue:
    """Ask before a draft is given up."""
    with opened(course) as at:
        return page("authoring/draft_removal.html", at=at, form=SiteForm())


@bp.post("/teach/courses/<course>/draft/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def remove_draft(course: str) -> ResponseReturnValue:
    """Give a draft up; what it was stays on record."""
    with transaction() as session:
        at = open_in(session, course)
        outcome = drafts.move_draft(
            session, at.draft, DraftState.DISCARDED, by=current_person().person_id, now=instant_now()
        )
    if outcome is not None:
        with opened(course) as at:
            return page("authoring/draft_removal.html", 422, at=at, form=SiteForm().refuse(outcome))
    return to("authoring.courses", done="discarded")


@bp.post("/teach/courses/<course>/draft/typed")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def keep_draft_typed(course: str) -> ResponseReturnValue:
    """Keep what a form holds and nobody has saved yet; scripts send it every few seconds. Answers with when, in words."""
    path, place = _form_place()
    fields = {
        name: value for name, value in request.form.items() if name not in _NOT_TYPED and len(name) <= 40
    }
    now = instant_now()
    with transaction() as session:
        at = open_in(session, course)
        revision = request.form.get("revision", "")
        kept = keep_typed(
            session,
            at.draft,
            person_id=current_person().person_id,
            path=path,
            place=place,
            base_revision=int(revision) if revision.isdigit() and len(revision) < 9 else at.head.number,
            fields=fields,
            now=now,
        )
    if isinstance(kept, Refusal):
        return {"words": kept.sentence}, 422
    return {"words": _("您写的内容已自动存好，还没有放进课里。")}


@bp.post("/teach/courses/<course>/draft/typed/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def forget_typed(course: str) -> ResponseReturnValue:
    """Forget what was typed into one form and not saved."""
    path, place = _form_place()
    with transaction() as session:
        at = open_in(session, course)
        drop_typed(session, at.draft, person_id=current_person().person_id, path=path, place=place)
    lesson = path.removeprefix("lessons/").removesuffix(".md")
    return to("authoring.draft_lesson", course=course, lesson=lesson, done="forgotten")


def _form_place() -> tuple[str, str]:
    path, place = request.form.get("path", ""), request.form.get("place", "")
    if place_of(path) is None or not path.endswith(".md") or not 0 < len(place) <= 60:
        abort(400)
    return path, place


def _versions_page(course: str, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with opened(course) as at:
        found = stretches(drafts.recent_revisions(at.session, at.draft))
        paging = part_of(found, page_number(request.args.get("page")), STRETCHES_A_PAGE)
        return page(
            "authoring/draft_versions.html",
            status,
            at=at,
            form=form,
            paging=paging,
            names=nicknames(at.session, sorted({one.newest.made_by_id for one in paging.rows})),
            is_editable=at.draft.state in EDITABLE_STATES,
        )
