"""Working days are counted by documents, never guessed; names are masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.notices.adapters.calendar_files import read_years
from learnhub.notices.rules import (
    Ending,
    NoticeState,
    WorkingDays,
    YearOfDays,
    closing_refusal,
    is_working_day,
    masked_name,
    notice_state,
    year_refusal,
)
from learnhub.primitives import Refusal
from learnhub.settings import PROJECT_DIR

SHIPPED = WorkingDays(read_years(PROJECT_DIR / "content" / "policy"))


@pytest.mark.parametrize(
    ("published", "days", "last"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # a plain Monday
        (date(2026, 2, 13), 6, date(2026, 2, 28)),  # 2-14 and 2-28 are worked, 2-15 to 2-23 off
        (date(2026, 4, 30), 5, date(2026, 5, 11)),  # 5-01 to 5-05 off, Saturday 5-09 is worked
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Sunday 9-20 is worked
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # across the new year, by both years' documents
        (date(2026, 6, 20), 1, date(2026, 6, 22)),
    ],
)
def test_a_period_is_counted_by_the_arrangement_of_its_year(published: date, days: int, last: date) -> None:
    assert SHIPPED.last_day(published, days, "410100") == last


def test_a_year_that_nobody_entered_is_refused_and_not_guessed() -> None:
    outcome = SHIPPED.last_day(date(2026, 12, 29), 5, "410100")
    assert isinstance(outcome, Refusal)
    assert "2027 年的工作日还没有登记" in outcome.sentence
    assert SHIPPED.last_day(date(2026, 12, 24), 5, "410100") == date(2026, 12, 31)


def test_a_nearer_division_and_a_newer_row_count() -> None:
    flood = date(2026, 3, 4)
    local = YearOfDays(2026, frozenset({flood}), frozenset(), "示例：当地通知", region_code="410100", row=1)
    mended = YearOfDays(2026, frozenset(), frozenset(), "示例：当地通知二", region_code="410100", row=2)
    known = WorkingDays((*SHIPPED.years, local))
    assert known.last_day(date(2026, 3, 2), 5, "410105") == date(2026, 3, 10)
    assert known.last_day(date(2026, 3, 2), 5, "532801") == date(2026, 3, 9)
    assert WorkingDays((*known.years, mended)).last_day(date(2026, 3, 2), 5, "410105") == date(2026, 3, 9)


# Each holiday as the notices of 2024-11-12 and 2025-11-04 tell it: first day, how many days, then the weekends that are worked.
NOTICES = {
    2025: (
        (("01-01", 1), ("01-28", 8), ("04-04", 3), ("05-01", 5), ("05-31", 3), ("10-01", 8)),
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    2026: (
        (("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)),
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
}


@pytest.mark.parametrize("year", NOTICES)
def test_the_shipped_years_are_as_the_notices_tell_them(year: int) -> None:
    holidays, worked = NOTICES[year]
    begins = [(date.fromisoformat(f"{year}-{first}").toordinal(), length) for first, length in holidays]
    found = SHIPPED.year_or_none(year, "")
    assert found is not None
    assert found.days_off == {date.fromordinal(first + n) for first, length in begins for n in range(length)}
    assert found.days_worked == {date.fromisoformat(f"{year}-{day}") for day in worked}


@given(st.dates(date(2025, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_exactly_so_many_working_days_lie_in_a_period(published: date, days: int) -> None:
    last = SHIPPED.last_day(published, days, "")
    assert isinstance(last, date)
    inside = [date.fromordinal(n) for n in range(published.toordinal() + 1, last.toordinal() + 1)]
    years = {one.year: one for one in SHIPPED.years}
    assert sum(is_working_day(day, years[day.year]) for day in inside) == days
    assert is_working_day(last, years[last.year])


def test_a_year_that_cannot_be_meant_is_refused() -> None:
    good = date(2027, 1, 1)
    assert year_refusal(2027, [good], []) is None
    for off, worked in [([date(2026, 1, 1)], []), ([good], [good]), ([good], [date(2027, 1, 4)]), ([], [])]:
        assert year_refusal(2027, off, worked) is not None


@pytest.mark.parametrize(
    ("name", "masked"), [("王小强", "王*强"), ("王强", "王*"), ("王", "*"), ("欧阳小强", "欧*强")]
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_a_notice_is_closed_only_after_its_last_day_and_without_open_objections() -> None:
    last = date(2026, 3, 9)
    assert notice_state(last, None, last) is NoticeState.OPEN
    assert notice_state(last, None, date(2026, 3, 10)) is NoticeState.OVER
    assert notice_state(last, Ending.WITHDRAWN, last) is NoticeState.WITHDRAWN
    assert closing_refusal(NoticeState.OVER, 0) is None
    assert closing_refusal(NoticeState.OPEN, 0) is not None
    assert closing_refusal(NoticeState.OVER, 1) is not None
    assert closing_refusal(NoticeState.CLOSED, 0) is not None
    upheld = closing_refusal(NoticeState.OVER, 0, 1)
    assert upheld is not None
    assert "退回改正" in upheld.sentence
