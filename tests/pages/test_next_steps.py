"""What comes next for somebody: one thing, the most pressing first."""

from datetime import date
from typing import Any

import pytest

from learnhub.pages.rules import CourseStanding, LessonStanding, NextStep, StepKind, Waiting, next_step

COURSE = CourseStanding(1, "massage", "按摩", (LessonStanding("l1", "洗手", 1, False, False),))
MARKS = ((8, date(2026, 5, 9)), (9, date(2026, 5, 2)))
EVERYTHING: dict[str, Any] = {
    "waiting": Waiting(("王阿姨", "李叔"), MARKS),
    "is_expected_today": True,
    "has_courses": True,
    "has_meeting_ahead": True,
    "course": COURSE,
}
# What is done, one after the other, and what comes next then.
DONE: list[tuple[dict[str, Any], NextStep]] = [
    ({}, NextStep(StepKind.ANSWER_GUARDIAN, who="王阿姨")),
    ({"waiting": Waiting((), MARKS)}, NextStep(StepKind.CHECK_IN)),
    ({"is_expected_today": False}, NextStep(StepKind.ANSWER_MARK, mark_id=9, until=date(2026, 5, 2))),
    ({"waiting": Waiting()}, NextStep(StepKind.LEARN, course=COURSE)),
    ({"course": None}, NextStep(StepKind.COME)),
    ({"has_meeting_ahead": False}, NextStep(StepKind.LOOK_AT_SUBSIDY)),
    ({"has_courses": False}, NextStep(StepKind.FIND_COURSE)),
]


@pytest.mark.parametrize("done", range(len(DONE)))
def test_one_thing_comes_after_the_other(done: int) -> None:
    facts = dict(EVERYTHING)
    for change, _step in DONE[: done + 1]:
        facts |= change
    waiting = facts.pop("waiting")
    assert next_step(waiting, **facts) == DONE[done][1]
