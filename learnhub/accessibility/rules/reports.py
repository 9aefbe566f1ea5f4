"""Numbers and states of barrier reports."""

import enum
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from statistics import median

NUMBER_DIGITS = 10
KEPT_DAYS = "retention.complaint_days"
SHOWN_MIN = "complaints.shown_min"
SUMMED_DAYS = 365  # how far back the sums of reports go


class ReportState(enum.StrEnum):
    """What came of a report. One without any answer has been received."""

    IN_WORK = "in work"
    MENDED = "mended"
    NOT_CHANGED = "not changed"


SETTLED_STATES = frozenset({ReportState.MENDED, ReportState.NOT_CHANGED})


@dataclass(frozen=True)
class Told:
    """What somebody tells about a barrier; all texts tidied, only words are needed. region_code: "" where no place was said."""

    page_address: str
    words: str
    tools: str = ""
    contact: str = ""
    region_code: str = ""


@dataclass(frozen=True)
class Answer:
    """One step of answering a report."""

    state: ReportState
    words: str
    answered_at: datetime


@dataclass(frozen=True)
class Report:
    """A report as it stands. answers: oldest first, empty when nobody has answered yet."""

    number: str
    told: Told
    reported_at: datetime
    answers: tuple[Answer, ...] = ()
    is_erased: bool = False

    @property
    def state(self) -> ReportState | None:
        """Return how it stands; None for a report that was only received."""
        return self.answers[-1].state if self.answers else None


@dataclass(frozen=True)
class Sums:
    """What became of the reports of the last SUMMED_DAYS days. waiting: of all reports ever, those that aren't settled yet.

    settled: of those received. median_days: from a report to its first answer, exact to a half; None where nothing was answered.
    by_region: (received, settled) of each division, "" for those without a place.
    """

    received: int
    settled: int
    waiting: int
    median_days: Fraction | None
    by_region: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class RegionSum:
    """A line of the sums by division. code: of the division, "" for all the others together."""

    code: str
    received: int
    settled: int


def sums_shown(counts: Mapping[str, tuple[int, int]], shown_min: int) -> list[RegionSum]:
    """Return the lines that may be shown, most reports first: a division with fewer than shown_min is told with the others alone.

    counts: (received, settled) by division. Where the others together are fewer, too, the smallest shown one joins them: else a
    subtraction from the whole would tell what is hidden. Nothing is returned where nothing could be shown.
    """
    lines = sorted(
        (RegionSum(code, *found) for code, found in counts.items() if code),
        key=lambda one: (-one.received, one.code),
    )
    shown = [one for one in lines if one.received >= shown_min]
    others = [one for one in lines if one.received < shown_min]
    others += [RegionSum("", *counts[""])] if counts.get("", (0, 0))[0] else []
    while shown and others and sum(one.received for one in others) < shown_min:
        others.append(shown.pop())
    if not shown:
        return []
    rest = [RegionSum("", sum(one.received for one in others), sum(one.settled for one in others))]
    return [*shown, *(rest if others else [])]


def median_days(days: Sequence[int]) -> Fraction | None:
    """Return the median of whole days; None of nothing."""
    return Fraction(median(days)) if days else None


def grouped_number(number: str) -> str:
    """Write a report's number in groups that can be read out: 4820135577 → 482 013 5577."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def read_number(text: str | None) -> str | None:
    """Read a number as somebody types it, with blanks, hyphens or full-width digits; None when it is none."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", text or "") if c not in " -\t")
    return digits if len(digits) == NUMBER_DIGITS and digits.isascii() and digits.isdigit() else None
