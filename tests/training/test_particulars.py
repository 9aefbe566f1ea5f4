"""Training year and cycle are derived, budgets are read as they are typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.primitives import Refusal
from learnhub.training.rules.budget import read_budget, total_fen, written_budget
from learnhub.training.rules.particulars import Budgeted, Cycle, cycle, training_year
from learnhub.training.rules.sections import Section, section_after

OPENED = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (date(2026, 11, 30), Cycle.SHORT),
        (date(2026, 12, 29), Cycle.SHORT),
        (date(2026, 12, 30), Cycle.MIDDLE),
        (date(2027, 5, 29), Cycle.MIDDLE),
        (date(2027, 5, 30), Cycle.LONG),
    ],
)
def test_a_cycle_is_short_for_a_month_middle_for_half_a_year_and_long_beyond(
    last: date, found: Cycle
) -> None:
    assert cycle([OPENED, last], OPENED) is found


def test_a_month_that_is_shorter_ends_where_the_next_begins() -> None:
    assert cycle([date(2026, 1, 31), date(2026, 2, 28)], date(2026, 1, 31)) is Cycle.SHORT
    assert cycle([date(2026, 1, 31), date(2026, 3, 1)], date(2026, 1, 31)) is Cycle.MIDDLE
    assert cycle([], OPENED) is Cycle.SHORT


def test_a_class_across_the_new_year_belongs_to_the_year_it_began_in() -> None:
    assert training_year([date(2027, 1, 4)], OPENED) == 2026


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("教师课酬 6000", 600_000), ("教师 课酬 6,000.5 元", 600_050), ("场地　１２００．０５元", 120_005)],
)
def test_a_budget_is_read_as_people_type_it(typed: str, fen: int) -> None:
    lines = read_budget(f"\n{typed}\n")
    assert not isinstance(lines, Refusal)
    assert total_fen(lines) == fen


@pytest.mark.parametrize(
    "typed", ["", "教师课酬", "6000", "场地 0", "场地 -5", "场地 1.234", "场 1\n" * 31, "长" * 61 + " 5"]
)
def test_a_budget_that_cannot_be_read_says_where(typed: str) -> None:
    refusal = read_budget(typed)
    assert isinstance(refusal, Refusal)
    assert refusal.field == "budget"


@given(
    st.lists(
        st.builds(Budgeted, st.sampled_from(["教师课酬", "场地 费"]), st.integers(1, 10**10)),
        min_size=1,
        max_size=30,
    )
)
def test_a_written_budget_reads_as_it_was(lines: list[Budgeted]) -> None:
    assert read_budget(written_budget(lines)) == tuple(lines)


def test_sections_follow_each_other_to_the_last() -> None:
    order = [Section.BASICS]
    while (following := section_after(order[-1])) is not None:
        order.append(following)
    assert order == list(Section)
