"""What a figure is, and which one is in force; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from learnhub.primitives import say
from learnhub.regions.rules import chain

Value = int | str | bool | None
KIND_FIGURE = "policy.figure"  # a row of the evidence log: an officer set a figure


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
    reference: file, or number of the officer's row, with the digest of the content; a decision keeps it.
    row: number of the officer's row, rising with time; 0 for the baseline.
    objection: what was objected to the figure, told wherever it decides.
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
    row: int = 0
    objection: str = ""

    @property
    def number(self) -> int:
        """Return the value as a whole number; ValueError where the source states none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError(f"{self.key} has no number")
        return self.value

    @property
    def mark(self) -> str:
        """Return 示例 for a figure without an official source, else nothing."""
        return say("示例") if self.is_example else ""


@dataclass(frozen=True)
class FigureKey:
    """What officers may set, and how it is said.

    words: what the figure is. topic: what it is listed under. least, most: the numbers that can be meant, a guard against a
    slipped key, and against a zero that nothing can be divided by. choices: for a figure that is one of several words, each with what is said of it; empty for a number.
    ceiling: key of the figure that this one may not exceed, and that a nearer division can only lower.
    is_ahead: it holds from enrolment, so that a new row may begin tomorrow at the earliest; every enrolment needs a number.
    """

    key: str
    words: str
    unit: str
    topic: str
    most: int = 10_000_000
    choices: Mapping[str, str] = field(default_factory=dict)
    ceiling: str = ""
    is_ceiling: bool = False
    is_ahead: bool = False
    least: int = 0


@dataclass(frozen=True)
class Figures:
    """All figures of a site."""

    rows: tuple[Figure, ...]

    @property
    def last_row(self) -> int:
        """Return the number of the newest officer's row, 0 when there is none."""
        return max((row.row for row in self.rows), default=0)

    def known(self, last_row: int) -> "Figures":
        """Return the figures as they stood when this officer's row was the newest."""
        return Figures(tuple(row for row in self.rows if row.row <= last_row))

    def number_or_none(self, key: str, region_code: str, on: date) -> int | None:
        """Return the number in force; None where there is no figure or the source states none: then there is no rule."""
        found = self.in_force_or_none(key, region_code, on)
        return None if found is None or found.value is None else found.number

    def in_force(self, key: str, region_code: str, on: date) -> Figure:
        """Return the figure of the nearest division that has one on that day; NoFigure when none has."""
        found = self.in_force_or_none(key, region_code, on)
        if found is None:
            raise NoFigure(f"{key} in {region_code or 'country'} on {on}")
        return found

    def in_force_or_none(self, key: str, region_code: str, on: date) -> Figure | None:
        """Return the figure of the nearest division that has one on that day, else None.

        Of two rows of one division the later one counts: an amendment begins where it says. Of two that begin on one
        day the newer row counts: an officer's row corrects the baseline, or an earlier row.
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
                return max(valid, key=lambda row: (row.valid_from, row.row))
        return None

    def history(self, key: str) -> tuple[Figure, ...]:
        """Return all rows of a key, by region, date and row."""
        return tuple(
            sorted((r for r in self.rows if r.key == key), key=lambda r: (r.region_code, r.valid_from, r.row))
        )


def overlaps(rows: Iterable[Figure]) -> list[str]:
    """Name rows of one key and division that begin on the same day: nobody could tell which counts."""
    seen: set[tuple[str, str, date]] = set()
    doubled = []
    for row in rows:
        place = (row.key, row.region_code, row.valid_from)
        if place in seen:
            doubled.append(f"{row.key} {row.region_code or say('全国')} {row.valid_from}")
        seen.add(place)
    return doubled
