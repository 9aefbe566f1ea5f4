"""Process inspections: the office files a visit, the base reads it and answers."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.media.adapters.photo import BYTES_MAX, PhotoFault, prepared
from learnhub.primitives import Refusal, instant_now, listed, new_token, say, today
from learnhub.storage.service import store_for
from learnhub.training import service
from learnhub.training.forms.inspections import FollowForm, VisitForm, visit_form
from learnhub.training.models import InspectionStepKind, TrainingClass
from learnhub.training.rules import date_words
from learnhub.training.rules.inspections import INSPECTION_STATE_WORDS, Pictured, Visited, count_words
from learnhub.training.service import InspectionTold
from learnhub.training.views.approved_rolls import shown_class, way_back
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.files import file_answer
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

INSPECTION_DONE = {
    "filed": say("检查已经记下，基地现在能看到。"),
    "followed": say("已经记下。"),
}
STEP_WORDS = {
    InspectionStepKind.ANSWERED: say("基地答复"),
    InspectionStepKind.ASKED_AGAIN: say("再请基地答复"),
    InspectionStepKind.CLOSED: say("了结"),
}


@bp.get("/classes/<int:class_id>/inspections")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def inspections(class_id: int) -> ResponseReturnValue:
    """List the visits to a class."""
    with reading() as session:
        found = shown_class(session, class_id)
        told = service.inspections_of(session, found, on=today())
        return page(
            "training/inspections.html",
            training_class=found,
            way=way_back(session, found),
            paging=part_of(told, page_number(request.args.get("page"))),
            words=INSPECTION_STATE_WORDS,
            is_office=_is_office(found),
            done=done(INSPECTION_DONE),
        )


@bp.get("/office/classes/<int:class_id>/inspections/new")
@requires(Role.OFFICER)
def new_inspection(class_id: int) -> ResponseReturnValue:
    """Ask what was seen."""
    with reading() as session:
        found = _class_in_reach(session, class_id)
        form = visit_form(_meetings(found), inspected_on=today(), act=new_token(9))
        return page("training/new_inspection.html", form=form, training_class=found)


@bp.post("/office/classes/<int:class_id>/inspections/new")
@takes_up_to(BYTES_MAX)
@requires(Role.OFFICER)
def file_inspection(class_id: int) -> ResponseReturnValue:
    """File a visit."""
    with reading() as session:
        found = _class_in_reach(session, class_id)
        form = visit_form(_meetings(found))
        photos = _photos(form) if form.validate() else None
        if photos is None:
            return page("training/new_inspection.html", 422, form=form, training_class=found)
    with transaction() as session:
        outcome = service.file_inspection(
            session,
            actor(),
            training_class=_class_in_reach(session, class_id),
            visited=_visited(form, photos),
            client_id=form.client_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            found = _class_in_reach(session, class_id)
            return page("training/new_inspection.html", 422, form=form, training_class=found)
    return to("training.inspection", class_id=class_id, inspection_id=outcome.id, done="filed")


@bp.get("/classes/<int:class_id>/inspections/<int:inspection_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def inspection(class_id: int, inspection_id: int) -> ResponseReturnValue:
    """Show a visit, what followed, and what can be done next."""
    with reading() as session:
        found = shown_class(session, class_id)
        return _inspection_page(found, _told(session, found, inspection_id), FollowForm())


@bp.post("/classes/<int:class_id>/inspections/<int:inspection_id>")
@requires(Role.OFFICER, Role.BASE_MANAGER)
@once
def follow_inspection(class_id: int, inspection_id: int) -> ResponseReturnValue:
    """Answer for the base; close or ask again for the office."""
    form = FollowForm()
    with reading() as session:
        found = shown_class(session, class_id)
        told = _told(session, found, inspection_id)
        kind = _kind(found)
        if not form.validate():
            return _inspection_page(found, told, form, 422)
    with transaction() as session:
        outcome = service.follow_inspection(
            session,
            actor(),
            inspection=_told(session, shown_class(session, class_id), inspection_id).inspection,
            kind=kind,
            words=tidy(form.words.data),
            answer_by=form.answer_by.data if kind is InspectionStepKind.ASKED_AGAIN else None,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            found = shown_class(session, class_id)
            return _inspection_page(found, _told(session, found, inspection_id), form, 422)
    return to("training.inspection", class_id=class_id, inspection_id=inspection_id, done="followed")


@bp.get("/classes/<int:class_id>/inspections/<int:inspection_id>/photos/<int:position>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def inspection_photo(class_id: int, inspection_id: int, position: int) -> ResponseReturnValue:
    """Send a photo of a visit to those who may read about it."""
    with reading() as session:
        told = _told(session, shown_class(session, class_id), inspection_id)
        address = next((one.address for one in told.photos if one.position == position), "")
    try:
        path = store_for(settings()).path(address)
    except KeyError:
        abort(404)
    return file_answer(path, "image/jpeg", tag=address, cache="private, no-cache")


def _class_in_reach(session: Session, class_id: int) -> TrainingClass:
    found = shown_class(session, class_id)
    if not _is_office(found):
        abort(404)
    return found


def _is_office(found: TrainingClass) -> bool:
    return reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code)


def _is_base(found: TrainingClass) -> bool:
    held = holdings_of(current_person())
    return any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)


def _kind(found: TrainingClass) -> InspectionStepKind:
    kinds = {
        "answer": (_is_base, InspectionStepKind.ANSWERED),
        "close": (_is_office, InspectionStepKind.CLOSED),
        "ask": (_is_office, InspectionStepKind.ASKED_AGAIN),
    }
    is_theirs, kind = kinds.get(request.form.get("deed", ""), (_is_base, InspectionStepKind.ANSWERED))
    if not is_theirs(found):
        abort(403)
    return kind


def _told(session: Session, found: TrainingClass, inspection_id: int) -> InspectionTold:
    told = service.inspection_or_none(session, found.id, inspection_id, on=today())
    if told is None:
        abort(404)
    return told


def _meetings(found: TrainingClass) -> list[tuple[int, str]]:
    past = [one for one in found.sessions if one.day <= today()]
    return [(one.id, listed((date_words(one.day), one.starts_at, one.title), " ")) for one in reversed(past)]


def _photos(form: VisitForm) -> list[Pictured] | None:
    """Keep the photo of a form, if there is one; None, with a sentence at the field, when it can't be used."""
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return []
    words = tidy(form.photo_words.data)
    if not words:
        form.refuse(Refusal("no-alt", say("请写照片上是什么，看不见的人靠它知道。"), field="photo_words"))
        return None
    try:
        picture = prepared(sent.read())
    except PhotoFault as fault:
        form.refuse(Refusal("photo", str(fault), field="photo"))
        return None
    return [Pictured(store_for(settings()).put(picture), words)]


def _visited(form: VisitForm, photos: list[Pictured]) -> Visited:
    return Visited(
        inspected_on=form.inspected_on.data or today(),
        session_id=int(form.session.data) if form.session.data else None,
        counted_present=form.counted_present.data or 0,
        counted_absent=form.counted_absent.data or 0,
        findings=tidy(form.findings.data),
        answer_by=form.answer_by.data,
        photos=photos,
    )


def _inspection_page(
    found: TrainingClass, told: InspectionTold, form: FollowForm, status: int = 200
) -> Response:
    is_open = told.state.value != "closed"
    return page(
        "training/inspection.html",
        status,
        form=form,
        training_class=found,
        told=told,
        compared=count_words(told.inspection.counted_present, told.roll_present),
        words=INSPECTION_STATE_WORDS,
        step_words=STEP_WORDS,
        is_office=_is_office(found) and is_open,
        is_base=_is_base(found) and is_open,
        done=done(INSPECTION_DONE),
    )
