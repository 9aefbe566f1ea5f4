"""Certificates issued elsewhere: the base enters each step, an officer confirms."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.completion import service
from learnhub.completion.forms import ExamForm, IssuedForm, RecordForm, WordsForm, record_form
from learnhub.completion.rules import (
    KIND_WORDS,
    LEVEL_WORDS,
    RECORD_STATE_WORDS,
    CertificateKind,
    RecordStepKind,
    standing_warning,
)
from learnhub.completion.service import RecordTold, StepGiven
from learnhub.completion.views.blueprint import bp
from learnhub.completion.views.reviews import (
    DONE,
    class_of_own_base,
    class_of_own_office,
    figures_of,
    is_base,
    is_office,
    reviewed_or_404,
)
from learnhub.learning.models import Enrolment
from learnhub.media.adapters.photo import BYTES_MAX, PhotoFault, prepared
from learnhub.primitives import Refusal, instant_now, new_token, today
from learnhub.storage.service import store_for
from learnhub.training.models import TrainingClass
from learnhub.training.views.approved_rolls import shown_class
from learnhub.web import page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.files import file_answer
from learnhub.web.forms import tidy

_KINDS = [(one.value, KIND_WORDS[one]) for one in CertificateKind if one is not CertificateKind.COMPLETION]
_LEVELS = [(str(number), words) for number, words in LEVEL_WORDS.items()]
_BASE_DEEDS = {"exam": RecordStepKind.EXAM_SET, "issued": RecordStepKind.ISSUED}
_OFFICE_DEEDS = {"confirm": RecordStepKind.CONFIRMED, "doubt": RecordStepKind.DOUBTED}


@bp.get("/classes/<int:class_id>/completion/<int:enrolment_id>/records/new")
@requires(Role.BASE_MANAGER)
def new_record(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Ask which certificate a trainee goes for."""
    return _new_page(class_id, enrolment_id, record_form(_KINDS, _LEVELS, act=new_token(9)))


@bp.post("/classes/<int:class_id>/completion/<int:enrolment_id>/records/new")
@requires(Role.BASE_MANAGER)
def add_record(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Enter that a trainee has applied for a certificate."""
    form = record_form(_KINDS, _LEVELS)
    if not form.validate():
        return _new_page(class_id, enrolment_id, form, 422)
    assert form.day.data is not None
    with transaction() as session:
        outcome = service.add_record(
            session,
            keys(),
            actor(),
            reviewed_or_404(session, class_of_own_base(session, class_id), enrolment_id).enrolment,
            kind=CertificateKind(form.kind.data),
            level=int(form.level.data) if form.level.data else None,
            occupation=tidy(form.occupation.data),
            occupation_name=tidy(form.occupation_name.data),
            agency=tidy(form.agency.data),
            applied_on=form.day.data,
            act=form.client_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _new_page(class_id, enrolment_id, form, 422)
    return _to_record(class_id, enrolment_id, outcome.record.id)


@bp.get("/classes/<int:class_id>/completion/<int:enrolment_id>/records/<int:record_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def record(class_id: int, enrolment_id: int, record_id: int) -> ResponseReturnValue:
    """Show the way to one certificate, and what can be entered next."""
    return _record_page(class_id, enrolment_id, record_id)


@bp.get(
    "/classes/<int:class_id>/completion/<int:enrolment_id>/records/<int:record_id>/<any(exam,issued):what>"
)
@requires(Role.BASE_MANAGER)
def record_step(class_id: int, enrolment_id: int, record_id: int, what: str) -> ResponseReturnValue:
    """Ask when the exam is, or what the certificate says."""
    return _step_page(class_id, enrolment_id, record_id, what, _form(what))


@bp.post(
    "/classes/<int:class_id>/completion/<int:enrolment_id>/records/<int:record_id>/<any(exam,issued):what>"
)
@takes_up_to(BYTES_MAX)
@requires(Role.BASE_MANAGER)
def take_record_step(class_id: int, enrolment_id: int, record_id: int, what: str) -> ResponseReturnValue:
    """Enter when the exam is, or what the certificate says."""
    form = _form(what)
    with reading() as session:
        class_of_own_base(session, class_id)
    if not form.validate():
        return _step_page(class_id, enrolment_id, record_id, what, form, 422)
    given = _given(_BASE_DEEDS[what], form)
    outcome = given if isinstance(given, Refusal) else _take(class_id, enrolment_id, record_id, given)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _step_page(class_id, enrolment_id, record_id, what, form, 422)
    return _to_record(class_id, enrolment_id, record_id)


@bp.post("/classes/<int:class_id>/completion/<int:enrolment_id>/records/<int:record_id>")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def end_record(class_id: int, enrolment_id: int, record_id: int) -> ResponseReturnValue:
    """Enter that a certificate was not taken; confirm one, or say that it couldn't be confirmed."""
    form = WordsForm()
    with reading() as session:
        _told(session, shown_class(session, class_id), enrolment_id, record_id)
    if not form.validate():
        return _record_page(class_id, enrolment_id, record_id, form, 422)
    deed = request.form.get("deed", "")
    kind = _OFFICE_DEEDS.get(deed) or (RecordStepKind.NOT_TAKEN if deed == "not-taken" else None)
    if kind is None:
        abort(400)
    outcome = _take(class_id, enrolment_id, record_id, StepGiven(kind, words=tidy(form.words.data)))
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _record_page(class_id, enrolment_id, record_id, form, 422)
    return _to_record(class_id, enrolment_id, record_id)


@bp.get("/classes/<int:class_id>/completion/<int:enrolment_id>/records/<int:record_id>/scan")
@requires(Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def record_scan(class_id: int, enrolment_id: int, record_id: int) -> ResponseReturnValue:
    """Send the picture of a certificate to those who may look at it."""
    with reading() as session:
        shown_class(session, class_id)
        told = _told(session, shown_class(session, class_id), enrolment_id, record_id)
    try:
        path = store_for(settings()).path(told.scan_address)
    except KeyError:
        abort(404)
    return file_answer(path, "image/jpeg", tag=told.scan_address, cache="private, no-cache")


def _form(what: str) -> ExamForm | IssuedForm:
    return ExamForm() if what == "exam" else IssuedForm()


def _take(class_id: int, enrolment_id: int, record_id: int, given: StepGiven) -> RecordTold | Refusal:
    is_of_office = given.kind in _OFFICE_DEEDS.values()
    with transaction() as session:
        found = (class_of_own_office if is_of_office else class_of_own_base)(session, class_id)
        _told(session, found, enrolment_id, record_id)
        return service.take_step(
            session,
            keys(),
            actor(),
            session.get_one(Enrolment, enrolment_id),
            record_id,
            given,
            now=instant_now(),
        )


def _given(kind: RecordStepKind, form: ExamForm | IssuedForm) -> StepGiven | Refusal:
    if isinstance(form, ExamForm):
        return StepGiven(
            kind,
            form.day.data,
            place=tidy(form.place.data),
            accommodations=tidy(form.accommodations.data),
        )
    sent = request.files.get("scan")
    address = ""
    if sent is not None and sent.filename:
        try:
            address = store_for(settings()).put(prepared(sent.read()))
        except PhotoFault as fault:
            return Refusal("photo", str(fault), field="scan")
    return StepGiven(
        kind,
        form.day.data,
        issuer=tidy(form.issuer.data),
        number=form.number.data or "",
        verify_address=tidy(form.verify_address.data),
        evidence_address=address,
    )


def _told(session: Session, found: TrainingClass, enrolment_id: int, record_id: int) -> RecordTold:
    reviewed_or_404(session, found, enrolment_id)
    told = service.record_or_none(session, enrolment_id, record_id)
    if told is None:
        abort(404)
    return told


def _to_record(class_id: int, enrolment_id: int, record_id: int) -> Response:
    return to(
        "completion.record",
        class_id=class_id,
        enrolment_id=enrolment_id,
        record_id=record_id,
        done="recorded",
    )


def _new_page(class_id: int, enrolment_id: int, form: RecordForm, status: int = 200) -> Response:
    with reading() as session:
        found = class_of_own_base(session, class_id)
        one = reviewed_or_404(session, found, enrolment_id)
        return page(
            "completion/new_record.html",
            status,
            form=form,
            training_class=found,
            one=one,
            name=nicknames(session, [one.enrolment.person_id])[one.enrolment.person_id],
        )


def _step_page(
    class_id: int,
    enrolment_id: int,
    record_id: int,
    what: str,
    form: ExamForm | IssuedForm,
    status: int = 200,
) -> Response:
    with reading() as session:
        found = class_of_own_base(session, class_id)
        return page(
            "completion/record_step.html",
            status,
            form=form,
            training_class=found,
            enrolment_id=enrolment_id,
            told=_told(session, found, enrolment_id, record_id),
            what=what,
        )


def _record_page(
    class_id: int, enrolment_id: int, record_id: int, form: WordsForm | None = None, status: int = 200
) -> Response:
    with reading() as session:
        found = shown_class(session, class_id)
        told = _told(session, found, enrolment_id, record_id)
        person_id = session.get_one(Enrolment, enrolment_id).person_id
        last = told.steps[-1].kind
        is_open = last in {RecordStepKind.APPLIED, RecordStepKind.EXAM_SET, RecordStepKind.DOUBTED}
        return page(
            "completion/record.html",
            status,
            form=form or WordsForm(),
            training_class=found,
            enrolment_id=enrolment_id,
            told=told,
            name=nicknames(session, [person_id])[person_id],
            words=RECORD_STATE_WORDS,
            warning=standing_warning(
                told.record.kind,
                told.record.occupation,
                figures_of(session),
                region_code=found.region_code,
                on=today(),
            ),
            is_base=is_base(found) and is_open,
            is_office=is_office(found) and last is RecordStepKind.ISSUED,
            has_scan=bool(told.scan_address) and (is_base(found) or is_office(found)),
            done=done(DONE),
        )
