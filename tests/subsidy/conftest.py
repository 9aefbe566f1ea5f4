"""A trainee of 15 days, and neighbours who may not see it."""

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from tests.people import Someone, make_person
from tests.subsidy.made import Made, train


@pytest.fixture
def made(database: Database, trainee: Someone, instructor: Someone) -> Made:
    return train(database, trainee, instructor)


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
