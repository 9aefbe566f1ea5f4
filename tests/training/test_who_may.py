"""A class is its own instructors' alone: owner, neighbour, stranger, and everybody of another role."""

import pytest
from flask import Flask, url_for

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from tests.classes import both_bases, course_with_lessons, enrol, join, open_class
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.training.made import Made, make_class, marks, roll_values, say
from tests.visit import Submit, Visit

PAGES = ("training.training_class", "training.trainees", "training.trainee", "training.roll")


def values_of(endpoint: str, made: Made) -> dict[str, int]:
    values = {"class_id": made.class_id}
    if endpoint == "training.trainee":
        values["enrolment_id"] = made.enrolment_id
    if endpoint in {"training.roll", "training.save_roll"}:
        values["session_id"] = made.session_ids[0]
    return values


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("instructor", 200),
        ("neighbour_instructor", 404),
        ("trainee", 403),
        ("base_manager", 403),
        ("liaison", 403),
        ("officer", 403),
        ("auditor", 403),
        ("admin", 403),
    ],
)
def test_a_class_is_open_to_its_own_instructor_alone(
    visit: Visit, made: Made, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    for endpoint in PAGES:
        visit(endpoint, request.getfixturevalue(who), status, **values_of(endpoint, made))


@pytest.mark.parametrize("endpoint", ["training.classes", *PAGES])
def test_a_stranger_is_asked_to_sign_in(visit: Visit, app: Flask, made: Made, endpoint: str) -> None:
    values = {} if endpoint == "training.classes" else values_of(endpoint, made)
    with app.test_request_context():
        address = url_for(endpoint, **values)
    visit(endpoint, None, 303, target=f"/sign-in?next={address}", **values)


@pytest.mark.parametrize("who", ["neighbour_instructor", "trainee", "officer", "base_manager", "admin"])
def test_nobody_else_marks_a_roll(
    submit: Submit, database: Database, made: Made, request: pytest.FixtureRequest, who: str
) -> None:
    status = 404 if who == "neighbour_instructor" else 403
    fields = say(made, ("present", "315"), ("present", "315"))
    submit("training.save_roll", fields, request.getfixturevalue(who), status, **roll_values(made))
    assert set(marks(database, made).values()) == {None}


def test_an_instructor_who_has_left_the_base_reaches_its_class_no_more(
    visit: Visit, database: Database, instructor: Someone
) -> None:
    gone = make_person(database, "离开的老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))
    made = make_class(database, gone, [])
    visit("training.training_class", gone, 404, class_id=made.class_id)
    assert "没有要教的班" in visit("training.classes", gone).words


def test_a_session_or_trainee_of_another_class_is_not_found_under_this_one(
    visit: Visit, database: Database, made: Made, instructor: Someone, trainee: Someone
) -> None:
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "phone")
        other = open_class(
            session, course, both_bases(session)[0], number="other", teachers=[instructor.person_id]
        )
        enrolment = enrol(session, trainee.person_id, course)
        join(session, other, enrolment)
        session_id, enrolment_id = other.sessions[0].id, enrolment.id
    visit("training.roll", instructor, 404, class_id=made.class_id, session_id=session_id)
    visit("training.trainee", instructor, 404, class_id=made.class_id, enrolment_id=enrolment_id)
    visit("training.roll", instructor, 404, class_id=made.class_id, session_id=999_999)
