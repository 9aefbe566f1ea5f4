"""What a completed lesson earns, and a task of it that was handed in; pure.

学习积分, 学时 and 学分 are three things. A lesson earns points by a visible figure and its own nominal minutes, however long it took.
A lesson is credited once per person, in whichever course it was learned (a shared module is recognised once). A task that is handed in
earns its own minutes beside those of its lesson, once per person, and no points; what is said to the work changes nothing.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.policy.rules import Figure, Figures

POINTS_PER_LESSON = "credits.points_per_lesson"
MINUTES_PER_CLASS_HOUR = "credits.minutes_per_class_hour"
# Whether a task counts from when it is handed in, or from when a teacher took it; where policy says nothing, it earns nothing.
TASK_COUNTS = "credits.task_counts"
WHEN_TAKEN = "taken"
KIND_POSTED = "credit.posted"
KIND_REVERSED = "credit.reversed"
KIND_APPROVED = "credit.approved"


@dataclass(frozen=True)
class EnrolledLesson:
    """A lesson as one enrolment's course version has it, or one of its tasks, and whether it was completed in that very version.

    figures_on: the day whose figures hold in the enrolment. completed_by: chain position of the completing act. task: its name, "" for the
    lesson; title and minutes are then the task's.
    """

    lesson_id: int
    lesson_version_id: int
    title: str
    minutes: int
    enrolment_id: int
    figures_on: date
    completed_by: int | None = None
    completed_at: datetime | None = None
    task: str = ""


@dataclass(frozen=True)
class CompletedLesson:
    """A lesson that somebody has completed by evidence, or a task of one.

    lesson_version_id, minutes, figures_on: those of the earliest enrolment that has the lesson, whichever version was
    completed. completed_by: chain position of the first completing act.
    """

    lesson_id: int
    lesson_version_id: int
    title: str
    minutes: int
    enrolment_id: int
    figures_on: date
    completed_by: int
    completed_at: datetime
    task: str = ""


@dataclass(frozen=True)
class Posting:
    """What is to be written into the ledger for one completed lesson or task."""

    lesson: CompletedLesson
    points: int
    recognised_minutes: int
    rule: str
    source: str
    key: str


class Account(enum.StrEnum):
    """Where points and minutes stand. docs/credits.md tells which deed moves them."""

    LEARNING = "learning"  # the other side of all that was earned: below zero
    EARNED = "earned"
    OUTSIDE = "outside"  # the other side of what was learned on other platforms and approved: below zero
    APPROVED = "approved"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Leg:
    """One side of a posting; the legs of a posting sum to zero."""

    account: Account
    points: int
    recognised_minutes: int


def legs(
    points: int, recognised_minutes: int, *, is_reversal: bool, is_outside: bool = False
) -> tuple[Leg, Leg]:
    """Return both sides of an entry. points, recognised_minutes: as the entry has them, below zero in a reversal.

    is_outside: of hours that were learned on another platform.
    """
    own = Account.APPROVED if is_outside else Account.EARNED
    source = Account.OUTSIDE if is_outside else Account.LEARNING
    other = Account.REVERSED if is_reversal else source
    return Leg(own, points, recognised_minutes), Leg(other, -points, -recognised_minutes)


def trial_balance(postings: Iterable[tuple[Leg, Leg]]) -> dict[Account, tuple[int, int]]:
    """Return points and minutes of every account, those without a posting too."""
    sums = dict.fromkeys(Account, (0, 0))
    for leg in (leg for posting in postings for leg in posting):
        points, minutes = sums[leg.account]
        sums[leg.account] = (points + leg.points, minutes + leg.recognised_minutes)
    return sums


def posting_key(lesson_id: int, task: str = "") -> str:
    """Return the idempotency key of a lesson's credit, or a task's, within one person's ledger."""
    return f"task:{lesson_id}:{task}" if task else f"lesson:{lesson_id}"


def completed_lessons(enrolled: Iterable[EnrolledLesson]) -> tuple[CompletedLesson, ...]:
    """Return the completed ones of a person's lessons and tasks, each once, in order of lesson id, a lesson before its tasks.

    What a lesson is worth is fixed by the earliest enrolment that has it, not by the version that was completed first:
    otherwise the order in which events arrive, and the moment of settling, would change the ledger.
    """
    by_lesson: dict[tuple[int, str], list[EnrolledLesson]] = {}
    for one in sorted(enrolled, key=lambda one: one.enrolment_id):
        by_lesson.setdefault((one.lesson_id, one.task), []).append(one)
    found = []
    for _place, places in sorted(by_lesson.items(), key=lambda item: item[0]):
        worth = places[0]
        done = [
            (one.completed_by, one.completed_at)
            for one in places
            if one.completed_by is not None and one.completed_at is not None
        ]
        if done:
            completed_by, completed_at = min(done)
            found.append(
                CompletedLesson(
                    lesson_id=worth.lesson_id,
                    lesson_version_id=worth.lesson_version_id,
                    title=worth.title,
                    minutes=worth.minutes,
                    enrolment_id=worth.enrolment_id,
                    figures_on=worth.figures_on,
                    completed_by=completed_by,
                    completed_at=completed_at,
                    task=worth.task,
                )
            )
    return tuple(found)


def postings_due(
    completed: Iterable[CompletedLesson], posted_keys: Iterable[str], figures: Figures
) -> tuple[Posting, ...]:
    """Return what is still to be posted, in the order given. completed: each lesson once."""
    known = set(posted_keys)
    due = (one for one in completed if posting_key(one.lesson_id, one.task) not in known)
    return tuple(posting for lesson in due if (posting := posting_for(lesson, figures)) is not None)


def posting_for(lesson: CompletedLesson, figures: Figures) -> Posting | None:
    """Return the posting of one completed lesson or task by the figures of its enrolment; None for a task of which policy says nothing."""
    rule: Figure | None = (
        figures.in_force_or_none(TASK_COUNTS, "", lesson.figures_on)
        if lesson.task
        else figures.in_force(POINTS_PER_LESSON, "", lesson.figures_on)
    )
    if rule is None:
        return None
    return Posting(
        lesson=lesson,
        points=0 if lesson.task else rule.number,
        recognised_minutes=lesson.minutes,
        rule=rule.reference,
        source=rule.source,
        key=posting_key(lesson.lesson_id, lesson.task),
    )


def counts_when_taken(figures: Figures, on: date) -> bool:
    """Tell whether policy lets a task count only once a teacher took it. on: the day whose figures hold in the enrolment."""
    found = figures.in_force_or_none(TASK_COUNTS, "", on)
    return found is not None and found.value == WHEN_TAKEN
