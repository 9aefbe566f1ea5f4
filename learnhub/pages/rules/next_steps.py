"""What comes next for a person: the most pressing first; pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.learning.rules.assessments.attempts import (
    AssessmentRule,
    AttemptForm,
    AttemptState,
    AttemptTold,
    beginning_refusal,
)
from learnhub.pages.rules.standings import CourseStanding

# The simple version has three choices at most; the third leads to everything else.
STEPS_SHOWN_MAX = 2
# A result is news for so long. Whoever hands in on a screen sees it on the next page.
RESULT_NEWS = timedelta(days=3)
SEEN_AT_ONCE = timedelta(minutes=1)
# A day is near when no more days lie before it.
NEAR = timedelta(days=7)


class StepKind(enum.StrEnum):
    """What somebody does next."""

    ANSWER_GUARDIAN = "answer guardian"
    CHECK_IN = "check in"
    ANSWER_MARK = "answer mark"
    GO_ON_WITH_TEST = "go on with test"
    TEST_ON_PAPER = "test on paper"
    DO_WORK_AGAIN = "do work again"
    LOOK_AT_RESULT = "look at result"
    LEARN = "learn"
    TAKE_TEST = "take test"
    FIND_COURSE = "find course"
    COME = "come"
    LOOK_AT_SUBSIDY = "look at subsidy"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person's own word. guardians: nicknames of people who want to act for them, not yet answered.

    marks: (id, last day for a decision) of learning that needs checking and that the person has said nothing about.
    """

    guardians: tuple[str, ...] = ()
    marks: tuple[tuple[int, date], ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptStanding:
    """An attempt at a test. scored_at: when its score was worked out last; None before."""

    told: AttemptTold
    form: AttemptForm
    scored_at: datetime | None

    def is_news(self, now: datetime) -> bool:
        """Tell whether a result came lately that its trainee didn't see on handing in: of a paper, of answers that came late, a mended one."""
        if self.told.handed_in_at is None or self.scored_at is None or now >= self.scored_at + RESULT_NEWS:
            return False
        return self.form is AttemptForm.PAPER or self.scored_at > self.told.handed_in_at + SEEN_AT_ONCE


@dataclass(frozen=True, slots=True)
class AssessmentStanding:
    """A test of one enrolment in the course of that slug, with its attempts, oldest first.

    is_learned: every lesson of its course is done. meeting_on: the course's next meeting, today included; None without one.
    """

    course: str
    rule: AssessmentRule
    attempts: tuple[AttemptStanding, ...]
    is_learned: bool
    meeting_on: date | None

    @property
    def told(self) -> list[AttemptTold]:
        """Return its attempts as the rules of tests read them."""
        return [one.told for one in self.attempts]


@dataclass(frozen=True, slots=True)
class WorkBack:
    """Work that came back to be tried again, where the task is, and what it is called. answered_at: when it came back."""

    course: str
    lesson: str
    task: str
    title: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do. who: who asks. mark_id, until: of a mark. course: of LEARN, its next_lesson is there.

    test: of steps about a test, with attempt_id where there is an attempt to open. on: of a test on paper, its day. work: of DO_WORK_AGAIN.
    """

    kind: StepKind
    who: str = ""
    mark_id: int | None = None
    until: date | None = None
    course: CourseStanding | None = None
    test: AssessmentStanding | None = None
    attempt_id: int | None = None
    on: date | None = None
    work: WorkBack | None = None


def next_steps(
    waiting: Waiting,
    *,
    is_expected_today: bool,
    has_courses: bool,
    has_meeting_ahead: bool,
    course: CourseStanding | None,
    tests: Sequence[AssessmentStanding] = (),
    works: Sequence[WorkBack] = (),
    now: datetime,
    today: date,
) -> tuple[NextStep, ...]:
    """Return what comes next, the most pressing first: one at least, STEPS_SHOWN_MAX at most.

    What only this person can decide comes first, then where they are expected today, then what money waits for, then what is begun
    or came back, then learning, then a test that may be tried. is_expected_today: there is a meeting today without a mark for them.
    course: the one to go on with, None when nothing is left. works: any order.
    """
    steps = [NextStep(StepKind.ANSWER_GUARDIAN, who=who) for who in waiting.guardians[:1]]
    if is_expected_today:
        steps.append(NextStep(StepKind.CHECK_IN))
    if waiting.marks:
        mark_id, until = min(waiting.marks, key=lambda one: (one[1], one[0]))
        steps.append(NextStep(StepKind.ANSWER_MARK, mark_id=mark_id, until=until))
    of_tests = [found for test in tests if (found := _test_step(test, now, today)) is not None]
    before_learning = (StepKind.GO_ON_WITH_TEST, StepKind.TEST_ON_PAPER, StepKind.LOOK_AT_RESULT)
    steps += sorted(
        (one for one in of_tests if one.kind in before_learning),
        key=lambda one: before_learning.index(one.kind),
    )
    if works:
        back = min(works, key=lambda one: one.answered_at)
        at = sum(one.kind is not StepKind.LOOK_AT_RESULT for one in steps)
        steps.insert(at, NextStep(StepKind.DO_WORK_AGAIN, work=back))
    if course is not None:
        steps.append(NextStep(StepKind.LEARN, course=course))
    steps += [one for one in of_tests if one.kind is StepKind.TAKE_TEST]
    if not has_courses:
        steps.append(NextStep(StepKind.FIND_COURSE))
    elif course is None:
        steps.append(NextStep(StepKind.COME if has_meeting_ahead else StepKind.LOOK_AT_SUBSIDY))
    return tuple(steps[:STEPS_SHOWN_MAX])


def _test_step(test: AssessmentStanding, now: datetime, today: date) -> NextStep | None:
    """Return what a test asks for now: one thing, or None."""
    last = test.attempts[-1] if test.attempts else None
    if last is not None and last.told.state is AttemptState.OPEN:
        if last.form is AttemptForm.SCREEN:
            return NextStep(StepKind.GO_ON_WITH_TEST, test=test, attempt_id=last.told.id)
        if test.meeting_on is not None and test.meeting_on <= today + NEAR:
            return NextStep(StepKind.TEST_ON_PAPER, test=test, attempt_id=last.told.id, on=test.meeting_on)
        return None
    if last is not None and last.is_news(now):
        return NextStep(StepKind.LOOK_AT_RESULT, test=test, attempt_id=last.told.id)
    may_begin = beginning_refusal(test.rule, test.told, now) is None
    return NextStep(StepKind.TAKE_TEST, test=test) if may_begin and (last or test.is_learned) else None
