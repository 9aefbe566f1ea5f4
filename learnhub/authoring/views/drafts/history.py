"""Give a draft up; keep what was typed into its forms and not saved."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.rules import place_of
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.typed import drop_typed, keep_typed
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import open_in, opened
from learnhub.primitives import Refusal, instant_now
from learnhub.web import SiteForm, current_person, page, requires, transaction
from learnhub.web.guard import UNRESENT_FIELDS
from learnhub.web.words import _

_NOT_TYPED = UNRESENT_FIELDS | {"path", "place", "revision", "shown", "photo"}


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
            base_revision=int(revision) if revision.isdecimal() and len(revision) < 9 else at.head.number,
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
