"""同学问过的问题: what classmates have asked their teachers about a course, where who asked and who answered both agree."""

from collections.abc import Callable

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.catalogue.models import Course
from learnhub.catalogue.service.courses import course_to_finish, current_version
from learnhub.learning.rules.enquiries import EnquiryTold
from learnhub.learning.service import enquiries
from learnhub.learning.service.enquiries.lessons import lessons_named
from learnhub.learning.service.sendings import file_or_none
from learnhub.learning.views.sendings import file_of
from learnhub.training import service
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, page, reading, requires
from learnhub.web.paging import page_number, part_of

_ROWS = 5  # a question with recordings may have several players, and a page at most 25 stops


@bp.get("/courses/<course>/shared-enquiries")
@requires(Role.TRAINEE)
def shared_enquiries(course: str) -> ResponseReturnValue:
    """Show what classmates have asked and were answered, without saying who they are."""
    with reading() as session:
        found = course_to_finish(session, course)
        paging = part_of(_shared(session, found), page_number(request.args.get("page")), _ROWS)
        return page(
            "training/shared_enquiries.html",
            paging=paging,
            course_slug=course,
            title=current_version(session, found).title,
            lessons=lessons_named(session, {(one.course_id, one.lesson_id) for one in paging.rows}),
            addresses={one.id: _addresses(course, one.id) for one in paging.rows},
        )


@bp.get("/courses/<course>/shared-enquiries/<int:enquiry_id>/files/<token>")
@requires(Role.TRAINEE)
def shared_enquiry_file(course: str, enquiry_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of what a classmate lets the class see, and of the answers to it that are shared, too."""
    with reading() as session:
        shared = _shared(session, course_to_finish(session, course))
        found = next((one for one in shared if one.id == enquiry_id), None)
        if found is None:
            abort(404)
        sendings = [found.sending, *(one.sending for one in found.shared_answers)]
        stored = next((file for one in sendings if (file := file_or_none(session, one.id, token))), None)
    return file_of(stored)


def _shared(session: Session, course: Course) -> list[EnquiryTold]:
    people = service.classmates(session, person_id=current_person().person_id, course_id=course.id)
    return enquiries.enquiries_shared_among(session, course_id=course.id, person_ids=people)


def _addresses(course: str, enquiry_id: int) -> Callable[[str], str]:
    """Return what makes an address of the token of a file."""

    def address(token: str) -> str:
        return url_for("training.shared_enquiry_file", course=course, enquiry_id=enquiry_id, token=token)

    return address
