"""Read the quota rules of the policy baseline: [[quota]] tables in content/policy/quota.toml."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from learnhub.quota.rules import COUNTED_APART, Measure, QuotaRule, Subject


def read_rules(path: Path) -> tuple[QuotaRule, ...]:
    """Read all rules, newest period first; ValueError when one is not whole."""
    with path.open("rb") as file:
        rows = tomllib.load(file).get("quota", [])
    rules = []
    for row in rows:
        try:
            rules += [_rule(row, suffix, first, last) for suffix, first, last in _periods(row)]
        except KeyError as missing:
            raise ValueError(f"{path.name}: {row.get('key', '?')}: missing {missing}") from missing
    for rule in rules:
        if rule.ends_on < rule.starts_on or rule.minimum < 1 or not rule.source:
            raise ValueError(f"{path.name}: {rule.key}: a period, a minimum and a source are needed")
        if (rule.subject is Subject.BASE) is not bool(rule.levels):
            raise ValueError(f"{path.name}: {rule.key}: levels are of bases, and bases have levels")
        if rule.subject is Subject.BASE and rule.measure in COUNTED_APART:
            raise ValueError(f"{path.name}: {rule.key}: a base owes courses")
    return tuple(sorted(rules, key=lambda rule: (rule.starts_on, rule.key), reverse=True))


def _periods(row: dict[str, Any]) -> list[tuple[str, date, date]]:
    """Return the periods of a row: the whole one, or each calendar year of it where it is owed every year."""
    first, last = row["from"], row["to"]
    if not row.get("yearly", False):
        return [("", first, last)]
    return [
        (f"-{year}", max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    ]


def _rule(row: dict[str, Any], suffix: str, first: date, last: date) -> QuotaRule:
    return QuotaRule(
        key=row["key"] + suffix,
        levels=frozenset(row.get("levels", ())),
        region_code=str(row["region"]),
        measure=Measure(row["measure"]),
        minimum=int(row["minimum"]),
        starts_on=first,
        ends_on=last,
        source=row["source"],
        is_example=bool(row.get("example", False)),
        subject=Subject(row.get("subject", "base")),
    )
