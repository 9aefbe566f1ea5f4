"""Put foreign courseware into a lesson of a draft, and take it out."""

import tempfile
from pathlib import Path

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.packages import CoursewareForm
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules.courseware import ARCHIVE_BYTES_MAX
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.outlines import lesson_line
from learnhub.authoring.service.packages import courseware as service
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import open_in
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to

MAKERS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
DONE = {
    "put": say("课件放好了。发布以后，学员在这一课里能打开它。"),
    "taken-out": say("课件拿掉了。要找回来，请回到草稿以前的版本。"),
}


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/courseware")
@requires(*MAKERS)
def lesson_courseware(course: str, lesson: str) -> ResponseReturnValue:
    """Say what courseware a lesson of a draft holds, and ask for another."""
    with reading() as session:
        return _asking(session, course, lesson, CoursewareForm())


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/courseware")
@takes_up_to(ARCHIVE_BYTES_MAX)
@requires(*MAKERS)
def put_courseware(course: str, lesson: str) -> ResponseReturnValue:
    """Put courseware into a lesson, in place of what it had."""
    form = CoursewareForm(request.files)
    if not form.validate():
        with reading() as session:
            return _asking(session, course, lesson, form, 422)
    with tempfile.NamedTemporaryFile(prefix="courseware-") as copy:
        request.files["package"].save(copy)
        copy.flush()
        with transaction() as session:
            outcome = service.put_courseware(
                session,
                store_for(settings()),
                _draft(session, course),
                lesson,
                Path(copy.name),
                by=current_person().person_id,
                now=instant_now(),
            )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _asking(session, course, lesson, form, 422)
    return to("authoring.lesson_courseware", course=course, lesson=lesson, done="put")


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/courseware/removal")
@requires(*MAKERS)
def take_out_courseware(course: str, lesson: str) -> ResponseReturnValue:
    """Take courseware out of a lesson; earlier versions of the draft keep it."""
    form = CoursewareForm()
    with transaction() as session:
        outcome = service.take_out_courseware(
            session,
            store_for(settings()),
            _draft(session, course),
            lesson,
            by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            return _asking(session, course, lesson, form, 422)
    return to("authoring.lesson_courseware", course=course, lesson=lesson, done="taken-out")


def _draft(session: Session, course: str) -> CourseDraft:
    return drafts.draft_by_slug(session, course, holdings_of(current_person()))


def _asking(
    session: Session, course: str, lesson: str, form: CoursewareForm, status: int = 200
) -> ResponseReturnValue:
    at = open_in(session, course)
    return page(
        "authoring/lesson_courseware.html",
        status,
        form=form,
        course_slug=course,
        lesson=lesson,
        lesson_title=lesson_line(at.store, at.head, lesson, at.rates).title,
        held=service.courseware_in_draft(session, at.store, at.draft, lesson),
        is_editable=at.draft.state in EDITABLE_STATES,
        megabytes=ARCHIVE_BYTES_MAX // 1_000_000,
        done=done(DONE),
    )
