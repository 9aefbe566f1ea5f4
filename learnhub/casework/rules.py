"""The chain of four links, and when somebody asks how it goes; pure.

Sources: 华夏时报 (镇江，一人一档一策; 职业能力评估—培训—岗位推荐—就业跟踪全链条), 云残发〔2022〕55号 (全链条化服务).
"""

import calendar
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say

FOLLOW_UP_MONTHS = (3, 6, 12)  # 示例: the texts ask for follow-up and name no months


class EntryKind(enum.StrEnum):
    """What an entry of a file is about."""

    NEED = "need"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    PLACEMENT = "placement"
    FOLLOW_UP = "follow-up"


class Outcome(enum.StrEnum):
    """What came of a placement or a follow-up."""

    EMPLOYED = "employed"
    FLEXIBLE = "flexible"
    OWN_BUSINESS = "own business"
    SUPPORTED = "supported"
    STILL_WORKS = "still works"
    HAS_LEFT = "has left"
    NOT_REACHED = "not reached"


class LinkState(enum.StrEnum):
    """Where a link of the chain stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


KIND_WORDS = {
    EntryKind.NEED: say("想学什么"),
    EntryKind.ASSESSMENT: say("职业能力评估"),
    EntryKind.PLAN: say("培训和就业计划"),
    EntryKind.PLACEMENT: say("就业去向"),
    EntryKind.FOLLOW_UP: say("就业回访"),
}
OUTCOME_WORDS = {
    Outcome.EMPLOYED: say("单位就业"),
    Outcome.FLEXIBLE: say("灵活就业"),
    Outcome.OWN_BUSINESS: say("自主创业"),
    Outcome.SUPPORTED: say("辅助性就业"),
    Outcome.STILL_WORKS: say("还在工作"),
    Outcome.HAS_LEFT: say("没有在工作"),
    Outcome.NOT_REACHED: say("没有联系上"),
}
PLACED = (Outcome.EMPLOYED, Outcome.FLEXIBLE, Outcome.OWN_BUSINESS, Outcome.SUPPORTED)
FOLLOWED = (Outcome.STILL_WORKS, Outcome.HAS_LEFT, Outcome.NOT_REACHED)
LINK_WORDS = (say("职业能力评估"), say("培训"), say("岗位推荐和就业"), say("就业跟踪"))
LINK_STATE_WORDS = {
    LinkState.DONE: say("做过了"),
    LinkState.NOW: say("正在这一步"),
    LinkState.LATER: say("还没到"),
}


@dataclass(frozen=True)
class Noted:
    """One entry. months: of a follow-up, else None."""

    kind: EntryKind
    day: date
    outcome: Outcome | None = None
    months: int | None = None


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def links(entries: Iterable[Noted], *, has_completed: bool) -> tuple[LinkState, ...]:
    """Return where each of the four links stands: what is done, the first that isn't, and those after it.

    The last link is done with the follow-up after twelve months of the newest placement.
    """
    known = list(entries)
    placed = [one for one in known if one.kind is EntryKind.PLACEMENT]
    done = (
        any(one.kind is EntryKind.ASSESSMENT for one in known),
        has_completed,
        bool(placed),
        bool(placed) and FOLLOW_UP_MONTHS[-1] in _followed(known, placed[-1]),
    )
    first = next((number for number, is_done in enumerate(done) if not is_done), len(done))
    return tuple(
        LinkState.DONE if is_done else LinkState.NOW if number == first else LinkState.LATER
        for number, is_done in enumerate(done)
    )


def due_follow_up(entries: Iterable[Noted], on: date) -> tuple[int, date] | None:
    """Return (months, day) of the first follow-up that is due or comes next for the newest placement; None without any.

    One that was skipped is not asked for once a later one has been recorded.
    """
    known = list(entries)
    placed = [one for one in known if one.kind is EntryKind.PLACEMENT]
    if not placed:
        return None
    asked = max(_followed(known, placed[-1]), default=0)
    months = next((one for one in FOLLOW_UP_MONTHS if one > asked), None)
    return None if months is None else (months, months_after(placed[-1].day, months))


def works_after(entries: Iterable[Noted], months: int) -> bool:
    """Tell whether the follow-up after so many months says that somebody still works."""
    return any(
        one.kind is EntryKind.FOLLOW_UP and one.months == months and one.outcome is Outcome.STILL_WORKS
        for one in entries
    )


def refusal_of(entries: Sequence[Noted], new: Noted, on: date) -> Refusal | None:
    """Say why an entry can't be written; None when it can."""
    if new.day > on:
        return Refusal("later", say("日期不能晚于今天。"), field="day")
    if new.kind is EntryKind.PLACEMENT and new.outcome not in PLACED:
        return Refusal("outcome", say("请选是哪一种就业。"), field="outcome")
    if new.kind is not EntryKind.FOLLOW_UP:
        return None
    if not any(one.kind is EntryKind.PLACEMENT for one in entries):
        return Refusal("unplaced", say("还没有记就业去向，先记去向再回访。"), field="kind")
    if new.months not in FOLLOW_UP_MONTHS:
        return Refusal("months", say("请选是第几个月的回访。"), field="months")
    if new.outcome not in FOLLOWED:
        return Refusal("outcome", say("请选回访的结果。"), field="outcome")
    return None


def _followed(entries: Sequence[Noted], placement: Noted) -> set[int]:
    """Return the months for which a follow-up of this placement, the newest, is recorded."""
    after = entries[max(number for number, one in enumerate(entries) if one is placement) :]
    return {one.months for one in after if one.kind is EntryKind.FOLLOW_UP and one.months is not None}
