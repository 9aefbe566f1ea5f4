"""How many complaints each division had in a year, about what, and how soon they were answered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.notices.models import Complaint, ComplaintAnswer
from learnhub.notices.rules import ANSWERED_STATES, Topic
from learnhub.primitives import SHANGHAI, local_date
from learnhub.regions.rules import contains


@dataclass(frozen=True)
class ComplaintSums:
    """The complaints of a division that came in a year. answered = in_time + late; overdue: waiting longer than they should.

    median_days: from the day it came to the day of the decision; None where nothing is decided. region_code: "" for all together.
    """

    region_code: str
    received: int
    in_time: int
    late: int
    waiting: int
    overdue: int
    median_days: Fraction | None
    topics: Mapping[Topic, int]

    @property
    def answered(self) -> int:
        """Return how many are decided."""
        return self.in_time + self.late


@dataclass(frozen=True)
class _One:
    region_code: str
    topic: Topic
    came_on: date
    answer_by: date
    decided_on: date | None


def complaint_sums(
    session: Session, reach: Sequence[str], *, year: int, on: date
) -> tuple[ComplaintSums, list[ComplaintSums]]:
    """Return the sums of these divisions together and of each that had a complaint, by code. One query.

    For the office of the place, which reads every complaint: nothing is merged or hidden.
    """
    first_decided = (
        sa.select(sa.func.min(ComplaintAnswer.answered_at))
        .where(ComplaintAnswer.complaint_id == Complaint.id, ComplaintAnswer.state.in_(ANSWERED_STATES))
        .correlate(Complaint)
        .scalar_subquery()
    )
    begins = (datetime.combine(date(one, 1, 1), time(), SHANGHAI) for one in (year, year + 1))
    rows = session.execute(
        sa.select(
            Complaint.region_code,
            Complaint.topic,
            Complaint.received_at,
            Complaint.answer_by,
            sa.type_coerce(first_decided, Complaint.received_at.type),
        )
        .where(Complaint.received_at >= next(begins), Complaint.received_at < next(begins))
        .order_by(Complaint.region_code, Complaint.id)
    )
    found = [
        _One(code, topic, local_date(came), by, local_date(decided) if decided else None)
        for code, topic, came, by, decided in rows
        if any(contains(outer, code) for outer in reach)
    ]
    by_region: dict[str, list[_One]] = {}
    for one in found:
        by_region.setdefault(one.region_code, []).append(one)
    return _summed("", found, on), [_summed(code, rows, on) for code, rows in by_region.items()]


def _summed(region_code: str, rows: Sequence[_One], on: date) -> ComplaintSums:
    decided = [(one, one.decided_on) for one in rows if one.decided_on is not None]
    waiting = [one for one in rows if one.decided_on is None]
    in_time = sum(day <= one.answer_by for one, day in decided)
    days = [Fraction((day - one.came_on).days) for one, day in decided]
    return ComplaintSums(
        region_code=region_code,
        received=len(rows),
        in_time=in_time,
        late=len(decided) - in_time,
        waiting=len(waiting),
        overdue=sum(on > one.answer_by for one in waiting),
        median_days=median(days) if days else None,
        topics=Counter(one.topic for one in rows),
    )
