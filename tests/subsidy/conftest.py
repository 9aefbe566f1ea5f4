"""A trainee of 15 days, and neighbours who may not see it."""

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.subsidy.models import Claim
from tests.people import Someone, make_person
from tests.subsidy.claiming import Office, approve_rolls
from tests.subsidy.made import Made, train


@pytest.fixture
def made(database: Database, trainee: Someone, instructor: Someone) -> Made:
    return train(database, trainee, instructor)


@pytest.fixture
def approved(database: Database, made: Made, base_manager: Someone) -> Made:
    """Somebody else has approved the rolls of the class."""
    with database.transaction() as session:
        approve_rolls(session, made, base_manager)
    return made


@pytest.fixture
def claim_id(database: Database, settings: Settings, approved: Made, base_manager: Someone) -> int:
    """The base has begun a claim for the trainee, who has an account."""
    office = Office.of(database, settings)
    office.give_account(approved, base_manager)
    claim = office.claim(approved, base_manager)
    assert isinstance(claim, Claim)
    return claim.id


@pytest.fixture
def neighbour_officer(database: Database) -> Someone:
    return make_person(database, "云南的同事", Holding(Role.OFFICER, region_code="530000"))


@pytest.fixture
def county_officer(database: Database) -> Someone:
    """Of a county within the prefecture that approved the class: what the prefecture approved isn't the county's."""
    return make_person(database, "区里的同事", Holding(Role.OFFICER, region_code="410105"))


@pytest.fixture
def neighbour_auditor(database: Database) -> Someone:
    return make_person(database, "外省的审计", Holding(Role.AUDITOR, region_code="530000"))


@pytest.fixture
def office(database: Database, settings: Settings) -> Office:
    return Office.of(database, settings)


@pytest.fixture
def ready(office: Office, made: Made, base_manager: Someone) -> Made:
    with office.database.transaction() as session:
        approve_rolls(session, made, base_manager)
    office.give_account(made, base_manager)
    return made
