"""Read the working years that ship with the site: content/policy/holidays-<year>.toml."""

import tomllib
from pathlib import Path

from learnhub.notices.rules import YearOfDays, year_refusal


def read_years(folder: Path) -> tuple[YearOfDays, ...]:
    """Read every [[working_year]]; ValueError naming the file when one can't be meant."""
    years = []
    for path in sorted(folder.glob("holidays-*.toml")):
        with path.open("rb") as file:
            rows = tomllib.load(file)["working_year"]
        for row in rows:
            off, worked = frozenset(row["days_off"]), frozenset(row["days_worked"])
            refusal = year_refusal(row["year"], off, worked)
            if refusal is not None or not row["source"]:
                raise ValueError(f"{path.name}: {refusal.sentence if refusal else 'no source'}")
            years.append(YearOfDays(row["year"], off, worked, row["source"], bool(row.get("example", False))))
    return tuple(years)
