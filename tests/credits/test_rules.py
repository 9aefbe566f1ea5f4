"""What a completed lesson earns."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.credits.rules import (
    Account,
    EnrolledLesson,
    completed_lessons,
    legs,
    posting_key,
    postings_due,
    trial_balance,
)
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import Figure, Figures, NoFigure
from learnhub.settings import PROJECT_DIR

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
WHEN = datetime(2026, 3, 2, tzinfo=UTC)


def lesson(
    lesson_id: int = 1, enrolment_id: int = 1, *, done: int | None = None, minutes: int = 40, version: int = 0
) -> EnrolledLesson:
    return EnrolledLesson(
        lesson_id=lesson_id,
        lesson_version_id=version or lesson_id * 10,
        title="一课",
        minutes=minutes,
        enrolment_id=enrolment_id,
        figures_on=date(2026, 3, 1),
        completed_by=done,
        completed_at=WHEN if done else None,
    )


def test_a_reversal_leaves_nothing_earned_and_every_posting_sums_to_zero() -> None:
    accounts = trial_balance(
        [
            legs(10, 40, is_reversal=False),
            legs(10, 65, is_reversal=False),
            legs(-10, -65, is_reversal=True),
            legs(0, 90, is_reversal=False, is_outside=True),
            legs(0, 45, is_reversal=False, is_outside=True),
            legs(0, -45, is_reversal=True, is_outside=True),
        ]
    )
    assert accounts == {
        Account.LEARNING: (-20, -105),
        Account.EARNED: (10, 40),
        Account.OUTSIDE: (0, -135),
        Account.APPROVED: (0, 90),
        Account.REVERSED: (10, 110),
    }
    assert [sum(side) for side in zip(*accounts.values(), strict=True)] == [0, 0]


def test_a_lesson_that_is_not_complete_earns_nothing() -> None:
    assert completed_lessons([lesson()]) == ()


def test_a_lesson_earns_its_own_minutes_and_the_points_of_the_figure_in_force() -> None:
    (posting,) = postings_due(completed_lessons([lesson(done=4)]), (), FIGURES)
    assert (posting.points, posting.recognised_minutes, posting.lesson.completed_by) == (10, 40, 4)
    assert posting.source.startswith("示例")


def test_a_shared_lesson_of_two_courses_is_credited_once_in_the_earlier_enrolment() -> None:
    (found,) = completed_lessons([lesson(enrolment_id=7, done=4), lesson(enrolment_id=3, done=4)])
    assert found.enrolment_id == 3


def test_what_a_lesson_is_worth_does_not_hang_on_which_of_its_versions_was_completed_first() -> None:
    old, new = lesson(enrolment_id=3, version=30, minutes=40), lesson(enrolment_id=7, version=31, minutes=90)
    ways = [
        completed_lessons([old, replace(new, completed_by=5, completed_at=WHEN)]),
        completed_lessons([replace(old, completed_by=5, completed_at=WHEN), new]),
    ]
    assert ways[0] == ways[1]
    assert (ways[0][0].lesson_version_id, ways[0][0].minutes, ways[0][0].enrolment_id) == (30, 40, 3)


def test_what_is_posted_is_not_due_again() -> None:
    completed = completed_lessons([lesson(1, done=4), lesson(2, done=5)])
    assert [p.key for p in postings_due(completed, [posting_key(1)], FIGURES)] == [posting_key(2)]


def test_a_figure_that_is_not_in_force_stops_the_posting() -> None:
    early = replace(lesson(done=4), figures_on=date(2020, 12, 31))
    with pytest.raises(NoFigure):
        postings_due(completed_lessons([early]), (), FIGURES)


@given(st.permutations([lesson(i, e, done=i + e) for i in (1, 2, 3) for e in (1, 2)]))
def test_order_and_repetition_change_nothing(enrolled: list[EnrolledLesson]) -> None:
    assert completed_lessons([*enrolled, *enrolled]) == completed_lessons(
        sorted(enrolled, key=lambda one: (one.enrolment_id, one.lesson_id))
    )


def test_every_figure_without_an_official_source_says_so_in_its_source() -> None:
    """Ledger rows keep the words of the source: the mark must be in them."""
    rows: tuple[Figure, ...] = Figures(FIGURES.rows).rows
    assert [row.key for row in rows if row.is_example != row.source.startswith("示例")] == []
