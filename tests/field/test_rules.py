"""What the registers of the field follow from their rows."""

from datetime import date

import pytest

from learnhub.field.rules import (
    EventKind,
    Happened,
    Standing,
    idle_since,
    may_follow,
    standing,
    term,
    training_minutes,
    without_assessor,
)

ISSUED = date(2024, 3, 1)
FILED = Happened(EventKind.FILED, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("on", "days_left", "warns_at", "is_over"),
    [
        (date(2026, 8, 31), 181, None, False),
        (date(2026, 9, 1), 180, 180, False),
        (date(2026, 11, 30), 90, 90, False),
        (date(2027, 1, 29), 30, 30, False),
        (date(2027, 2, 28), 0, 30, False),
        (date(2027, 3, 1), -1, None, True),
    ],
)
def test_a_certificate_holds_three_years_and_warns_at_180_90_and_30_days(
    on: date, days_left: int, warns_at: int | None, is_over: bool
) -> None:
    found = term(ISSUED, on)
    assert (found.ends_on, found.days_left) == (date(2027, 2, 28), days_left)
    assert (found.warns_at, found.is_over) == (warns_at, is_over)


def test_a_certificate_of_a_leap_day_ends_with_february() -> None:
    assert term(date(2024, 2, 29), ISSUED).ends_on == date(2027, 2, 28)


def test_where_an_entry_stands_is_what_was_decided_last() -> None:
    warned, out = Happened(EventKind.WARNED, date(2025, 6, 1)), Happened(EventKind.BANNED, date(2025, 7, 1))
    assert standing([]) is standing([FILED]) is Standing.LISTED
    assert standing([FILED, warned, Happened(EventKind.TRAINED, date(2025, 6, 2), 90)]) is Standing.WARNED
    assert standing([FILED, warned, out]) is Standing.BANNED
    assert standing([FILED, out, Happened(EventKind.RESTORED, date(2025, 8, 1))]) is Standing.LISTED


def test_an_agency_is_pointed_out_after_a_year_and_a_day_without_activity() -> None:
    assert idle_since([FILED], date(2026, 1, 1)) is None
    assert idle_since([FILED], date(2026, 1, 2)) == FILED.day
    active = Happened(EventKind.ACTIVE, date(2025, 12, 1))
    assert idle_since([FILED, active], date(2026, 6, 1)) is None
    assert idle_since([FILED, Happened(EventKind.EXITED, date(2025, 2, 1))], date(2026, 6, 1)) is None


def test_training_is_summed_and_nothing_else() -> None:
    day = date(2025, 2, 1)
    assert (
        training_minutes([FILED, Happened(EventKind.TRAINED, day, 90), Happened(EventKind.TRAINED, day, 45)])
        == 135
    )


def test_an_occupation_is_the_code_in_its_edition() -> None:
    assert without_assessor(
        ["2015:4-03-02-02", "2015:4-10-04-02"], {"1999:4-03-02-02", "2015:4-10-04-02"}
    ) == ["2015:4-03-02-02"]


@pytest.mark.parametrize(
    ("events", "kind", "day", "code"),
    [
        ([FILED], EventKind.TRAINED, date(2025, 3, 2), "later"),
        ([FILED], EventKind.FILED, date(2025, 3, 1), "filed"),
        ([FILED], EventKind.RESTORED, date(2025, 3, 1), "listed"),
        ([FILED, Happened(EventKind.EXITED, date(2025, 2, 1))], EventKind.ACTIVE, date(2025, 3, 1), "out"),
        ([FILED, Happened(EventKind.EXITED, date(2025, 2, 1))], EventKind.RESTORED, date(2025, 3, 1), None),
        ([FILED], EventKind.WARNED, date(2025, 3, 1), None),
    ],
)
def test_what_can_follow(events: list[Happened], kind: EventKind, day: date, code: str | None) -> None:
    refusal = may_follow(events, kind, day, date(2025, 3, 1))
    assert (refusal.code if refusal else None) == code
