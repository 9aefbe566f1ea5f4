"""Who reaches which page about people: every role, a neighbour, a stranger."""

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from learnhub.accounts.models import DuplicateNote, RoleGrant
from learnhub.accounts.rules.identity import CheckMethod
from learnhub.accounts.service import identity
from learnhub.db import Database
from learnhub.primitives import instant_now, today
from tests.people import Someone, make_person
from tests.visit import Submit, Visit

REASON = {"reason": "核对补贴申请"}
ROLES = (
    "trainee",
    "other_trainee",
    "instructor",
    "base_manager",
    "liaison",
    "officer",
    "auditor",
    "admin",
    "stranger",
)


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Someone | None]:
    return {name: request.getfixturevalue(name) for name in ROLES}


def grant_id_of(database: Database, person: Someone) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(RoleGrant.id).where(RoleGrant.person_id == person.person_id)).one()


# Who of ROLES gets a page; everybody else is refused, a stranger is asked to sign in. The subject is `trainee`, who
# belongs to base 1 in the officer's region.
REACH = {
    "accounts.people": {"base_manager", "officer", "admin"},
    "accounts.audit_list": {"auditor", "admin"},
    "accounts.person_in_office": {"base_manager", "officer", "admin"},
    "accounts.reset_code": {"base_manager", "officer", "admin"},
    "accounts.new_role": {"officer", "admin"},
    "accounts.role_revocation": {"officer", "admin"},
    "accounts.identity_check": {"officer"},
    "accounts.check_withdrawal": {"officer"},
    "accounts.whole_number": {"officer"},
    "accounts.duplicate": {"officer"},
}
DEEDS = {
    "accounts.hand_over_code": "accounts.reset_code",
    "accounts.grant_role": "accounts.new_role",
    "accounts.revoke_role": "accounts.role_revocation",
    "accounts.note_identity_check": "accounts.identity_check",
    "accounts.withdraw_check": "accounts.check_withdrawal",
    "accounts.show_whole_number": "accounts.whole_number",
    "accounts.settle_duplicate": "accounts.duplicate",
}
VALUES = {
    "accounts.people": (),
    "accounts.audit_list": (),
    "accounts.role_revocation": ("person_id", "grant_id"),
    "accounts.revoke_role": ("person_id", "grant_id"),
    "accounts.check_withdrawal": ("person_id", "check_id"),
    "accounts.withdraw_check": ("person_id", "check_id"),
    "accounts.duplicate": ("person_id", "note_id"),
    "accounts.settle_duplicate": ("person_id", "note_id"),
}


def values_for(endpoint: str, database: Database, person: Someone) -> dict[str, int]:
    """Return what a page's address holds, for a person with a role, a check and a duplicate, so that it is there."""
    twin = make_person(database, "同一个人的另一个号")
    grant_id, now = grant_id_of(database, person), instant_now()
    with database.transaction() as session:
        check = identity.add(
            session, person.person_id, CheckMethod.SEEN_ON_SITE, on=today(), by_id=twin.person_id, now=now
        )
        note = DuplicateNote(first_id=person.person_id, second_id=twin.person_id, noted_at=now)
        session.add(note)
        session.flush()
        known = {
            "person_id": person.person_id,
            "grant_id": grant_id,
            "check_id": check.id,
            "note_id": note.id,
        }
    return {name: known[name] for name in VALUES.get(endpoint, ("person_id",))}


@pytest.mark.parametrize("endpoint", REACH)
def test_who_reaches_which_page(
    visit: Visit, app: Flask, database: Database, people: dict[str, Someone | None], endpoint: str
) -> None:
    subject = people["trainee"]
    assert subject is not None
    values = values_for(endpoint, database, subject)
    with app.test_request_context():
        address = url_for(endpoint, **values)
    for role, person in people.items():
        if person is None:
            visit(endpoint, status=303, target=f"/sign-in?next={address}", **values)
        else:
            visit(endpoint, person=person, status=200 if role in REACH[endpoint] else 403, **values)


@pytest.mark.parametrize("endpoint", DEEDS)
def test_who_may_do_which_deed(
    submit: Submit, database: Database, people: dict[str, Someone | None], endpoint: str
) -> None:
    """With an empty form: whoever may is told what is missing, so that nothing is done."""
    subject = people["trainee"]
    assert subject is not None
    values = values_for(endpoint, database, subject)
    for role, person in people.items():
        status = 401 if person is None else 422 if role in REACH[DEEDS[endpoint]] else 403
        submit(endpoint, {}, person=person, status=status, **values)


@pytest.mark.parametrize("endpoint", [e for e in REACH if "person_id" in VALUES.get(e, ("person_id",))])
def test_a_person_elsewhere_is_not_there(
    visit: Visit, database: Database, people: dict[str, Someone | None], endpoint: str
) -> None:
    far = people["other_trainee"]
    assert far is not None
    values = values_for(endpoint, database, far)
    for role in REACH[endpoint] - {"admin"}:
        visit(endpoint, person=people[role], status=404, **values)
        visit(endpoint, person=people[role], status=404, **{**values, "person_id": 10**9})


@pytest.mark.parametrize("endpoint", DEEDS)
def test_nothing_is_done_to_a_person_elsewhere(
    submit: Submit, database: Database, people: dict[str, Someone | None], endpoint: str
) -> None:
    far = people["other_trainee"]
    assert far is not None
    values = values_for(endpoint, database, far)
    for role in REACH[DEEDS[endpoint]] - {"admin"}:
        submit(endpoint, REASON, person=people[role], status=404, **values)
