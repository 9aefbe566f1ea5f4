"""Hours that were learned on another platform: what may be stated, what an officer may approve, on which days they count; pure.

Source: 云残发〔2022〕55号 names online learning without naming the platform; how many hours of another platform count is the office's
to say (credits.outside_class_hours_max). Where no document says so, none are approved.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from learnhub.primitives import Refusal, say

OUTSIDE_HOURS_MAX = "credits.outside_class_hours_max"
KIND_STATED, KIND_DECIDED = "outside.stated", "outside.decided"
PERIOD_DAYS_MAX = 366
MINUTES_A_DAY_MAX = 600
STATEMENTS_MAX = 20
REASON_CHARACTERS_MIN = 4


class OutsideState(enum.StrEnum):
    """Where a statement stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


STATE_WORDS = {
    OutsideState.WAITING: say("等残联核对"),
    OutsideState.APPROVED: say("已经认定"),
    OutsideState.REFUSED: say("没有认定"),
}


@dataclass(frozen=True)
class Stated:
    """What somebody says was learned elsewhere. first, last: days, both inside. minutes: as the proof says."""

    platform: str
    title: str
    first: date
    last: date
    minutes: int

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Decider:
    """Who wants to decide. is_involved: learns or teaches in the class, works for its base, or made the statement."""

    is_involved: bool


def statement_refusal(told: Stated, known: Collection[Stated], *, on: date) -> Refusal | None:
    """Say why something can't be stated; None when it can. known: what the same person stated before and wasn't refused."""
    if told.last < told.first:
        return Refusal("order", say("“学到哪天”不能早于“从哪天学起”。"), field="last")
    if told.last > on:
        return Refusal("future", say("只能写已经学完的，“学到哪天”不能晚于今天。"), field="last")
    if told.days > PERIOD_DAYS_MAX:
        return Refusal("long", say("一份最多写一年以内的学习，更早的请分成几份。"), field="first")
    if told.minutes > told.days * MINUTES_A_DAY_MAX:
        hours = MINUTES_A_DAY_MAX // 60
        return Refusal(
            "too-many",
            say("平均一天超过 %(hours)s 小时了，请对着证明再看一遍分钟数和日期。", hours=hours),
            field="minutes",
        )
    if any(_is_same(told, one) for one in known):
        return Refusal("twice", say("这门课这段时间已经填过一份，不用再填。"), field="title")
    if len(known) >= STATEMENTS_MAX:
        return Refusal(
            "many",
            say("一次培训最多填 %(statements_max)s 份，请联系残联。", statements_max=STATEMENTS_MAX),
            field="title",
        )
    return None


def decision_refusal(
    told: Stated,
    minutes: int,
    *,
    state: OutsideState,
    decider: Decider,
    reason: str,
    hours_max: int | None,
    minutes_per_hour: int,
    approved_before: int,
) -> Refusal | None:
    """Say why an officer can't decide so; None when it can be done. minutes: 0 refuses the statement.

    hours_max: 学时 of other platforms that count in one training, None where no document says any. approved_before: minutes that
    were approved in the same training and not taken back.
    """
    if state is not OutsideState.WAITING:
        return Refusal("decided", say("这一份已经有人核对过了，请刷新页面看看。"))
    if decider.is_involved:
        return Refusal("involved", say("您和这名学员或者这个班有关系，请让别的同事来核对。"))
    if not 0 <= minutes <= told.minutes:
        return Refusal(
            "minutes",
            say("请填 0 到 %(minutes)s 之间的分钟数，0 表示不认定。", minutes=told.minutes),
            field="minutes",
        )
    if minutes < told.minutes and len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal(
            "reason-needed", say("少认定或者不认定，请写明原因，至少 4 个字，学员会看到。"), field="reason"
        )
    if not minutes:
        return None
    if hours_max is None:
        return Refusal(
            "no-rule",
            say("本地没有登记别的平台最多认多少学时，不能认定。请先在“补贴标准和来源”里登记，写明文件。"),
            field="minutes",
        )
    left = max(0, hours_max * minutes_per_hour - approved_before)
    if minutes > left:
        return Refusal(
            "over-limit",
            say(
                "一次培训里别的平台最多认 %(hours_max)s 学时，现在还能认 %(left)s 分钟。",
                hours_max=hours_max,
                left=left,
            ),
            field="minutes",
        )
    return None


def state_of(minutes: int | None) -> OutsideState:
    """Return where a statement stands. minutes: of its decision, None before one."""
    if minutes is None:
        return OutsideState.WAITING
    return OutsideState.APPROVED if minutes else OutsideState.REFUSED


def minutes_on_days(minutes: int, first: date, last: date) -> dict[date, int]:
    """Spread minutes evenly over a period, the remainder over its first days; days without any are left out.

    A proof tells a period, not days. Evenly is what nobody can choose, so that no day's limit is met or missed by a date typed.
    """
    days = (last - first).days + 1
    each, rest = divmod(minutes, days)
    found = {first + timedelta(days=number): each + (number < rest) for number in range(days)}
    return {day: count for day, count in found.items() if count}


def _is_same(one: Stated, other: Stated) -> bool:
    overlaps = one.first <= other.last and other.first <= one.last
    return overlaps and (_key(one.platform), _key(one.title)) == (_key(other.platform), _key(other.title))


def _key(words: str) -> str:
    return "".join(words.split()).casefold()
