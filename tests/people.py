"""The people of all tests, the same everywhere.

trainee, instructor and base_manager belong to base 1 in 郑州市金水区 (410105), which liaison, officer and auditor look after;
other_trainee is a neighbour: base 2 in 景洪市 (532801). admin reaches the whole site. stranger is nobody.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.models import Person, RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.web import Site

BASE_ID, BASE_REGION = 1, "410105"
NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION = 2, "532801"
PREFECTURE = "410100"
PASSWORD = "春天的第一堂按摩课"
_PASSWORD_HASH = hash_password(PASSWORD)  # once: each hash takes 0.1 s


@dataclass(frozen=True)
class Someone:
    """A person of the tests."""

    person_id: int
    nickname: str
    password: str = PASSWORD


def make_person(database: Database, nickname: str, *holdings: Holding) -> Someone:
    """Add a person who has held these roles since 2020."""
    now = instant_now()
    with database.transaction() as session:
        person = Person(
            nickname=nickname,
            nickname_key=nickname_key(nickname),
            password_hash=_PASSWORD_HASH,
            created_at=now,
        )
        session.add(person)
        session.flush()
        session.add_all(
            RoleGrant(
                person_id=person.id,
                role=held.role,
                base_id=held.base_id,
                region_code=held.region_code,
                from_on=date(2020, 1, 1),
                granted_at=now,
            )
            for held in holdings
        )
        return Someone(person.id, nickname)


def sign_in(client: FlaskClient, person: Someone) -> None:
    """Give a browser a sign-in of this person."""
    site: Site = client.application.extensions["learnhub"]
    with site.database.transaction() as session:
        token = sign_ins.begin(session, person.person_id, device="电脑", days=30, now=instant_now())
    client.set_cookie(COOKIE, token)


@pytest.fixture
def trainee(database: Database) -> Someone:
    return make_person(database, "小林", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))


@pytest.fixture
def other_trainee(database: Database) -> Someone:
    return make_person(database, "阿诺", Holding(Role.TRAINEE, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))


@pytest.fixture
def instructor(database: Database) -> Someone:
    return make_person(database, "周老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))


@pytest.fixture
def base_manager(database: Database) -> Someone:
    return make_person(database, "何主任", Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION))


@pytest.fixture
def liaison(database: Database) -> Someone:
    return make_person(database, "街道小吴", Holding(Role.LIAISON, region_code=BASE_REGION))


@pytest.fixture
def officer(database: Database) -> Someone:
    return make_person(database, "老郑", Holding(Role.OFFICER, region_code=PREFECTURE))


@pytest.fixture
def auditor(database: Database) -> Someone:
    return make_person(database, "沈姐", Holding(Role.AUDITOR, region_code=PREFECTURE))


@pytest.fixture
def admin(database: Database) -> Someone:
    return make_person(database, "站长", Holding(Role.ADMIN))


@pytest.fixture
def stranger() -> None:
    """Nobody: a visitor who hasn't signed in."""
    return
