"""Keep the photo of a signed sheet, and look at it again."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.media.adapters.photo import BYTES_MAX, PhotoFault, prepared
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.training import service
from learnhub.training.forms import PaperForm
from learnhub.training.models import ClassSession
from learnhub.training.views.approved_rolls import shown_session
from learnhub.training.views.rolls import bp, own_session
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.files import file_answer
from learnhub.web.forms import tidy

PAPER_DONE = {"kept": say("照片已经留存。只有这个班的教师、基地和当地残联能看。")}


@bp.get("/teach/classes/<int:class_id>/sessions/<int:session_id>/papers")
@requires(Role.INSTRUCTOR)
def paper_sheets(class_id: int, session_id: int) -> ResponseReturnValue:
    """Show the signed sheets of a session and ask for one more."""
    with reading() as session:
        return _papers_page(own_session(session, class_id, session_id), PaperForm())


@bp.post("/teach/classes/<int:class_id>/sessions/<int:session_id>/papers")
@takes_up_to(BYTES_MAX)
@requires(Role.INSTRUCTOR)
def keep_paper_sheet(class_id: int, session_id: int) -> ResponseReturnValue:
    """Keep the photo of a signed sheet."""
    with reading() as session:
        meeting = own_session(session, class_id, session_id)
    form = PaperForm()
    form.scan.data = request.files.get("scan")
    if not form.validate():
        return _papers_page(meeting, form, 422)
    try:
        picture = prepared(form.scan.data.read())
    except PhotoFault as fault:
        form.refuse(Refusal("photo", str(fault), field="scan"))
        return _papers_page(meeting, form, 422)
    address = store_for(settings()).put(picture)
    with transaction() as session:
        outcome = service.keep_paper(
            session,
            class_session=own_session(session, class_id, session_id),
            scan_address=address,
            kept_by=tidy(form.kept_by.data),
            added_by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _papers_page(meeting, form, 422)
    return to("training.paper_sheets", class_id=class_id, session_id=session_id, done="kept")


@bp.get("/classes/<int:class_id>/sessions/<int:session_id>/papers/<int:paper_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def paper_sheet(class_id: int, session_id: int, paper_id: int) -> ResponseReturnValue:
    """Send the photo of a signed sheet to those who may see the roll."""
    with reading() as session:
        meeting = shown_session(session, class_id, session_id)
        found = next((one for one in service.papers_of(session, meeting) if one.id == paper_id), None)
    if found is None:
        abort(404)
    try:
        path = store_for(settings()).path(found.scan_address)
    except KeyError:
        abort(404)
    return file_answer(path, found.content_type, tag=found.scan_address, cache="private, no-cache")


def _papers_page(meeting: ClassSession, form: PaperForm, status: int = 200) -> Response:
    with reading() as session:
        return page(
            "training/paper_sheets.html",
            status,
            form=form,
            meeting=session.get_one(ClassSession, meeting.id),
            papers=service.papers_of(session, meeting),
            done=done(PAPER_DONE),
        )
