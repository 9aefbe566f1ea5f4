"""A completion looks at the tests of the course where policy asks for it, and says what can still be done."""

from dataclasses import replace
from datetime import date

import pytest

from learnhub.completion.rules import AssessmentStanding, Item, ItemState, Standing, checklist, is_ready
from learnhub.policy.rules import Figures
from tests.tiny_course import FIGURES

ON = date(2026, 3, 2)
EMPTY = Standing(
    lessons_done=0, lessons_published=0, online_minutes=0, minutes_per_class_hour=45,
    days=0, approved_days=0, waiting_days=0, days_to_come=0, ends_on=ON,
)  # fmt: skip
PASSED = AssessmentStanding("理论测验", "10 题里答对 8 题，过了", is_passed=True)
SHORT = AssessmentStanding(
    "我学会了吗", "还没有考", is_passed=False, way="还没过：现在就可以考，过了再申请。"
)


@pytest.mark.parametrize(
    ("tests", "region", "state"),
    [
        ((), "410105", None),  # a course without tests has no line
        ((PASSED,), "410105", ItemState.MET),
        ((PASSED, SHORT), "410105", ItemState.SHORT),
        ((SHORT,), "532801", ItemState.NO_RULE),  # no condition where policy sets none
    ],
)
def test_what_the_tests_of_a_course_mean_for_completion(
    tests: tuple[AssessmentStanding, ...], region: str, state: ItemState | None
) -> None:
    items = checklist(replace(EMPTY, assessments=tests), FIGURES, region_code=region, opened_on=ON)
    found = next((one for one in items if one.item is Item.ASSESSMENTS), None)
    assert (found.state if found else None) is state
    assert is_ready(items) is (state is not ItemState.SHORT)
    if found is not None and state is not ItemState.NO_RULE:
        assert "示例" in found.sources[0]
    if found is not None and state is ItemState.SHORT:
        assert found.words == "“理论测验”：10 题里答对 8 题，过了。“我学会了吗”：还没有考。"
        assert found.way == "“我学会了吗”还没过：现在就可以考，过了再申请。"
    assert checklist(EMPTY, Figures(()), region_code=region, opened_on=ON)
