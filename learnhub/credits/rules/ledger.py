"""What a completed lesson earns; pure.

学习积分, 学时 and 学分 are three things. A lesson earns points by a visible figure and its own nominal minutes, however long it took.
A lesson is credited once per person, in whichever course it was learned (a shared module is recognised once).
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.policy.rules import Figure, Figures

POINTS_PER_LESSON = "credits.points_per_lesson"
MINUTES_PER_CLASS_HOUR = "credits.minutes_per_class_hour"
KIND_POSTED = "credit.posted"
KIND_REVERSED = "credit.reversed"
KIND_APPROVED = "credit.approved"


@dataclass(frozen=True)
class EnrolledLesson:
    """A lesson as one enrolment's course version has it, and whether that very version was completed.

    figures_on: the day whose figures hold in the enrolment. completed_by: chain position of the completing act.
    """

    lesson_id: int
    lesson_version_id: int
    title: str
    minutes: int
    enrolment_id: int
    figures_on: date
    completed_by: int | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class CompletedLesson:
    """A lesson that somebody has completed by evidence.

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


@dataclass(frozen=True)
class Posting:
    """What is to be written into the ledger for one completed lesson."""

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


def posting_key(lesson_id: int) -> str:
    """Return the idempotency key of a lesson's credit within one person's ledger."""
    return f"lesson:{lesson_id}"


def completed_lessons(enrolled: Iterable[EnrolledLesson]) -> tuple[CompletedLesson, ...]:
    """Return the completed ones of a person's lessons, each once, in order of lesson id.

    What a lesson is worth is fixed by the earliest enrolment that has it, not by the version that was completed first:
    otherwise the order in which events arrive, and the moment of settling, would change the ledger.
    """
    by_lesson: dict[int, list[EnrolledLesson]] = {}
    for one in sorted(enrolled, key=lambda one: one.enrolment_id):
        by_lesson.setdefault(one.lesson_id, []).append(one)
    found = []
    for _id, places in sorted(by_lesson.items()):
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
                )
            )
    return tuple(found)


def postings_due(
    completed: Iterable[CompletedLesson], posted_keys: Iterable[str], figures: Figures
) -> tuple[Posting, ...]:
    """Return what is still to be posted, in the order given. completed: each lesson once."""
    known = set(posted_keys)
    return tuple(
        posting_for(lesson, figures) for lesson in completed if posting_key(lesson.lesson_id) not in known
    )


def posting_for(lesson: CompletedLesson, figures: Figures) -> Posting:
    """Return the posting of one completed lesson by the figures of its enrolment."""
    points: Figure = figures.in_force(POINTS_PER_LESSON, "", lesson.figures_on)
    return Posting(
        lesson=lesson,
        points=points.number,
        recognised_minutes=lesson.minutes,
        rule=points.reference,
        source=points.source,
        key=posting_key(lesson.lesson_id),
    )
