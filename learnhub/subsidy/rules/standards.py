"""The standards that a project of a place is paid by, for lists that everybody reads; pure."""

from collections.abc import Sequence
from datetime import date

from learnhub.policy.rules import Figure, Figures
from learnhub.subsidy.rules.facts import LineKind, level_number
from learnhub.subsidy.rules.figures import (
    LIVING_PER_DAY,
    LUMP_SUM,
    ONLINE_PER_HOUR,
    SKILL_LEVEL,
    TUITION_COMPLETION,
    TUITION_COMPLETION_PER_HOUR,
    TUITION_FIRST_DAYS,
    TUITION_LEVEL,
    TUITION_PER_FIRST_DAY,
    TUITION_PER_LATER_DAY,
    TUITION_SPECIFIC,
    TUITION_STANDARD,
    TUITION_UPLIFT,
    rule_key,
)

_STANDARD = (TUITION_STANDARD, TUITION_UPLIFT)
_KEYS: dict[tuple[LineKind, str], Sequence[str]] = {
    (LineKind.TUITION, "standard with uplift"): _STANDARD,
    (LineKind.TUITION, "share by online hours"): _STANDARD,
    (LineKind.TUITION, "split by employment"): _STANDARD,
    (LineKind.TUITION, "by day tiers"): (TUITION_FIRST_DAYS, TUITION_PER_FIRST_DAY, TUITION_PER_LATER_DAY),
    (LineKind.LIVING, "per offline day"): (LIVING_PER_DAY,),
    (LineKind.LIVING, "per offline day and online hour"): (LIVING_PER_DAY, ONLINE_PER_HOUR),
    (LineKind.ONLINE, "per online hour"): (ONLINE_PER_HOUR,),
    (LineKind.LUMP_SUM, "per training"): (LUMP_SUM,),
}


def standards(figures: Figures, region_code: str, level: str, on: date) -> list[Figure]:
    """Return the figures that say how much a project of this level brings there on a day, by the rules that policy names there.

    level: in a course's words. A figure without a number is in the list: the source names the thing and no amount (标准未载明).
    Empty where policy names no rule and no figure. What somebody gets in the end follows from more: days, hours, limits.
    """
    number = level_number(level)
    found: list[Figure] = []
    for kind in LineKind:
        rule = figures.in_force_or_none(rule_key(kind), region_code, on)
        if rule is None or not isinstance(rule.value, str):
            continue
        keys = _KEYS.get((kind, rule.value), ())
        if (kind, rule.value) == (LineKind.TUITION, "by certificate"):
            by_level = (TUITION_LEVEL[number],) if number is not None else (TUITION_SPECIFIC,)
            keys = (*by_level, TUITION_COMPLETION, TUITION_COMPLETION_PER_HOUR)
        if (kind, rule.value) == (LineKind.SKILL, "by level"):
            keys = (SKILL_LEVEL[number],) if number is not None else ()
        found += [one for key in keys if (one := figures.in_force_or_none(key, region_code, on)) is not None]
    return found
