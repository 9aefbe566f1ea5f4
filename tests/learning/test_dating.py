"""The day of learning: offline learners keep their days, a clock turned back while online gains none."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learnhub.learning.rules.dating import DELIVERY, Contact, learned_at
from learnhub.primitives import local_date

BEGUN = datetime(2026, 3, 1, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def at(day: int, hour: int = 2, minute: int = 0) -> datetime:
    """Return an instant of a day of March 2026; hour 2 is ten in the morning in Shanghai."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def days(*told: tuple[datetime, datetime]) -> list[int]:
    """Return the day of the month of each act, given as (happened, received)."""
    contacts = [Contact(number, *one) for number, one in enumerate(told, start=1)]
    found = learned_at(contacts, BEGUN)
    return [local_date(found[number]).day for number in range(1, len(told) + 1)]


def test_what_is_learned_online_counts_on_its_day() -> None:
    assert days((at(2), at(2)), (at(2, 3), at(2, 3)), (at(3), at(3))) == [2, 2, 3]


def test_a_week_without_a_line_keeps_its_days() -> None:
    """Sent in three requests over a slow line, some minutes after each other."""
    told = [(at(day), at(9, 2, minute)) for minute, day in enumerate((2, 3, 4, 5, 6, 7, 8))]
    assert days(*told) == [2, 3, 4, 5, 6, 7, 8]


def test_a_second_phone_that_comes_back_keeps_its_days_too() -> None:
    online = [(at(day, 1), at(day, 1)) for day in (2, 3, 4)]
    tablet = [(at(day, 5), at(5, 2, day)) for day in (2, 3, 4)]
    assert days(*online, *tablet) == [2, 3, 4, 2, 3, 4]


def test_a_clock_that_runs_ahead_is_held_to_the_servers() -> None:
    assert days((at(9), at(2)), (at(2, 3), at(2, 3))) == [2, 2]


def test_a_clock_that_is_days_late_gains_nothing_once_the_server_has_heard_from_it() -> None:
    """Somebody's phone stands at the second of March; the server hears from it all through the ninth, for the first time.

    The first delivery is believed, because nobody was heard from before; the second as what a second phone brings.
    """
    told = [(at(2, hour), at(9, hour)) for hour in range(2, 10)]
    assert days(*told) == [2, 2] + [9] * 6


def test_one_day_of_learning_is_not_spread_over_a_week_by_turning_the_clock() -> None:
    told = [(at(2 + number % 7, 3), at(9, 1) + number * 30 * MINUTE) for number in range(14)]
    assert days(*told)[2:] == [9] * 12


def test_nothing_was_learned_before_the_first_enrolment() -> None:
    assert days((BEGUN - 30 * DAY, at(2))) == [BEGUN.day]


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 2_000)), max_size=30))
def test_every_day_lies_between_enrolment_and_arrival(told: list[tuple[int, int]]) -> None:
    received, contacts = BEGUN, []
    for number, (days_off, minutes) in enumerate(told, start=1):
        received += minutes * MINUTE
        contacts.append(Contact(number, received + days_off * DAY, received))
    found = learned_at(contacts, BEGUN)
    assert all(BEGUN <= found[one.position] <= one.received_at for one in contacts)


@given(st.lists(st.integers(16, 600), min_size=2, max_size=30), st.integers(1, 30))
def test_a_late_clock_moves_one_delivery_a_day_at_most(gaps: list[int], days_late: int) -> None:
    """Each act in a delivery of its own: however it is told, at most one of a day counts elsewhere."""
    received, contacts = BEGUN + 40 * DAY, []
    for number, minutes in enumerate(gaps, start=1):
        received += max(DELIVERY + MINUTE, minutes * MINUTE)
        contacts.append(Contact(number, received - days_late * DAY, received))
    found = learned_at(contacts, BEGUN)
    moved: dict[date, int] = {}
    for one in contacts[1:]:
        if local_date(found[one.position]) < local_date(one.received_at) - DAY:
            day = local_date(one.received_at)
            moved[day] = moved.get(day, 0) + 1
    assert all(count == 1 for count in moved.values())
