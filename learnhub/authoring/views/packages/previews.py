"""Play courseware that isn't published, for its authors and for who reviews it, in the sandbox that learners get; credited nothing."""

from urllib.parse import quote

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import keys
from learnhub.authoring.rules.courseware import sandbox_headers
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.service.drafts.outlines import lesson_line
from learnhub.authoring.service.packages.playing import as_sent, previewed, previewed_file
from learnhub.authoring.service.packages.tickets import blob_of_ticket, ticket_for
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, opened
from learnhub.authoring.views.publication.reviewed import Reviewed, reviewed
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import instant_now
from learnhub.storage.service import store_for
from learnhub.web import page, public, requires, settings
from learnhub.web.words import _


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/courseware/preview")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def courseware_preview(course: str, lesson: str) -> ResponseReturnValue:
    """Offer the courseware of a draft's lesson to its authors."""
    with opened(course) as at:
        back = url_for("authoring.lesson_courseware", course=course, lesson=lesson)
        return _page(at, at.head, lesson, (_("外来课件"), back))


@bp.get("/office/courses/<course>/lessons/<lesson>/courseware")
@requires(Role.OFFICER)
def review_courseware(course: str, lesson: str) -> ResponseReturnValue:
    """Offer the courseware that was submitted with a lesson to who reviews it."""
    with reviewed(course) as at:
        back = url_for("authoring.review_lesson", course=course, lesson=lesson)
        return _page(at, at.frozen, lesson, (_("审核一课"), back))


@bp.get("/courseware/previews/<ticket>/<path:path>")
@public("its address is a ticket that was given to an author or a reviewer and ends after some hours")
def courseware_preview_file(ticket: str, path: str) -> ResponseReturnValue:
    """Send one file of a package that is previewed: sandboxed as learners get it, and kept by nobody on the way."""
    blob = blob_of_ticket(keys(), ticket, now=instant_now())
    if blob is None or request.headers.get("Sec-Fetch-Dest") == "document":
        raise NotFound(path)
    content = as_sent(path, previewed_file(store_for(settings()), blob, path))
    answer = Response(content)
    answer.headers.update(sandbox_headers(path, _folder_address(ticket, is_absolute=True)))
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.add_etag()
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


def _page(at: Opened | Reviewed, seen: Revision, lesson: str, back: tuple[str, str]) -> ResponseReturnValue:
    blob, told = previewed(at.store, seen, lesson)
    base = _folder_address(ticket_for(keys(), blob, now=instant_now()))
    return page(
        "authoring/courseware_preview.html",
        title=lesson_line(at.store, seen, lesson, at.rates).title,
        courseware=told,
        parts=[(part.title, base + quote(part.launch, safe="/?&=%+")) for part in told.parts],
        back=back,
    )


def _folder_address(ticket: str, *, is_absolute: bool = False) -> str:
    address = url_for("authoring.courseware_preview_file", ticket=ticket, path="x", _external=is_absolute)
    return address[:-1]
