"""What is told of a subsidy, and what comes next."""

from datetime import date

import pytest

from learnhub.pages.rules import CourseStanding, LessonStanding, course_to_go_on_with, subsidy_told
from learnhub.policy.service import figures
from learnhub.settings import PROJECT_DIR

FIGURES = figures(PROJECT_DIR / "content")


def lesson(number: int, state: str) -> LessonStanding:
    return LessonStanding(f"l{number}", f"第{number}课", number, state != "new", state == "done")


def course(number: int, *states: str) -> CourseStanding:
    lessons = tuple(lesson(place, state) for place, state in enumerate(states, start=1))
    return CourseStanding(number, f"course-{number}", f"课程{number}", lessons)


def test_zhengzhou_has_a_daily_figure_with_its_caveat_and_no_tuition_figure() -> None:
    told = subsidy_told(FIGURES, "410105", date(2026, 3, 2))
    assert told.living is not None
    assert told.living.number == 3000
    assert told.caveats == ("2021年6月答复所述疫情期间做法，原文件未见，期限不明",)
    assert told.tuition is not None
    assert told.tuition.value is None


def test_jinghong_has_its_own_uplift_marked_as_an_example() -> None:
    told = subsidy_told(FIGURES, "532801", date(2026, 3, 2))
    assert told.uplift is not None
    assert (told.uplift.number, told.uplift.is_example) == (200, True)
    assert told.living is not None
    assert told.living.value is None


@pytest.mark.parametrize(("region", "on"), [("440000", date(2026, 3, 2)), ("410105", date(2020, 1, 1))])
def test_a_division_without_a_policy_in_force_has_nothing_to_tell(region: str, on: date) -> None:
    told = subsidy_told(FIGURES, region, on)
    assert (told.figures, told.sources, told.caveats) == ((), (), ())


def test_one_goes_on_with_what_was_begun_before_what_is_new() -> None:
    assert course(1, "done", "new", "begun").next_lesson == lesson(3, "begun")
    assert course(1, "done", "new", "new").next_lesson == lesson(2, "new")
    assert course(1, "done", "done").next_lesson is None
    assert course(1).next_lesson is None


def test_the_next_course_is_where_one_learned_last_else_the_last_enrolled() -> None:
    assert course_to_go_on_with([], None) is None
    assert course_to_go_on_with([course(1, "done")], 1) is None
    begun, new, finished = course(1, "begun", "new"), course(2, "new"), course(3, "done")
    assert course_to_go_on_with([begun, new, finished], 1) == begun
    assert course_to_go_on_with([begun, new, finished], 3) == new  # nothing is left where one was
    assert course_to_go_on_with([begun, new, finished], None) == new
