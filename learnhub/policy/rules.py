"""What a figure is, and which one is in force; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learnhub.regions.rules import chain

Value = int | str | bool | None


class NoFigure(LookupError):
    """No figure of this key is in force in this region on this day: the policy says nothing there."""


@dataclass(frozen=True)
class Figure:
    """One figure of policy.

    key: dotted name ("subsidy.living_per_day_fen"). region_code: where it holds; "" everywhere.
    value: integer in `unit`; None means that the source names the thing without a figure (标准未载明).
    valid_from and valid_to are inclusive days; valid_to None means open.
    source: document, number, article. is_example: shipped without an official source (示例).
    caveat: what must be said wherever the figure is used ("期限不明").
    reference: file and digest of the row, which a decision keeps.
    """

    key: str
    region_code: str
    value: Value
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    is_example: bool
    caveat: str
    reference: str

    @property
    def number(self) -> int:
        """Return the value as a whole number; ValueError where the source states none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"{self.key} has no number")
        return self.value

    @property
    def mark(self) -> str:
        """Return 示例 for a figure without an official source, else nothing."""
        return "示例" if self.is_example else ""


@dataclass(frozen=True)
class Figures:
    """All figures of a site."""

    rows: tuple[Figure, ...]

    def in_force(self, key: str, region_code: str, on: date) -> Figure:
        """Return the figure of the nearest division that has one on that day; NoFigure when none has."""
        found = self.in_force_or_none(key, region_code, on)
        if found is None:
            raise NoFigure(f"{key} in {region_code or 'country'} on {on}")
        return found

    def in_force_or_none(self, key: str, region_code: str, on: date) -> Figure | None:
        """Return the figure of the nearest division that has one on that day, else None.

        Of two rows of one division the later one counts: an amendment begins where it says.
        """
        for code in chain(region_code):
            valid = [
                row
                for row in self.rows
                if row.key == key
                and row.region_code == code
                and row.valid_from <= on
                and (row.valid_to is None or on <= row.valid_to)
            ]
            if valid:
                return max(valid, key=lambda row: row.valid_from)
        return None

    def history(self, key: str) -> tuple[Figure, ...]:
        """Return all rows of a key, by region and date."""
        return tuple(
            sorted((r for r in self.rows if r.key == key), key=lambda r: (r.region_code, r.valid_from))
        )


def overlaps(rows: Iterable[Figure]) -> list[str]:
    """Name rows of one key and division that begin on the same day: nobody could tell which counts."""
    seen: set[tuple[str, str, date]] = set()
    doubled = []
    for row in rows:
        place = (row.key, row.region_code, row.valid_from)
        if place in seen:
            doubled.append(f"{row.key} {row.region_code or '全国'} {row.valid_from}")
        seen.add(place)
    return doubled
