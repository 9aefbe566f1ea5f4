"""What a division has to reach, and what others counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.primitives import Refusal, say
from learnhub.regions.rules import contains
from learnhub.reports.models import OutsideTotal, Target
from learnhub.reports.rules import Goal, Measure, Progress, Row, progress
from learnhub.reports.service.rows import rows

TARGETS_MAX = 25  # of a division in a year; what they ask stays one page


@dataclass(frozen=True)
class Asked:
    """A target with where it stands: the rows of its own division are counted."""

    target: Target
    progress: Progress


@dataclass(frozen=True)
class TargetPlan:
    """A target as it is to be added; see Target."""

    region_code: str
    name: str
    measure: Measure
    value: int
    starts_on: date
    ends_on: date
    share_type: str
    share_percent: int
    source: str
    is_example: bool


@dataclass(frozen=True)
class TotalPlan:
    """A total from elsewhere as it is to be added; see OutsideTotal."""

    region_code: str
    name: str
    measure: Measure
    value: int
    words: str
    starts_on: date
    ends_on: date
    source: str


def add_target(session: Session, plan: TargetPlan, *, by_id: int, now: datetime) -> Target | Refusal:
    """Add a target."""
    if plan.ends_on < plan.starts_on:
        return Refusal("period", say("结束的日期要在开始的日期以后。"), field="ends_on")
    if bool(plan.share_type) != (plan.share_percent > 0):
        return Refusal("share", say("占比要同时选培训类型和填百分数，或者都不填。"), field="share_percent")
    if len(_overlapping(session, Target, plan.region_code, plan.starts_on, plan.ends_on)) >= TARGETS_MAX:
        return Refusal("many", say("一个地区同一时期最多 %(most)d 项目标。", most=TARGETS_MAX))
    made = Target(**plan.__dict__, made_by_id=by_id, made_at=now)
    session.add(made)
    session.flush()
    return made


def add_total(session: Session, plan: TotalPlan, *, by_id: int, now: datetime) -> OutsideTotal | Refusal:
    """Add a total that somebody else counted."""
    if plan.ends_on < plan.starts_on:
        return Refusal("period", say("结束的日期要在开始的日期以后。"), field="ends_on")
    if (
        len(_overlapping(session, OutsideTotal, plan.region_code, plan.starts_on, plan.ends_on))
        >= TARGETS_MAX
    ):
        return Refusal("many", say("一个地区同一时期最多 %(most)d 个外来数字。", most=TARGETS_MAX))
    made = OutsideTotal(**plan.__dict__, made_by_id=by_id, made_at=now)
    session.add(made)
    session.flush()
    return made


def targets_of(session: Session, region_code: str, year: int, of_year: Sequence[Row]) -> list[Asked]:
    """Return the targets that a division has in a year, with where it stands over the whole period of each.

    of_year: its rows of the year; more is asked only for a target whose period goes beyond the year.
    """
    found = _overlapping(session, Target, region_code, date(year, 1, 1), date(year, 12, 31))
    if not found:
        return []
    first, last = min(one.starts_on for one in found), max(one.ends_on for one in found)
    is_within = date(year, 1, 1) <= first and last <= date(year, 12, 31)
    known = of_year if is_within else rows(session, region_code, first, last)
    return [Asked(one, progress(goal_of(one), known)) for one in found]


def totals_of(session: Session, region_code: str, year: int) -> list[OutsideTotal]:
    """Return what others counted for a division in periods that touch a year."""
    return _overlapping(session, OutsideTotal, region_code, date(year, 1, 1), date(year, 12, 31))


def goal_of(target: Target) -> Goal:
    """Return what a row asks, as the rules know it."""
    return Goal(
        target.measure,
        target.value,
        target.starts_on,
        target.ends_on,
        target.share_type,
        target.share_percent,
    )


def places_to_report(names: Sequence[str], reach: Sequence[str]) -> list[str]:
    """Return the divisions that somebody may report for: those of `names` within reach, and reach itself, by code."""
    own = {code for code in reach if code}
    within = {code for code in names if any(contains(outer, code) for outer in reach)}
    return sorted(own | within)


Kept = TypeVar("Kept", Target, OutsideTotal)


def _overlapping(
    session: Session, kind: type[Kept], region_code: str, starts_on: date, ends_on: date
) -> list[Kept]:
    found = sa.select(kind).where(
        kind.region_code == region_code, kind.starts_on <= ends_on, kind.ends_on >= starts_on
    )
    return list(session.scalars(found.order_by(kind.starts_on, kind.id)))
