"""Who made sure of whom: checks, whole certificate numbers, duplicates."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.forms import CheckForm, ReasonForm, SettleForm
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.identity import METHOD_WORDS, OUTCOME_WORDS, CheckMethod, DuplicateOutcome
from learnhub.accounts.rules.roles import ROLE_WORDS, Role
from learnhub.accounts.service import certificates, directory, duplicates, identity
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import actor, base_places, holdings_of, keys, to
from learnhub.accounts.views.divisions import chosen, division_form
from learnhub.accounts.views.office import NEEDS, place_words
from learnhub.accounts.views.office_person import Subject, seen_person
from learnhub.primitives import Refusal, instant_now, local_date, today
from learnhub.web import (
    ROWS_PER_PAGE,
    Paging,
    current_person,
    once,
    page,
    reading,
    requires,
    transaction,
)
from learnhub.web.paging import page_number


@bp.get("/office/identities")
@requires(Role.OFFICER)
def identities() -> ResponseReturnValue:
    """List the people whose identity is to be settled, the longest waiting first."""
    form, number, on = division_form(), page_number(request.args.get("page")), today()
    with reading() as session:
        rows, total = directory.identities_waiting(
            session,
            holdings_of(current_person()),
            region_code=chosen(form) or None,
            on=on,
            number=number,
            size=ROWS_PER_PAGE,
        )
        places = base_places(session)
    return page(
        "accounts/identities.html",
        form=form,
        paging=Paging(rows, number, total),
        filters={"region": chosen(form)} if chosen(form) else {},
        days_since=lambda since: (on - local_date(since)).days,
        place_words=lambda held: place_words(held, places),
        role_words=ROLE_WORDS,
        needs=NEEDS,
    )


@bp.get("/office/people/<int:person_id>/check")
@requires(Role.OFFICER)
def identity_check(person_id: int) -> ResponseReturnValue:
    """Show the form for a check."""
    with reading() as session:
        person = _person_of_officer(session, person_id)
        form = _check_form(session, person_id, CheckForm(on=today(), method=CheckMethod.SEEN_ON_SITE.value))
    return page("accounts/identity_check.html", form=form, subject=person)


@bp.post("/office/people/<int:person_id>/check")
@requires(Role.OFFICER)
@once
def note_identity_check(person_id: int) -> ResponseReturnValue:
    """Note how and when somebody made sure who the person is."""
    with transaction() as session:
        person = _person_of_officer(session, person_id)
        form = _check_form(session, person_id, CheckForm())
        if form.validate():
            on, now = form.on.data or today(), instant_now()
            how = CheckMethod(form.method.data)
            if how is CheckMethod.CERTIFICATE:
                refusal = _refusal(certificates.verify(session, actor(), person_id, how=how, on=on, now=now))
            else:
                refusal = _refusal(identity.note_seen(session, actor(), person_id, on=on, now=now))
            if refusal is None:
                return to("accounts.person_in_office", person_id=person_id, done="checked")
            form.refuse(refusal)
    return page("accounts/identity_check.html", 422, form=form, subject=person)


@bp.get("/office/people/<int:person_id>/checks/<int:check_id>/withdrawal")
@requires(Role.OFFICER)
def check_withdrawal(person_id: int, check_id: int) -> ResponseReturnValue:
    """Ask before a check is taken back."""
    with reading() as session:
        person = _person_of_officer(session, person_id)
        if check_id not in {check.id for check in identity.checks_of(session, person_id)}:
            abort(404)
    return page("accounts/check_withdrawal.html", form=ReasonForm(), subject=person, check_id=check_id)


@bp.post("/office/people/<int:person_id>/checks/<int:check_id>/withdrawal")
@requires(Role.OFFICER)
def withdraw_check(person_id: int, check_id: int) -> ResponseReturnValue:
    """Take back a mistaken check."""
    form = ReasonForm()
    with transaction() as session:
        person = _person_of_officer(session, person_id)
        if form.validate():
            outcome = identity.withdraw(
                session, actor(), person_id, check_id, reason=form.reason.data or "", now=instant_now()
            )
            if not isinstance(outcome, Refusal):
                return to("accounts.person_in_office", person_id=person_id, done="check-withdrawn")
            form.refuse(outcome)
    return page("accounts/check_withdrawal.html", 422, form=form, subject=person, check_id=check_id)


@bp.get("/office/people/<int:person_id>/certificate")
@requires(Role.OFFICER)
def whole_number(person_id: int) -> ResponseReturnValue:
    """Ask why the whole number is to be seen."""
    with reading() as session:
        person = _person_of_officer(session, person_id)
    return page("accounts/whole_number.html", form=ReasonForm(), subject=person, number=None)


@bp.post("/office/people/<int:person_id>/certificate")
@requires(Role.OFFICER)
def show_whole_number(person_id: int) -> ResponseReturnValue:
    """Show the whole number, once, to an officer who says why; it never has an address of its own."""
    form = ReasonForm()
    with transaction() as session:
        person = _person_of_officer(session, person_id)
        if form.validate():
            reason = form.reason.data or ""
            number = certificates.number_for_office(
                session, keys(), actor(), person_id, reason=reason, now=instant_now()
            )
            if isinstance(number, CertificateNumber):
                return page("accounts/whole_number.html", form=form, subject=person, number=number)
            form.refuse(number)
    return page("accounts/whole_number.html", 422, form=form, subject=person, number=None)


@bp.get("/office/people/<int:person_id>/duplicates/<int:note_id>")
@requires(Role.OFFICER)
def duplicate(person_id: int, note_id: int) -> ResponseReturnValue:
    """Ask what the officer found about two accounts."""
    with reading() as session:
        person = _person_of_officer(session, person_id)
        if note_id not in {note.id for note in duplicates.open_notes_of(session, person_id)}:
            abort(404)
    form = _settle_form(SettleForm())
    return page("accounts/duplicate.html", form=form, subject=person, note_id=note_id)


@bp.post("/office/people/<int:person_id>/duplicates/<int:note_id>")
@requires(Role.OFFICER)
def settle_duplicate(person_id: int, note_id: int) -> ResponseReturnValue:
    """Record what the officer found."""
    form = _settle_form(SettleForm())
    with transaction() as session:
        person = _person_of_officer(session, person_id)
        if form.validate():
            outcome = duplicates.settle(
                session,
                actor(),
                note_id,
                DuplicateOutcome(form.outcome.data),
                reason=form.reason.data or "",
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("accounts.person_in_office", person_id=person_id, done="settled")
            form.refuse(outcome)
    return page("accounts/duplicate.html", 422, form=form, subject=person, note_id=note_id)


def _person_of_officer(session: Session, person_id: int) -> Subject:
    person, powers = seen_person(session, person_id)
    if not powers.is_officer_here:
        abort(403)
    return person


def _check_form(session: Session, person_id: int, form: CheckForm) -> CheckForm:
    has_certificate = certificates.current_or_none(session, person_id) is not None
    form.method.choices = [
        (method.value, words)
        for method, words in METHOD_WORDS.items()
        if has_certificate or method is not CheckMethod.CERTIFICATE
    ]
    return form


def _settle_form(form: SettleForm) -> SettleForm:
    form.outcome.choices = [(outcome.value, words) for outcome, words in OUTCOME_WORDS.items()]
    return form


def _refusal(outcome: object) -> Refusal | None:
    return outcome if isinstance(outcome, Refusal) else None
