"""培训合格证书: the base issues and revokes, the trainee reads, hears and prints."""

import tempfile
from io import BytesIO
from pathlib import Path

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.completion import service
from learnhub.completion.adapters import paper
from learnhub.completion.forms import IssueForm, RevocationForm
from learnhub.completion.rules import ITEM_WORDS, RECORD_STATE_WORDS, STATE_WORDS, ItemState
from learnhub.completion.service import CertificateTold
from learnhub.completion.views.blueprint import bp
from learnhub.completion.views.reviews import (
    DONE,
    class_of_own_base,
    figures_of,
    is_base,
    is_office,
    reviewed_or_404,
)
from learnhub.completion.views.told import certificate_items
from learnhub.formats.adapters import typesetting
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, instant_now, today
from learnhub.training import service as training
from learnhub.training.views.approved_rolls import shown_class
from learnhub.web import current_person, page, reading, requires, settings, signed_in, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

CLASSES_AT_ONCE = 5


@bp.get("/classes/<int:class_id>/completion/<int:enrolment_id>/certificate")
@requires(Role.BASE_MANAGER)
def issue_certificate(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Ask for the name on a certificate, and show what else will stand on it."""
    return _issue_page(class_id, enrolment_id, None)


@bp.post("/classes/<int:class_id>/completion/<int:enrolment_id>/certificate")
@requires(Role.BASE_MANAGER)
def make_certificate(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Issue a certificate, or one in the place of another."""
    form = IssueForm()
    if not form.validate():
        return _issue_page(class_id, enrolment_id, form, 422)
    with transaction() as session:
        found = class_of_own_base(session, class_id)
        outcome = service.issue(
            session,
            keys(),
            actor(),
            found,
            reviewed_or_404(session, found, enrolment_id).enrolment,
            name=" ".join(tidy(form.name.data).split()),
            shows_disability=bool(form.shows_disability.data),
            reason=tidy(form.reason.data),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _issue_page(class_id, enrolment_id, form, 422)
    return to("completion.trainee_completion", class_id=class_id, enrolment_id=enrolment_id, done="issued")


@bp.get("/certificates/<int:certificate_id>/revocation")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def revocation(certificate_id: int) -> ResponseReturnValue:
    """Ask before a certificate ends."""
    with reading() as session:
        return page(
            "completion/revocation.html",
            form=RevocationForm(),
            told=_revocable(session, certificate_id),
        )


@bp.post("/certificates/<int:certificate_id>/revocation")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def revoke_certificate(certificate_id: int) -> ResponseReturnValue:
    """Revoke a certificate."""
    form = RevocationForm()
    if not form.validate():
        with reading() as session:
            told = _revocable(session, certificate_id)
            return page("completion/revocation.html", 422, form=form, told=told)
    with transaction() as session:
        told = _revocable(session, certificate_id)
        outcome = service.revoke(
            session, actor(), told.certificate, reason=tidy(form.reason.data), now=instant_now()
        )
        place = (told.certificate.training_class_id, told.certificate.enrolment_id)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with reading() as session:
            told = _revocable(session, certificate_id)
            return page("completion/revocation.html", 422, form=form, told=told)
    return to("completion.trainee_completion", class_id=place[0], enrolment_id=place[1], done="revoked")


@bp.get("/me/certificates")
@signed_in
def own_certificates() -> ResponseReturnValue:
    """List one's own certificates, and where completion stands in each class."""
    with reading() as session:
        enrolments = learning.every_enrolment_of(session, current_person().person_id)
        classes = {
            one.id: found
            for one in enrolments
            if (found := training.class_of_enrolment_or_none(session, one.id)) is not None
        }
        paging = part_of(list(classes), page_number(request.args.get("page")), CLASSES_AT_ONCE)
        ids = list(paging.rows)
        certificates = service.issued_to(session, keys(), ids)
        figures = figures_of(session)
        return page(
            "completion/own_certificates.html",
            paging=paging,
            classes=classes,
            reviewed={
                one: service.review_class(session, classes[one], figures, on=today(), enrolment_ids=[one])[0]
                for one in ids
            },
            items={
                one: certificate_items(
                    [told for told in certificates if told.certificate.enrolment_id == one]
                )
                for one in ids
            },
            records=service.records_of(session, ids),
            words=STATE_WORDS,
            item_words=ITEM_WORDS,
            short=ItemState.SHORT,
            record_words=RECORD_STATE_WORDS,
        )


@bp.get("/certificates/<int:certificate_id>")
@signed_in
def certificate(certificate_id: int) -> ResponseReturnValue:
    """Show a certificate to whom it was issued, and to those who look after the class."""
    with reading() as session:
        return page(
            "completion/certificate.html",
            told=_shown(session, certificate_id),
            has_paper=typesetting.is_installed(),
            done=done(DONE),
        )


@bp.get("/certificates/<int:certificate_id>.pdf")
@signed_in
def certificate_paper(certificate_id: int) -> ResponseReturnValue:
    """Send a certificate as PDF/UA-1."""
    with reading() as session:
        told = _shown(session, certificate_id)
        if told.end is not None or not told.name or not typesetting.is_installed():
            abort(404)
        content = _paper_of(told)
    if content is None:
        return page("completion/no_paper.html", 409, told=told)
    answer = send_file(
        BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=_("培训合格证书.pdf"),
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _paper_of(told: CertificateTold) -> bytes | None:
    """Return the PDF; None where the typeface lacks a sign of the name: a certificate never shows another one instead."""
    with tempfile.TemporaryDirectory(prefix="certificate-") as made:
        try:
            return paper.write_certificate(told.paper(settings().site_name), Path(made))
        except typesetting.SignsLacking:
            return None


def _shown(session: Session, certificate_id: int) -> CertificateTold:
    told = service.certificate_or_none(session, keys(), certificate_id)
    if told is None:
        abort(404)
    enrolment = session.get_one(Enrolment, told.certificate.enrolment_id)
    if enrolment.person_id != current_person().person_id:
        shown_class(session, told.certificate.training_class_id)
    return told


def _revocable(session: Session, certificate_id: int) -> CertificateTold:
    told = service.certificate_or_none(session, keys(), certificate_id)
    if told is None:
        abort(404)
    found = shown_class(session, told.certificate.training_class_id)
    if not (is_base(found) or is_office(found)):
        abort(404)
    return told


def _issue_page(class_id: int, enrolment_id: int, form: IssueForm | None, status: int = 200) -> Response:
    with reading() as session:
        found = class_of_own_base(session, class_id)
        told = reviewed_or_404(session, found, enrolment_id)
        name = nicknames(session, [told.enrolment.person_id])[told.enrolment.person_id]
        present = service.in_force_or_none(session, keys(), enrolment_id)
        return page(
            "completion/issue_certificate.html",
            status,
            form=form or IssueForm(name=present.name if present else name),
            training_class=found,
            one=told,
            name=name,
            present=present,
        )
