"""What an officer types as a figure: read, or refused with what to do."""

import pytest

from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR, POINTS_PER_LESSON
from learnhub.primitives import Refusal
from learnhub.subsidy.rules import DAY_MINUTES_MIN, FIGURE_KEYS, LIVING_PER_DAY
from learnhub.subsidy.rules.claims import NOTICE_WORKING_DAYS
from learnhub.subsidy.rules.editing import read_value
from learnhub.subsidy.rules.figures import CLASS_HOURS_PER_DAY


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        (LIVING_PER_DAY, "３０.５", 3050),
        (LIVING_PER_DAY, "0", 0),
        (LIVING_PER_DAY, "", None),
        (NOTICE_WORKING_DAYS, "", None),
        (NOTICE_WORKING_DAYS, "5", 5),
        (MINUTES_PER_CLASS_HOUR, "45", 45),
        (POINTS_PER_LESSON, "0", 0),
        (POINTS_PER_LESSON, "10", 10),  # 积分, not 分 of money
    ],
)
def test_a_figure_is_read_as_it_is_typed(key: str, typed: str, value: int | None) -> None:
    assert read_value(typed, FIGURE_KEYS[key]) == value


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (MINUTES_PER_CLASS_HOUR, "0"),
        (MINUTES_PER_CLASS_HOUR, ""),
        (POINTS_PER_LESSON, " "),
        (NOTICE_WORKING_DAYS, "0"),
        (CLASS_HOURS_PER_DAY, "0"),
        (DAY_MINUTES_MIN, "０"),
        (LIVING_PER_DAY, "-1"),
    ],
)
def test_a_figure_that_nothing_can_be_worked_out_with_is_refused(key: str, typed: str) -> None:
    refusal = read_value(typed, FIGURE_KEYS[key])
    assert isinstance(refusal, Refusal)
    assert refusal.field == "value"
