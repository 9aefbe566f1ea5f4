"""One person as the office sees them: roles, codes, identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.forms import GrantForm, ReasonForm
from learnhub.accounts.rules.abilities import ABILITY_WORDS
from learnhub.accounts.rules.reset_codes import grouped, spoken
from learnhub.accounts.rules.roles import (
    FIELD_ROLES,
    ROLE_WORDS,
    Holding,
    Role,
    may_hand_over_code,
    may_see,
    reaches,
    region_reach,
)
from learnhub.accounts.service import (
    abilities,
    certificates,
    directory,
    duplicates,
    identity,
    people,
    reset_codes,
    sign_ins,
)
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import (
    BasePlace,
    actor,
    base_places,
    done,
    holdings_of,
    keys,
    to,
)
from learnhub.accounts.views.office import base_choices, place_words
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import current_person, once, page, reading, requires, shown_once, transaction
from learnhub.web.forms import tidy

OFFICE = (Role.OFFICER, Role.ADMIN, Role.BASE_MANAGER)
DONE = {
    "granted": say("角色已经加上。"),
    "revoked": say("角色已经收回。"),
    "checked": say("核对已经记下。"),
    "check-withdrawn": say("这次核对已经收回。"),
    "settled": say("重复提示已经处理。"),
    "ability-recorded": say("能力已经记下。"),
    "ability-revoked": say("这条能力记录已经收回。"),
}


@dataclass(frozen=True)
class Subject:
    """The person whom a page of the office is about; plain values, which outlive their unit of work."""

    id: int
    nickname: str
    created_at: datetime


@dataclass(frozen=True)
class Powers:
    """What the viewer may do on a person's page."""

    hands_over_code: bool
    grants: tuple[Role, ...]
    is_officer_here: bool


@bp.get("/office/people/<int:person_id>")
@requires(*OFFICE)
def person_in_office(person_id: int) -> ResponseReturnValue:
    """Show a person's roles, sign-ins and identity."""
    with reading() as session:
        person, powers = seen_person(session, person_id)
        places, now = base_places(session), instant_now()
        notes = duplicates.open_notes_of(session, person_id) if powers.is_officer_here else []
        checks = identity.checks_of(session, person_id) if powers.is_officer_here else []
        checkers = [by for one in checks for by in (one.checked_by_id, one.withdrawn_by_id) if by is not None]
        return page(
            "accounts/person_in_office.html",
            subject=person,
            powers=powers,
            roles=people.roles_of(session, person_id),
            day=today(),
            sign_in_count=len(sign_ins.open_sign_ins(session, person_id, now=now)),
            seen_at=directory.last_seen(session, [person_id]).get(person_id),
            identity=identity.states(session, [person_id])[person_id],
            checks=checks,
            names=directory.nicknames(session, checkers),
            certificate=certificates.state_or_none(session, keys(), person_id),
            notes=[(n, _other_words(session, n.first_id + n.second_id - person_id)) for n in notes],
            place_words=lambda grant: place_words(
                Holding(grant.role, grant.base_id, grant.region_code), places
            ),
            role_words=ROLE_WORDS,
            records_abilities=abilities.reach_refusal(session, actor(), person_id, now) is None,
            abilities=abilities.abilities_of(session, person_id),
            ability_words=ABILITY_WORDS,
            done=done(DONE),
        )


@bp.get("/office/people/<int:person_id>/code")
@requires(*OFFICE)
def reset_code(person_id: int) -> ResponseReturnValue:
    """Ask before a code is made."""
    with reading() as session:
        person, powers = seen_person(session, person_id)
        if not powers.hands_over_code:
            abort(403)
        return page("accounts/reset_code.html", form=ReasonForm(), subject=person)


@bp.post("/office/people/<int:person_id>/code")
@requires(*OFFICE)
@shown_once
def hand_over_code(person_id: int) -> ResponseReturnValue:
    """Make a code and show it, once: an answer to a POST has no address that could be opened again."""
    form = ReasonForm()
    with transaction() as session:
        person, _powers = seen_person(session, person_id)
        if form.validate():
            reason = form.reason.data or ""
            code = reset_codes.issue(session, keys(), actor(), person_id, reason=reason, now=instant_now())
            if not isinstance(code, Refusal):
                return page(
                    "accounts/code_handed_over.html",
                    subject=person,
                    code=grouped(code),
                    spoken=spoken(code),
                )
            form.refuse(code)
    return page("accounts/reset_code.html", 422, form=form, subject=person)


@bp.get("/office/people/<int:person_id>/roles/new")
@requires(Role.OFFICER, Role.ADMIN)
def new_role(person_id: int) -> ResponseReturnValue:
    """Show the form for a role."""
    with reading() as session:
        person, powers = seen_person(session, person_id)
        form = _grant_form(powers, base_places(session))
    return page("accounts/new_role.html", form=form, subject=person)


@bp.post("/office/people/<int:person_id>/roles/new")
@requires(Role.OFFICER, Role.ADMIN)
@once
def grant_role(person_id: int) -> ResponseReturnValue:
    """Give a role."""
    with transaction() as session:
        person, powers = seen_person(session, person_id)
        places = base_places(session)
        form = _grant_form(powers, places)
        is_given = form.validate() and _is_given(session, person_id, form, places)
    if not is_given:
        return page("accounts/new_role.html", 422, form=form, subject=person)
    return to("accounts.person_in_office", person_id=person_id, done="granted")


@bp.get("/office/people/<int:person_id>/roles/<int:grant_id>/revocation")
@requires(Role.OFFICER, Role.ADMIN)
def role_revocation(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Ask before a role is taken back."""
    with reading() as session:
        person, _powers = seen_person(session, person_id)
        words = _role_words(session, person_id, grant_id)
    return page(
        "accounts/role_revocation.html", form=ReasonForm(), subject=person, words=words, grant_id=grant_id
    )


@bp.post("/office/people/<int:person_id>/roles/<int:grant_id>/revocation")
@requires(Role.OFFICER, Role.ADMIN)
def revoke_role(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role back."""
    form = ReasonForm()
    with transaction() as session:
        person, _powers = seen_person(session, person_id)
        words = _role_words(session, person_id, grant_id)
        if form.validate():
            reason = form.reason.data or ""
            outcome = people.revoke_role(
                session, actor(), person_id, grant_id, reason=reason, now=instant_now()
            )
            if not isinstance(outcome, Refusal):
                return to("accounts.person_in_office", person_id=person_id, done="revoked")
            form.refuse(outcome)
    return page(
        "accounts/role_revocation.html", 422, form=form, subject=person, words=words, grant_id=grant_id
    )


def seen_person(session: Session, person_id: int) -> tuple[Subject, Powers]:
    """Return a person within the viewer's reach; 404 for anybody else, so that a list of ids tells nothing."""
    viewer = holdings_of(current_person())
    person = people.person_or_none(session, person_id)
    target = sign_ins.holdings_on(session, person_id, today()) if person is not None else []
    if person is None or not may_see(viewer, target):
        abort(404)
    is_self = person_id == current_person().person_id
    is_admin = reaches(viewer, {Role.ADMIN})
    is_officer = bool(region_reach(viewer, {Role.OFFICER}))
    roles = tuple(Role) if is_admin else tuple(r for r in Role if r in FIELD_ROLES) if is_officer else ()
    return Subject(person.id, person.nickname, person.created_at), Powers(
        hands_over_code=not is_self and may_hand_over_code(viewer, target),
        grants=() if is_self and not is_admin else roles,
        is_officer_here=not is_self
        and any(reaches(viewer, {Role.OFFICER}, region_code=held.region_code) for held in target),
    )


def _grant_form(powers: Powers, places: Mapping[int, BasePlace]) -> GrantForm:
    if not powers.grants:
        abort(403)
    form = GrantForm() if request.method == "POST" else GrantForm(from_on=today())
    form.role.choices = [(role.value, ROLE_WORDS[role]) for role in powers.grants]
    form.base_id.choices = base_choices(places)
    return form


def _is_given(session: Session, person_id: int, form: GrantForm, places: Mapping[int, BasePlace]) -> bool:
    base = places[int(form.base_id.data)] if form.base_id.data else None
    typed_region = tidy(form.region_code.data)
    outcome = people.grant_role(
        session,
        actor(),
        person_id,
        Holding(
            Role(form.role.data),
            base.base_id if base else None,
            base.region_code if base else typed_region or None,
        ),
        from_on=form.from_on.data or today(),
        until_on=form.until_on.data,
        reason=form.reason.data or "",
        now=instant_now(),
    )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
    return not isinstance(outcome, Refusal)


def _role_words(session: Session, person_id: int, grant_id: int) -> str:
    grant = next((g for g in people.roles_of(session, person_id) if g.id == grant_id), None)
    if grant is None:
        abort(404)
    place = place_words(Holding(grant.role, grant.base_id, grant.region_code), base_places(session))
    return (
        say("%(role_words)s（%(place)s）", role_words=ROLE_WORDS[grant.role], place=place)
        if place
        else ROLE_WORDS[grant.role]
    )


def _other_words(session: Session, other_id: int) -> str:
    """Return the nickname of the other account, if the viewer may see it."""
    target = sign_ins.holdings_on(session, other_id, today())
    if not may_see(holdings_of(current_person()), target):
        return say("另一个人，不在您负责的地区")
    return directory.nicknames(session, [other_id])[other_id]
