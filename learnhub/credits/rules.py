"""What a completed lesson earns; pure.

学习积分, 学时 and 学分 are three things. A lesson earns points by a visible figure and its own nominal minutes, however long it took.
A lesson is credited once per person, in whichever course it was learned (a shared module is recognised once).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.policy.rules import Figure, Figures

POINTS_PER_LESSON = "credits.points_per_lesson"
MINUTES_PER_CLASS_HOUR = "credits.minutes_per_class_hour"
KIND_POSTED = "credit.posted"
KIND_REVERSED = "credit.reversed"


@dataclass(frozen=True)
class CompletedLesson:
    """A lesson that somebody has completed by evidence.

    enrolment_id: the earliest enrolment whose course has the lesson. figures_on: the day whose figures hold there.
    completed_by: chain position of the completing act.
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


def posting_key(lesson_id: int) -> str:
    """Return the idempotency key of a lesson's credit within one person's ledger."""
    return f"lesson:{lesson_id}"


def postings_due(
    completed: Iterable[CompletedLesson], posted_keys: Iterable[str], figures: Figures
) -> tuple[Posting, ...]:
    """Return what is still to be posted, one per lesson, in order of lesson id.

    A lesson completed in two versions or two courses counts once: in the earliest enrolment, then the earliest act.
    """
    known = set(posted_keys)
    first: dict[int, CompletedLesson] = {}
    for lesson in sorted(completed, key=lambda one: (one.enrolment_id, one.completed_by)):
        first.setdefault(lesson.lesson_id, lesson)
    return tuple(
        posting_for(lesson, figures)
        for _id, lesson in sorted(first.items())
        if posting_key(lesson.lesson_id) not in known
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
