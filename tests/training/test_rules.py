"""Which mark counts."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.training.rules import (
    Attendance,
    Mark,
    Presence,
    attendance,
    attended_days,
    check_mark,
    marks_in_force,
)

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)


def mark(
    position: int,
    presence: Presence = Presence.PRESENT,
    minutes: int = 180,
    session: int = 1,
    day: date = MONDAY,
) -> Mark:
    return Mark(
        "person:1", position, session, day, presence, minutes if presence is Presence.PRESENT else 0, 9
    )


def test_the_mark_logged_last_counts_in_whatever_order_marks_are_read() -> None:
    marks = [mark(1), mark(2, Presence.ABSENT), mark(3, minutes=90)]
    for order in permutations(marks):
        assert marks_in_force(order)[("person:1", 1)].position == 3


def test_two_sessions_on_one_date_are_one_day() -> None:
    days = attended_days([mark(1, session=1), mark(2, session=2, minutes=135)])
    assert [(day.day, day.minutes, day.rows) for day in days] == [
        (MONDAY, 315, ("person:1 #1", "person:1 #2"))
    ]


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.LEAVE])
def test_a_day_corrected_to_absence_or_leave_is_gone(presence: Presence) -> None:
    assert attended_days([mark(1), mark(2, presence)]) == ()


def test_days_come_sorted() -> None:
    days = attended_days([mark(1, day=TUESDAY, session=2), mark(2)])
    assert [day.day for day in days] == [MONDAY, TUESDAY]


@given(
    st.permutations([mark(1), mark(2, session=2), mark(3, session=2, minutes=20), mark(4, Presence.LEAVE)])
)
def test_order_and_repetition_change_nothing(marks: list[Mark]) -> None:
    assert attended_days([*marks, *marks]) == attended_days(sorted(marks, key=lambda m: m.position))


@pytest.mark.parametrize(
    ("presence", "minutes", "refused"),
    [
        (Presence.PRESENT, 0, True),
        (Presence.PRESENT, 1, False),
        (Presence.PRESENT, 180, False),
        (Presence.PRESENT, 181, True),
        (Presence.PRESENT, -5, True),
        (Presence.ABSENT, 0, False),
        (Presence.LEAVE, 0, False),
    ],
)
def test_minutes_that_a_session_cannot_have_are_refused(
    presence: Presence, minutes: int, refused: bool
) -> None:
    assert (check_mark(presence, minutes, 180) is not None) is refused


def test_a_day_counts_as_present_when_one_of_its_sessions_does_and_each_day_counts_once() -> None:
    marks = [
        mark(1, session=1),
        mark(2, Presence.ABSENT, session=2),
        mark(3, Presence.LEAVE, session=3, day=TUESDAY),
        mark(4, Presence.ABSENT, session=4, day=TUESDAY),
        mark(5, Presence.ABSENT, session=5, day=date(2026, 3, 4)),
    ]
    assert attendance(marks) == Attendance(present=1, absent=1, leave=1)


def test_a_corrected_mark_moves_the_day() -> None:
    assert attendance([mark(1), mark(2, Presence.LEAVE)]) == Attendance(0, 0, 1)
