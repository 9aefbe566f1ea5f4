"""A class with its instructor, as the tests of training meet it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding, Role
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.training.models import TrainingClass
from tests.classes import both_bases, course_with_lessons, enrol, join, open_class
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.training.made import Made, make_class


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def course(session: Session) -> Course:
    return course_with_lessons(session, "massage")[0]


@pytest.fixture
def training_class(session: Session, course: Course, instructor: Someone) -> TrainingClass:
    return open_class(session, course, both_bases(session)[0], teachers=[instructor.person_id])


@pytest.fixture
def enrolment(session: Session, trainee: Someone, course: Course, training_class: TrainingClass) -> Enrolment:
    made = enrol(session, trainee.person_id, course)
    join(session, training_class, made)
    return made


@pytest.fixture
def made(database: Database, instructor: Someone, trainee: Someone, other_trainee: Someone) -> Made:
    return make_class(database, instructor, [trainee, other_trainee])


@pytest.fixture
def neighbour_instructor(database: Database) -> Someone:
    return make_person(database, "邻家老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))


@pytest.fixture
def neighbour_manager(database: Database) -> Someone:
    return make_person(
        database, "邻居", Holding(Role.BASE_MANAGER, base_id=NEIGHBOUR_BASE_ID, region_code=NEIGHBOUR_REGION)
    )


@pytest.fixture
def neighbour_officer(database: Database) -> Someone:
    return make_person(database, "老王", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))


@pytest.fixture
def course_id(database: Database, base_manager: Someone, instructor: Someone) -> int:
    """A published course that the base of the tests offers."""
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        course.base_id = both_bases(session)[0].id
        return course.id
