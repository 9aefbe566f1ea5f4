"""What comes next for a person: one thing, the most pressing first; pure."""

import enum
from dataclasses import dataclass
from datetime import date

from learnhub.pages.rules.standings import CourseStanding


class StepKind(enum.StrEnum):
    """What somebody does next."""

    ANSWER_GUARDIAN = "answer guardian"
    CHECK_IN = "check in"
    ANSWER_MARK = "answer mark"
    LEARN = "learn"
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
class NextStep:
    """One thing to do. who: who asks. mark_id, until: of a mark. course: of LEARN, its next_lesson is there."""

    kind: StepKind
    who: str = ""
    mark_id: int | None = None
    until: date | None = None
    course: CourseStanding | None = None


def next_step(
    waiting: Waiting,
    *,
    is_expected_today: bool,
    has_courses: bool,
    has_meeting_ahead: bool,
    course: CourseStanding | None,
) -> NextStep:
    """Return what comes next.

    What only this person can decide comes first, then where they are expected today, then what money waits for, then learning.
    is_expected_today: there is a meeting today without a mark for them. course: the one to go on with, None when nothing is left.
    """
    if waiting.guardians:
        return NextStep(StepKind.ANSWER_GUARDIAN, who=waiting.guardians[0])
    if is_expected_today:
        return NextStep(StepKind.CHECK_IN)
    if waiting.marks:
        mark_id, until = min(waiting.marks, key=lambda one: (one[1], one[0]))
        return NextStep(StepKind.ANSWER_MARK, mark_id=mark_id, until=until)
    if course is not None:
        return NextStep(StepKind.LEARN, course=course)
    if not has_courses:
        return NextStep(StepKind.FIND_COURSE)
    return NextStep(StepKind.COME if has_meeting_ahead else StepKind.LOOK_AT_SUBSIDY)
