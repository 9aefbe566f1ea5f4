"""Read the quota rules of the policy baseline: [[quota]] tables in content/policy/quota.toml."""

import tomllib
from pathlib import Path

from learnhub.quota.rules import Measure, QuotaRule


def read_rules(path: Path) -> tuple[QuotaRule, ...]:
    """Read all rules, newest period first; ValueError when one is not whole."""
    with path.open("rb") as file:
        rows = tomllib.load(file).get("quota", [])
    rules = []
    for row in rows:
        try:
            rule = QuotaRule(
                key=row["key"],
                levels=frozenset(row["levels"]),
                region_code=str(row["region"]),
                measure=Measure(row["measure"]),
                minimum=int(row["minimum"]),
                starts_on=row["from"],
                ends_on=row["to"],
                source=row["source"],
                is_example=bool(row.get("example", False)),
            )
        except KeyError as missing:
            raise ValueError(f"{path.name}: {row.get('key', '?')}: missing {missing}") from missing
        if rule.ends_on < rule.starts_on or rule.minimum < 1 or not rule.source:
            raise ValueError(f"{path.name}: {rule.key}: a period, a minimum and a source are needed")
        rules.append(rule)
    return tuple(sorted(rules, key=lambda rule: (rule.starts_on, rule.key), reverse=True))
