"""How often somebody means to learn, by their own word, and when a teacher may gently ask after them; pure.

Nothing is decided by it: no credit, no mark, no money. Who means to learn when there is time is never asked after.
"""

import enum
from datetime import date, timedelta

from learnhub.primitives import say


class Pace(enum.StrEnum):
    """How often somebody means to learn."""

    DAILY = "daily"
    THRICE = "thrice a week"
    WEEKLY = "weekly"
    FREELY = "freely"


PACE_WORDS = {
    Pace.DAILY: say("每天学一点"),
    Pace.THRICE: say("一个星期学三次"),
    Pace.WEEKLY: say("一个星期学一次"),
    Pace.FREELY: say("有空就学，不定时间"),
}
# Two of one's own gaps and a little: a missed day, a visit to the doctor, a market day is nobody's business.
_QUIET_AFTER_DAYS = {Pace.DAILY: 4, Pace.THRICE: 7, Pace.WEEKLY: 16}
UNSEEN_DAYS = "learning.unseen_days"


def is_quiet(pace: Pace | None, last_seen_on: date, on: date, unseen_days: int) -> bool:
    """Tell whether somebody has not been seen for longer than they meant.

    pace: what they chose, None while they chose nothing: then unseen_days count. last_seen_on: the last day on which they learned,
    or on which they came into the class.
    """
    if pace is Pace.FREELY:
        return False
    days = unseen_days if pace is None else _QUIET_AFTER_DAYS[pace]
    return on - last_seen_on > timedelta(days=days)
