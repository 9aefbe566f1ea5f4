"""A record is the trainee's own and its region's offices': owner, neighbour, stranger, and every other role."""

from typing import Any

import pytest
from flask import Flask, url_for

from learnhub.db import Database
from learnhub.subsidy import service
from tests.people import Someone
from tests.subsidy.made import Made, train
from tests.visit import Submit, Visit

OWN = ("subsidy.own_record", "subsidy.own_proof")
OFFICE = ("subsidy.class_records", "subsidy.class_record", "subsidy.class_proof")


def values_of(endpoint: str, made: Made) -> dict[str, Any]:
    values = {"class_id": made.class_id, "enrolment_id": made.enrolment_id}
    if endpoint in OWN:
        return {"enrolment_id": made.enrolment_id}
    return {"class_id": made.class_id} if endpoint == "subsidy.class_records" else values


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("trainee", 200),
        ("other_trainee", 404),
        ("instructor", 404),
        ("base_manager", 404),
        ("officer", 404),
        ("auditor", 404),
        ("admin", 404),
    ],
)
def test_a_trainees_own_page_is_open_to_the_trainee_alone(
    visit: Visit, made: Made, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    for endpoint in OWN:
        visit(endpoint, request.getfixturevalue(who), status, **values_of(endpoint, made))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("auditor", 200),
        ("neighbour_officer", 404),
        ("neighbour_auditor", 404),
        ("county_officer", 404),
        ("trainee", 403),
        ("instructor", 403),
        ("base_manager", 403),
        ("liaison", 403),
        ("admin", 403),
    ],
)
def test_a_class_is_open_to_the_offices_of_its_region(
    visit: Visit, made: Made, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    for endpoint in OFFICE:
        visit(endpoint, request.getfixturevalue(who), status, **values_of(endpoint, made))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("neighbour_officer", 404),
        ("county_officer", 404),
        ("auditor", 403),
        ("trainee", 403),
        ("instructor", 403),
        ("base_manager", 403),
        ("admin", 403),
    ],
)
def test_nobody_else_calculates(
    submit: Submit,
    database: Database,
    made: Made,
    request: pytest.FixtureRequest,
    who: str,
    status: int,
) -> None:
    submit("subsidy.calculate", {}, request.getfixturevalue(who), status, class_id=made.class_id)
    with database.reading() as session:
        assert service.last_record_or_none(session, made.enrolment_id) is None


@pytest.mark.parametrize("endpoint", ["subsidy.own_records", "subsidy.classes", *OWN, *OFFICE])
def test_a_stranger_is_asked_to_sign_in(visit: Visit, app: Flask, made: Made, endpoint: str) -> None:
    values = (
        {} if endpoint.endswith("s") and endpoint != "subsidy.class_records" else values_of(endpoint, made)
    )
    with app.test_request_context():
        address = url_for(endpoint, **values)
    visit(endpoint, None, 303, target=f"/sign-in?next={address}", **values)


def test_a_trainee_of_another_class_is_not_found_under_this_one(
    visit: Visit,
    database: Database,
    made: Made,
    other_trainee: Someone,
    instructor: Someone,
    officer: Someone,
) -> None:
    other = train(database, other_trainee, instructor, slug="phone", attended=1)
    for endpoint in ("subsidy.class_record", "subsidy.class_proof"):
        visit(endpoint, officer, 404, class_id=made.class_id, enrolment_id=other.enrolment_id)
