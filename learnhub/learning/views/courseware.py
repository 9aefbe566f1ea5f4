"""Show foreign courseware beside a lesson, and send its files so that nothing in them runs with our origin."""

from urllib.parse import quote

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.authoring.rules.courseware import is_page, sandbox_headers
from learnhub.authoring.service.packages import courseware as service
from learnhub.authoring.service.packages.playing import as_sent
from learnhub.catalogue.rules import NotFound
from learnhub.learning.service import find_lesson
from learnhub.learning.views.lesson_page import edition_wanted
from learnhub.learning.views.lessons import bp
from learnhub.storage.service import store_for
from learnhub.web import page, person_or_none, public, reading, settings

# A version never changes; its pages are given our script, which may.
_FOR_EVER = "public, max-age=31536000, immutable"
_A_WHILE = "public, max-age=300"


@bp.get("/courses/<course>/lessons/<lesson>/courseware")
@public("anybody may look at what goes with a lesson")
def courseware(course: str, lesson: str) -> ResponseReturnValue:
    """Offer the courseware of a lesson, with what it is and weighs; nothing of it is loaded yet."""
    person = person_or_none()
    with reading() as session:
        store = store_for(settings())
        found = find_lesson(
            session,
            store,
            course_slug=course,
            lesson_slug=lesson,
            person_id=person.person_id if person is not None else None,
            edition=edition_wanted(""),
        )
        held = service.courseware_of(session, found.place)
        if held is None:
            raise NotFound(f"{course}/{lesson}")
        told = service.described(store, held)
        base = _folder_address(held.course_version_id, lesson)
        return page(
            "learning/courseware.html",
            place=found.place,
            course_slug=course,
            courseware=told,
            parts=[(part.title, base + quote(part.launch, safe="/?&=%+")) for part in told.parts],
        )


@bp.get("/courseware/<int:version>/<lesson>/<path:path>")
@public("files of courseware beside lessons that anybody may read")
def courseware_file(version: int, lesson: str, path: str) -> ResponseReturnValue:
    """Send one file of a package: always sandboxed, never with a cookie, its pages with the API of SCORM 1.2."""
    if request.headers.get("Sec-Fetch-Dest") == "document":
        # In a window of its own a package could pass for a page of ours: the address bar says our name.
        raise NotFound(path)
    with reading() as session:
        content = service.courseware_file(
            session, store_for(settings()), course_version_id=version, lesson=lesson, path=path
        )
    content = as_sent(path, content)
    answer = Response(content)
    answer.headers.update(sandbox_headers(path, _folder_address(version, lesson, is_absolute=True)))
    answer.headers["Cache-Control"] = _A_WHILE if is_page(path) else _FOR_EVER
    answer.add_etag()
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


def _folder_address(version: int, lesson: str, *, is_absolute: bool = False) -> str:
    address = url_for(
        "learning.courseware_file", version=version, lesson=lesson, path="x", _external=is_absolute
    )
    return address[:-1]
