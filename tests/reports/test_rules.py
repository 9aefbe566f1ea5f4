"""The figures of the policy texts, and what follows from rows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.policy.adapters.figure_files import read_figures
from learnhub.reports.rules import (
    STAFF_TYPE,
    UPGRADE_TYPE,
    Change,
    Goal,
    Measure,
    Row,
    at_the_same_time,
    cells_changed,
    changes,
    count,
    due_key,
    due_on,
    figures,
    in_period,
    progress,
    share_text,
    snapshot,
    with_group,
)
from learnhub.settings import PROJECT_DIR
from learnhub.training.rules.particulars import TraineeGroup, group_of

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def row(
    number: int,
    *,
    person: int = 0,
    training_type: str = "就业技能培训",
    opened_on: date = date(2026, 3, 2),
    ends_on: date = date(2026, 3, 20),
    completed: bool = True,
    group: TraineeGroup = TraineeGroup.TRAINEES,
) -> Row:
    return Row(
        number, person or number, "2026-01", "按摩班", "金水培训基地", "410105", training_type,
        group_of(training_type, group), opened_on, ends_on, completed, 15, 450, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (17101, 24292, "70.40 %"),  # 华夏时报, 镇江: printed as 70.37 %
        (10, 18, "55.56 %"),
        (17, 18, "94.44 %"),
        (
            17,
            17,
            "100.00 %",
        ),  # 镇江: "就业率100 %" without the one who doesn't work yet; its denominator isn't said
        (366, 901, "40.62 %"),  # 镇江: employers
        (1263, 8085, "15.62 %"),  # 镇江: the people they employ
        (17000, 8000, "212.50 %"),  # 郑州: carers over a target of trainees, which nothing here divides
        (1, 3, "33.33 %"),
        (2, 3, "66.67 %"),
        (1, 20_000, "0.01 %"),
        (0, 7, "0.00 %"),
        (7, 7, "100.00 %"),
        (0, 0, ""),
    ],
)
def test_a_share_is_computed_from_its_counts(part: int, whole: int, words: str) -> None:
    assert share_text(part, whole) == words


def test_the_period_of_a_target_says_how_much_a_year_is() -> None:
    """S1 says 70000 人次 "to 2025" and no start: both readings are targets of their own, each with its period."""
    rows = [row(number, opened_on=date(2021, 6, 1)) for number in range(1, 11)]
    from_2021 = Goal(Measure.PERSON_TIMES, 70_000, date(2021, 1, 1), date(2025, 12, 31))
    from_2022 = Goal(Measure.PERSON_TIMES, 70_000, date(2022, 1, 1), date(2025, 12, 31))
    assert (progress(from_2021, rows).reached, progress(from_2022, rows).reached) == (10, 0)


@pytest.mark.parametrize(
    ("value", "percent", "upgrades", "is_met"),
    [(8000, 50, 4000, True), (8000, 50, 3999, False), (3000, 60, 1800, True), (3000, 60, 1799, False)],
)
def test_the_share_of_upgrading_is_half_of_8000_and_three_fifths_of_3000(
    value: int, percent: int, upgrades: int, is_met: bool
) -> None:
    goal = Goal(Measure.PERSON_TIMES, value, *YEAR, UPGRADE_TYPE, percent)
    rows = [
        row(n, training_type=UPGRADE_TYPE if n <= upgrades else "就业技能培训") for n in range(1, value + 1)
    ]
    found = progress(goal, rows)
    assert (found.reached, found.missing, found.share) == (value, 0, (upgrades, value))
    assert found.is_share_met is is_met


@pytest.mark.parametrize(
    ("region", "due", "is_example"),
    [
        ("532801", date(2026, 11, 30), False),
        ("532800", date(2026, 12, 31), False),
        ("410105", date(2026, 11, 30), True),
        ("410100", date(2026, 12, 31), True),
    ],
)
def test_the_two_deadlines_hold_for_yunnan_and_are_an_example_elsewhere(
    region: str, due: date, is_example: bool
) -> None:
    figures = read_figures(PROJECT_DIR / "content" / "policy")
    figure = figures.in_force(due_key(region), region, date(2026, 12, 31))
    assert (due_on(2026, figure.number), figure.is_example) == (due, is_example)


def test_a_province_has_no_deadline_and_a_day_that_is_none_gives_none() -> None:
    assert due_key("530000") == ""
    assert due_on(2026, 1131) is None
    assert due_on(2026, 0) is None


def test_one_person_in_two_classes_is_two_person_times_and_one_person() -> None:
    rows = [row(1, person=7), row(2, person=7), row(3, person=8)]
    assert (count(rows, Measure.PERSON_TIMES), count(rows, Measure.PERSONS)) == (3, 2)
    assert progress(Goal(Measure.PERSONS, 5, *YEAR), rows).missing == 3


def test_a_class_across_the_year_counts_once_where_it_started() -> None:
    across = row(1, opened_on=date(2025, 12, 8), ends_on=date(2026, 1, 9))
    assert in_period([across], *YEAR) == []
    assert in_period([across], date(2025, 1, 1), date(2025, 12, 31)) == [across]
    assert in_period([across], date(2025, 1, 1), date(2026, 12, 31)) == [across]


def test_the_share_of_a_target_counts_by_its_own_measure() -> None:
    """人次 and 人: one person twice in upgrading makes two of three 人次 and one of two 人."""
    rows = [
        row(1, person=7, training_type=UPGRADE_TYPE),
        row(2, person=7, training_type=UPGRADE_TYPE),
        row(3, person=8),
    ]
    times, people = (
        progress(Goal(measure, 1, *YEAR, UPGRADE_TYPE, 60), rows)
        for measure in (Measure.PERSON_TIMES, Measure.PERSONS)
    )
    assert (times.share, times.is_share_met) == ((2, 3), True)
    assert (people.share, people.is_share_met) == ((1, 2), False)


def test_a_target_without_any_row_has_not_met_its_share() -> None:
    found = progress(Goal(Measure.PERSON_TIMES, 3000, *YEAR, UPGRADE_TYPE, 60), [])
    assert (found.share, found.is_share_met, found.missing) == ((0, 0), False, 3000)


def test_two_classes_at_the_same_time_share_a_day() -> None:
    first = row(1, person=7, opened_on=date(2026, 3, 2), ends_on=date(2026, 3, 20))
    within = row(2, person=7, opened_on=date(2026, 3, 20), ends_on=date(2026, 4, 2))
    later = row(3, person=7, opened_on=date(2026, 4, 3), ends_on=date(2026, 4, 9))
    others = row(4, person=8, opened_on=date(2026, 3, 2), ends_on=date(2026, 3, 20))
    assert at_the_same_time([later, within, others, first]) == [first, within]
    assert at_the_same_time([later, first, others]) == []


def test_a_corrected_row_tells_its_changed_cells_and_a_new_one_all() -> None:
    before, after = snapshot(row(1, completed=False)), snapshot(row(1))
    assert cells_changed(before, after) == [7]
    assert cells_changed(before, before) == []
    assert cells_changed([], after) == cells_changed(after, []) == list(range(len(after)))


def test_service_staff_are_never_mixed_into_the_trainees() -> None:
    """By the type of their course, or by the group of their class in a course that both learn."""
    staff = TraineeGroup.STAFF
    rows = [row(1), row(2, completed=False), row(3, training_type=STAFF_TYPE), row(4, person=3, group=staff)]
    found = {one.key: one for one in figures(rows, ["就业技能培训", STAFF_TYPE])}
    assert (found["person-times"].numerator, found["staff"].numerator) == (2, 2)
    assert (found["persons"].numerator, found["staff-persons"].numerator) == (2, 1)
    assert (found["completed"].numerator, found["completed"].denominator) == (1, 2)
    assert (found["type-1"].numerator, found["type-1"].denominator) == (2, 2)
    assert "type-2" not in found
    assert progress(Goal(Measure.PERSON_TIMES, 2, *YEAR), rows).reached == 2


def test_a_row_that_was_kept_before_classes_had_groups_is_told_apart_by_its_type() -> None:
    for one in (row(1), row(1, training_type=STAFF_TYPE)):
        kept = snapshot(one)
        assert with_group(kept[:-1]) == with_group(kept) == kept


def test_what_is_kept_of_a_row_names_nobody() -> None:
    assert snapshot(row(1, person=12345)) == [
        "2026-01", "按摩班", "金水培训基地", "410105", "就业技能培训", "2026-03-02", "2026-03-20", "1", "15", "450", "1", "trainees",
    ]  # fmt: skip


_STATES = st.dictionaries(st.integers(1, 6).map(str), st.lists(st.sampled_from("ab"), min_size=1, max_size=2))


@given(_STATES, _STATES)
def test_whoever_takes_in_what_changed_has_the_present_state(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> None:
    held = dict(before)
    for change, key, values in changes(before, after):
        if change is Change.WITHDRAWN:
            assert held.pop(key) == list(values)
        else:
            assert (key in held) is (change is Change.CORRECTED)
            held[key] = list(values)
    assert held == after
    assert changes(after, after) == []
