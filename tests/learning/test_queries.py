"""What a lesson page asks of the database: bounded, whatever the course holds."""

import pytest

from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.people import Someone
from tests.sample_site import statements
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit

VISITOR_STATEMENTS_MAX, LEARNER_STATEMENTS_MAX = 20, 27


def load(database: Database, settings: Settings, slug: str, *lessons: str) -> None:
    with database.transaction() as session:
        TinyCourse(slug, lessons=lessons).load(session, store_for(settings))


@pytest.mark.parametrize("lessons", [("push-slow",), ("push-slow", "push-fast", "push-far", "push-back")])
def test_a_lesson_page_asks_as_much_in_a_short_course_as_in_a_long_one(
    visit: Visit,
    submit: Submit,
    database: Database,
    settings: Settings,
    trainee: Someone,
    lessons: tuple[str, ...],
) -> None:
    load(database, settings, "tiny-one", *lessons)
    place = {"course": "tiny-one", "lesson": "push-slow"}
    submit("learning.enrol", {}, trainee, course="tiny-one", target="/courses/tiny-one?done=enrolled")
    sent = statements(database)
    visit("learning.lesson", **place)
    assert len(sent) <= VISITOR_STATEMENTS_MAX, sent
    del sent[:]
    visit("learning.lesson", trainee, **place)
    assert len(sent) <= LEARNER_STATEMENTS_MAX, sent
