"""Learning time: whole minutes, and 学时 made from them."""

from dataclasses import dataclass

from learnhub.primitives.sentences import Sentence, say

MINUTES_PER_CLASS_HOUR = 45


@dataclass(frozen=True)
class ClassHours:
    """Whole 学时 and the minutes that are left over."""

    whole: int
    remainder_minutes: int


def class_hours(minutes: int, minutes_per_class_hour: int = MINUTES_PER_CLASS_HOUR) -> ClassHours:
    """Turn minutes into 学时, rounded down once, with the remainder kept visible.

    Source: DESIGN §4 (学时 = minutes ÷ 45, rounded down once per record).
    Raises ValueError for negative minutes: a record is never worth less than nothing.
    """
    if minutes < 0:
        raise ValueError("minutes must not be negative")
    whole, remainder = divmod(minutes, minutes_per_class_hour)
    return ClassHours(whole, remainder)


def hours_words(hours: ClassHours) -> Sentence:
    """Say 学时 as people do, naming only what there is: "40 学时", "2 学时余 10 分钟", "10 分钟", "0 学时"."""
    if not hours.remainder_minutes:
        return say("%(hours)s 学时", hours=hours.whole)
    if not hours.whole:
        return say("%(minutes)d 分钟", minutes=hours.remainder_minutes)
    return say("%(hours)s 学时余 %(rest)s 分钟", hours=hours.whole, rest=hours.remainder_minutes)
