"""How often somebody means to learn: their own word, and nobody else's business."""

from datetime import date, timedelta

import pytest

from learnhub.db import Database
from learnhub.learning.rules.plans import PACE_WORDS, Pace, is_quiet
from learnhub.learning.service.plans import plans_of
from tests.classes import course_with_lessons, enrol
from tests.people import Someone
from tests.visit import Submit, Visit

ON = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("pace", "days", "told"),
    [
        (Pace.DAILY, 4, False),
        (Pace.DAILY, 5, True),
        (Pace.THRICE, 7, False),
        (Pace.THRICE, 8, True),
        (Pace.WEEKLY, 16, False),
        (Pace.WEEKLY, 17, True),
        (Pace.FREELY, 900, False),
        (None, 21, False),
        (None, 22, True),
    ],
)
def test_nobody_is_asked_after_before_their_own_time(pace: Pace | None, days: int, told: bool) -> None:
    assert is_quiet(pace, ON - timedelta(days=days), ON, unseen_days=21) is told


@pytest.fixture
def enrolled(database: Database, trainee: Someone) -> int:
    with database.transaction() as session:
        return enrol(session, trainee.person_id, course_with_lessons(session, "massage")[0]).id


def test_a_plan_is_said_with_one_press_and_changed_with_another(
    visit: Visit, submit: Submit, database: Database, enrolled: int, trainee: Someone, other_trainee: Someone
) -> None:
    page = visit("learning.own_plans", trainee)
    assert [words for words in PACE_WORDS.values() if words in page.words] == list(PACE_WORDS.values())
    for pace in (Pace.DAILY, Pace.FREELY):
        answer = submit(
            "learning.keep_own_plan",
            {"pace": pace.value},
            trainee,
            target="/me/plans?done=kept",
            enrolment_id=enrolled,
        )
        assert f"{PACE_WORDS[pace]}（正在用）" in answer.follow().words
    with database.reading() as session:
        assert plans_of(session, [enrolled]) == {enrolled: Pace.FREELY}
    submit("learning.keep_own_plan", {"pace": "hourly"}, trainee, 422, enrolment_id=enrolled)
    submit("learning.keep_own_plan", {"pace": "daily"}, other_trainee, 404, enrolment_id=enrolled)
    assert "您还没有报名课程" in visit("learning.own_plans", other_trainee).words
