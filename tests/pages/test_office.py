"""The desk of an office: what waits is counted, and nobody else comes in."""

import pytest
from flask import Flask

from learnhub.db import Database
from learnhub.pages.views.office import QUEUE_WORDS
from learnhub.web.access import access_of
from tests.classes import both_bases, course_with_lessons
from tests.people import Someone
from tests.training.applying import decide, submitted
from tests.visit import Submit, Visit


def test_an_opening_that_waits_is_counted_until_it_is_decided(
    visit: Visit,
    submit: Submit,
    database: Database,
    officer: Someone,
    base_manager: Someone,
    instructor: Someone,
) -> None:
    with database.transaction() as session:
        both_bases(session)
        course_id = course_with_lessons(session, "massage")[0].id
    idle = visit("pages.office", officer)
    assert "现在没有要办的事。" in idle.words
    assert {str(words) for words in QUEUE_WORDS.values()} <= set(idle.links)
    class_id = submitted(submit, course_id, base_manager, instructor, database)
    busy = visit("pages.office", officer)
    assert busy.links["批准开班，1 件"] == "/office/openings"
    decide(submit, class_id, officer, "approve")
    assert "现在没有要办的事。" in visit("pages.office", officer).words


@pytest.mark.parametrize("who", ["trainee", "base_manager", "auditor"])
def test_the_desk_is_the_offices_alone(visit: Visit, request: pytest.FixtureRequest, who: str) -> None:
    visit("pages.office", request.getfixturevalue(who), 403)


def test_officers_may_open_every_queue_they_are_sent_to(app: Flask) -> None:
    for endpoint in QUEUE_WORDS:
        access = access_of(app.view_functions[endpoint])
        assert access is not None
        assert access.roles is None or "officer" in access.roles, endpoint
