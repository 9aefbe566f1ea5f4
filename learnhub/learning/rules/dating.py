"""On which day something was learned: the learner's own clock, as far as the server can't know better; pure.

Whoever was without a line sends later what was learned before, and the days are the learner's to tell. A clock that is turned back while
the server hears from the learner all along is not believed. Source: DESIGN §4 (offline with a wrong clock is ordinary).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learnhub.primitives import local_date

# What one phone sends when it finds a line again, over a slow one.
DELIVERY = timedelta(minutes=15)


@dataclass(frozen=True)
class Contact:
    """One act as it reached the server. position: in the person's chain."""

    position: int
    happened_at: datetime
    received_at: datetime


def learned_at(contacts: Sequence[Contact], begun_at: datetime) -> dict[int, datetime]:
    """Return for each act, by position, the instant that its day is told by.

    contacts: all acts of one person, in chain order. begun_at: when the person first enrolled.
    Acts that arrive within a quarter of an hour are one delivery. What it tells is believed between the contact before it and its
    arrival. A second phone may come back later than that with what lies before: once a day a delivery is believed from the
    first enrolment on.
    """
    found: dict[int, datetime] = {}
    late_days = set()
    seen_at = begun_at
    for delivery in _deliveries(contacts):
        earliest, arrived_on = seen_at, local_date(delivery[0].received_at)
        if any(one.happened_at < seen_at for one in delivery) and arrived_on not in late_days:
            late_days.add(arrived_on)
            earliest = begun_at
        for one in delivery:
            found[one.position] = min(max(one.happened_at, earliest), one.received_at)
        seen_at = delivery[-1].received_at
    return found


def _deliveries(contacts: Sequence[Contact]) -> list[list[Contact]]:
    found: list[list[Contact]] = []
    for one in contacts:
        if found and one.received_at - found[-1][0].received_at <= DELIVERY:
            found[-1].append(one)
        else:
            found.append([one])
    return found
