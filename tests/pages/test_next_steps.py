"""What comes next for somebody: the most pressing first, two at most."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from learnhub.catalogue.rules.assessments import AssessmentText, Draw
from learnhub.learning.rules.assessments.attempts import AttemptForm, AttemptTold, rule_of
from learnhub.learning.rules.assessments.papers import Score
from learnhub.pages.rules import (
    AssessmentStanding,
    AttemptStanding,
    CourseStanding,
    LessonStanding,
    NextStep,
    StepKind,
    Waiting,
    WorkBack,
    next_steps,
)
from tests.tiny_course import FIGURES

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 2, tzinfo=UTC)
COURSE = CourseStanding(1, "massage", "按摩", (LessonStanding("l1", "洗手", 1, False, False),))
MARKS = ((8, date(2026, 5, 9)), (9, date(2026, 5, 2)))
WORK = WorkBack("massage", "l1", "press", "按一分钟", NOW)
RULE = rule_of(AssessmentText("theory", "理论测验", (Draw("线上课", 4),), 3, 2, 24), FIGURES, TODAY)


def attempt(
    *, handed_in: float | None = None, right: int | None = None, on_paper: bool = False, scored: float = 0
) -> AttemptStanding:
    """handed_in: hours ago. scored: hours after handing in. right: how many, of which three pass."""
    at = NOW - timedelta(hours=handed_in) if handed_in is not None else None
    score = Score(right, 4, right >= 3, ()) if right is not None else None
    told = AttemptTold(7, 1, NOW - timedelta(days=9), at, score)
    form = AttemptForm.PAPER if on_paper else AttemptForm.SCREEN
    return AttemptStanding(told, form, at + timedelta(hours=scored) if at and score else None)


def the_test(
    *attempts: AttemptStanding, is_learned: bool = False, days: int | None = None
) -> AssessmentStanding:
    meeting = TODAY + timedelta(days=days) if days is not None else None
    return AssessmentStanding("massage", RULE, attempts, is_learned, meeting)


OPEN = the_test(attempt())
EVERYTHING: dict[str, Any] = {
    "waiting": Waiting(("王阿姨", "李叔"), MARKS),
    "is_expected_today": True,
    "has_courses": True,
    "has_meeting_ahead": True,
    "course": COURSE,
    "tests": (OPEN, the_test(is_learned=True)),
    "works": (WORK,),
    "now": NOW,
    "today": TODAY,
}
AFTER = the_test(is_learned=True)
# What is done, one after the other, and what comes next then.
DONE: list[tuple[dict[str, Any], NextStep]] = [
    ({}, NextStep(StepKind.ANSWER_GUARDIAN, who="王阿姨")),
    ({"waiting": Waiting((), MARKS)}, NextStep(StepKind.CHECK_IN)),
    ({"is_expected_today": False}, NextStep(StepKind.ANSWER_MARK, mark_id=9, until=date(2026, 5, 2))),
    ({"waiting": Waiting()}, NextStep(StepKind.GO_ON_WITH_TEST, test=OPEN, attempt_id=7)),
    ({"tests": (AFTER,)}, NextStep(StepKind.DO_WORK_AGAIN, work=WORK)),
    ({"works": ()}, NextStep(StepKind.LEARN, course=COURSE)),
    ({"course": None}, NextStep(StepKind.TAKE_TEST, test=AFTER)),
    ({"tests": ()}, NextStep(StepKind.COME)),
    ({"has_meeting_ahead": False}, NextStep(StepKind.LOOK_AT_SUBSIDY)),
    ({"has_courses": False}, NextStep(StepKind.FIND_COURSE)),
]


@pytest.mark.parametrize("done", range(len(DONE)))
def test_one_thing_comes_after_the_other(done: int) -> None:
    facts = dict(EVERYTHING)
    for change, _step in DONE[: done + 1]:
        facts |= change
    waiting = facts.pop("waiting")
    steps = next_steps(waiting, **facts)
    assert steps[0] == DONE[done][1]
    assert len(steps) <= 2


PASSED, FAILED = 3, 2
TOLD: list[tuple[str, AssessmentStanding, StepKind | None]] = [
    ("is learned and not tried", the_test(is_learned=True), StepKind.TAKE_TEST),
    ("is not learned yet", the_test(), None),
    ("is under way", the_test(attempt(), days=1), StepKind.GO_ON_WITH_TEST),
    ("is on paper, in a week", the_test(attempt(on_paper=True), days=7), StepKind.TEST_ON_PAPER),
    ("is on paper, today", the_test(attempt(on_paper=True), days=0), StepKind.TEST_ON_PAPER),
    ("is on paper, later", the_test(attempt(on_paper=True), days=8), None),
    ("is on paper, no day yet", the_test(attempt(on_paper=True)), None),
    ("is handed in, answers on their way", the_test(attempt(handed_in=30)), None),
    ("was seen on handing in", the_test(attempt(handed_in=1, right=PASSED)), None),
    (
        "came from a paper",
        the_test(attempt(handed_in=1, right=PASSED, on_paper=True)),
        StepKind.LOOK_AT_RESULT,
    ),
    ("came late", the_test(attempt(handed_in=40, right=FAILED, scored=39)), StepKind.LOOK_AT_RESULT),
    ("is no news any more", the_test(attempt(handed_in=72, right=PASSED, on_paper=True)), None),
    ("may be tried again", the_test(attempt(handed_in=25, right=FAILED)), StepKind.TAKE_TEST),
    ("waits for its day", the_test(attempt(handed_in=23, right=FAILED)), None),
    ("has no attempt left", the_test(*[attempt(handed_in=90, right=FAILED)] * 2), None),
]


@pytest.mark.parametrize(("test", "kind"), [one[1:] for one in TOLD], ids=[one[0] for one in TOLD])
def test_a_test_comes_next_when_it(test: AssessmentStanding, kind: StepKind | None) -> None:
    facts = EVERYTHING | {"is_expected_today": False, "course": None, "works": (), "tests": (test,)}
    del facts["waiting"]
    first = next_steps(Waiting(), **facts)[0].kind
    assert first is (kind or StepKind.COME)


def test_what_came_back_first_comes_first_and_before_a_result() -> None:
    later = WorkBack("massage", "l2", "push", "推", NOW + timedelta(hours=1))
    facts = EVERYTHING | {
        "is_expected_today": False,
        "works": (later, WORK),
        "tests": (the_test(attempt(handed_in=1, right=PASSED, on_paper=True)),),
    }
    del facts["waiting"]
    steps = next_steps(Waiting(), **facts)
    assert [one.kind for one in steps] == [StepKind.DO_WORK_AGAIN, StepKind.LOOK_AT_RESULT]
    assert steps[0].work == WORK
