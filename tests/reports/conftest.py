"""A county's year with one class, a colleague, and the officer of the county beside."""

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.primitives import today
from learnhub.providers.models import TrainingBase
from learnhub.training.models import ClassState
from tests.classes import ClassDays, course_with_lessons, enrol, join, open_class
from tests.people import BASE_ID, Someone, make_person

AT = {"region": "410105", "year": today().year}


@pytest.fixture
def colleague(database: Database) -> Someone:
    return make_person(database, "同事", Holding(Role.OFFICER, region_code="410105"))


@pytest.fixture
def neighbour(database: Database) -> Someone:
    return make_person(database, "邻县干部", Holding(Role.OFFICER, region_code="410102"))


@pytest.fixture
def enrolment_id(database: Database, trainee: Someone, officer: Someone) -> int:
    """Somebody's place in a class that opened on New Year's Day of this year, or, in its first days, today."""
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        base = session.get_one(TrainingBase, BASE_ID)
        first = today().replace(month=1, day=1)
        made = open_class(session, course, base, region_code="410105", days=ClassDays(first=first, days=1))
        enrolment = enrol(session, trainee.person_id, course)
        join(session, made, enrolment)
        made.state = ClassState.RUNNING
        return enrolment.id
