"""The chain of four links and its follow-ups."""

from datetime import date

import pytest

from learnhub.casework.rules import (
    EntryKind,
    LinkState,
    Noted,
    Outcome,
    due_follow_up,
    links,
    months_after,
    refusal_of,
    works_after,
)

DONE, NOW, LATER = LinkState.DONE, LinkState.NOW, LinkState.LATER
ASSESSED = Noted(EntryKind.ASSESSMENT, date(2026, 1, 5))
PLACED = Noted(EntryKind.PLACEMENT, date(2026, 3, 31), Outcome.EMPLOYED)


def followed(months: int, outcome: Outcome = Outcome.STILL_WORKS) -> Noted:
    return Noted(EntryKind.FOLLOW_UP, date(2026, 7, 1), outcome, months)


def test_the_chain_says_what_is_done_and_where_somebody_is() -> None:
    assert links([], has_completed=False) == (NOW, LATER, LATER, LATER)
    assert links([ASSESSED], has_completed=False) == (DONE, NOW, LATER, LATER)
    assert links([], has_completed=True) == (NOW, DONE, LATER, LATER)
    assert links([ASSESSED, PLACED, followed(3)], has_completed=True) == (DONE, DONE, DONE, NOW)
    assert links([ASSESSED, PLACED, followed(12)], has_completed=True) == (DONE, DONE, DONE, DONE)


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert months_after(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 31), 6) == date(2027, 6, 30)


def test_follow_ups_come_after_3_6_and_12_months_of_the_newest_placement() -> None:
    on = date(2026, 7, 1)
    assert due_follow_up([ASSESSED], on) is None
    assert due_follow_up([PLACED], on) == (3, date(2026, 6, 30))
    assert due_follow_up([PLACED, followed(3)], on) == (6, date(2026, 9, 30))
    assert due_follow_up([PLACED, followed(6)], on) == (12, date(2027, 3, 31))
    assert due_follow_up([PLACED, followed(12)], on) is None
    again = Noted(EntryKind.PLACEMENT, date(2026, 8, 1), Outcome.FLEXIBLE)
    assert due_follow_up([PLACED, followed(12), again], on) == (3, date(2026, 11, 1))


def test_who_works_after_six_months_is_whom_that_follow_up_found_at_work() -> None:
    assert works_after([PLACED, followed(6)], 6)
    assert not works_after([PLACED, followed(3)], 6)
    assert not works_after([PLACED, followed(6, Outcome.HAS_LEFT)], 6)
    assert not works_after([PLACED, followed(6, Outcome.NOT_REACHED)], 6)


@pytest.mark.parametrize(
    ("entries", "new", "code"),
    [
        ([], Noted(EntryKind.PLAN, date(2026, 7, 2)), "later"),
        ([], Noted(EntryKind.PLACEMENT, date(2026, 7, 1), Outcome.STILL_WORKS), "outcome"),
        ([], followed(3), "unplaced"),
        ([PLACED], followed(4), "months"),
        ([PLACED], followed(3, Outcome.EMPLOYED), "outcome"),
        ([PLACED], followed(3), None),
        ([], ASSESSED, None),
    ],
)
def test_what_can_be_written(entries: list[Noted], new: Noted, code: str | None) -> None:
    refusal = refusal_of(entries, new, date(2026, 7, 1))
    assert (refusal.code if refusal else None) == code
