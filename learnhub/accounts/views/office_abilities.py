"""What a person can do that a reviewer must be able to do: recorded and taken back by the office."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.forms import AbilityForm, ReasonForm
from learnhub.accounts.rules.abilities import ABILITY_WORDS, Ability
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service import abilities
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import actor, to
from learnhub.accounts.views.office_person import Subject, seen_person
from learnhub.primitives import Refusal, instant_now, today
from learnhub.web import once, page, reading, requires, transaction
from learnhub.web.forms import options, tidy


@bp.get("/office/people/<int:person_id>/abilities/new")
@requires(Role.OFFICER, Role.ADMIN)
def new_ability(person_id: int) -> ResponseReturnValue:
    """Show the form for an ability."""
    with reading() as session:
        subject = _subject(session, person_id)
        return page("accounts/new_ability.html", form=_form(), subject=subject)


@bp.post("/office/people/<int:person_id>/abilities/new")
@requires(Role.OFFICER, Role.ADMIN)
@once
def record_ability(person_id: int) -> ResponseReturnValue:
    """Record an ability."""
    form = _form()
    with transaction() as session:
        subject = _subject(session, person_id)
        if form.validate():
            outcome = abilities.record(
                session,
                actor(),
                person_id,
                Ability(form.ability.data),
                proof=tidy(form.proof.data),
                from_on=form.from_on.data or today(),
                until_on=form.until_on.data,
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("accounts.person_in_office", person_id=person_id, done="ability-recorded")
            form.refuse(outcome)
    return page("accounts/new_ability.html", 422, form=form, subject=subject)


@bp.get("/office/people/<int:person_id>/abilities/<int:record_id>/revocation")
@requires(Role.OFFICER, Role.ADMIN)
def ability_revocation(person_id: int, record_id: int) -> ResponseReturnValue:
    """Ask before a record is taken back."""
    with reading() as session:
        subject = _subject(session, person_id)
        return page(
            "accounts/ability_revocation.html",
            form=ReasonForm(),
            subject=subject,
            record_id=record_id,
            words=_words(session, person_id, record_id),
        )


@bp.post("/office/people/<int:person_id>/abilities/<int:record_id>/revocation")
@requires(Role.OFFICER, Role.ADMIN)
def revoke_ability(person_id: int, record_id: int) -> ResponseReturnValue:
    """Take a record back."""
    form = ReasonForm()
    with transaction() as session:
        subject = _subject(session, person_id)
        words = _words(session, person_id, record_id)
        if form.validate():
            outcome = abilities.revoke(
                session, actor(), person_id, record_id, reason=form.reason.data or "", now=instant_now()
            )
            if not isinstance(outcome, Refusal):
                return to("accounts.person_in_office", person_id=person_id, done="ability-revoked")
            form.refuse(outcome)
    return page(
        "accounts/ability_revocation.html", 422, form=form, subject=subject, record_id=record_id, words=words
    )


def _subject(session: Session, person_id: int) -> Subject:
    subject, _powers = seen_person(session, person_id)
    if abilities.reach_refusal(session, actor(), person_id, instant_now()) is not None:
        abort(403)
    return subject


def _form() -> AbilityForm:
    form = AbilityForm() if request.method == "POST" else AbilityForm(from_on=today())
    form.ability.choices = options((one.value, words) for one, words in ABILITY_WORDS.items())
    return form


def _words(session: Session, person_id: int, record_id: int) -> str:
    found = next((one for one in abilities.abilities_of(session, person_id) if one.id == record_id), None)
    if found is None:
        abort(404)
    return ABILITY_WORDS[found.ability]
