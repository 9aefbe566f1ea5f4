"""The life of a training base: which step may follow which, by whose office, with what; pure.

Source: 云残发〔2022〕55号 (准入、评估考核和退出机制, 分级动态管理, 挂牌认证). The order of the steps is the shape that DOMAIN §1.4 reads from it.
"""

import enum
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say

SCORE_MAX = 100


class BaseLevel(enum.StrEnum):
    """Who listed the base; quota rules speak of it. Source: 云残发〔2022〕55号 (省级及以上培训基地)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    PREFECTURE = "prefecture"
    COUNTY = "county"


LEVEL_WORDS = {
    BaseLevel.NATIONAL: say("国家级"),
    BaseLevel.PROVINCIAL: say("省级"),
    BaseLevel.PREFECTURE: say("州市级"),
    BaseLevel.COUNTY: say("县级"),
}


class LifeStep(enum.StrEnum):
    """A step in the life of a base, and where the base stands after it. A value is kept in rows: it never changes its meaning."""

    APPLIED = "applied"
    COUNTY_CHECKED = "county checked"
    EXPERT_VISITED = "expert visited"
    REVIEWED = "reviewed"
    PUBLICISED = "publicised"
    LISTED = "listed"
    RETURNED = "returned"
    ASSESSED = "assessed"
    WARNED = "warned"
    EXITED = "exited"
    BANNED = "banned"


# The deed, as the office chooses it, and where the base stands after it.
STEP_WORDS = {
    LifeStep.APPLIED: say("提出申请"),
    LifeStep.COUNTY_CHECKED: say("县级核实通过"),
    LifeStep.EXPERT_VISITED: say("专家看过现场"),
    LifeStep.REVIEWED: say("州市复核通过"),
    LifeStep.PUBLICISED: say("开始公示"),
    LifeStep.LISTED: say("挂牌"),
    LifeStep.RETURNED: say("退回，请基地补正"),
    LifeStep.ASSESSED: say("评估合格"),
    LifeStep.WARNED: say("警告，限期整改"),
    LifeStep.EXITED: say("退出"),
    LifeStep.BANNED: say("取消资格"),
}
STANDING_WORDS = {
    LifeStep.APPLIED: say("已申请，等县级核实"),
    LifeStep.COUNTY_CHECKED: say("县级已核实，等专家看现场"),
    LifeStep.EXPERT_VISITED: say("专家看过现场，等州市复核"),
    LifeStep.REVIEWED: say("州市已复核，等公示"),
    LifeStep.PUBLICISED: say("公示中"),
    LifeStep.LISTED: say("已挂牌"),
    LifeStep.RETURNED: say("已退回，等基地补正"),
    LifeStep.ASSESSED: say("已挂牌，评估合格"),
    LifeStep.WARNED: say("已挂牌，整改中"),
    LifeStep.EXITED: say("已退出"),
    LifeStep.BANNED: say("已取消资格"),
}

_OPEN = (LifeStep.ASSESSED, LifeStep.WARNED, LifeStep.EXITED, LifeStep.BANNED)
NEXT = {
    None: (LifeStep.APPLIED,),
    LifeStep.APPLIED: (LifeStep.COUNTY_CHECKED, LifeStep.RETURNED),
    LifeStep.COUNTY_CHECKED: (LifeStep.EXPERT_VISITED, LifeStep.RETURNED),
    LifeStep.EXPERT_VISITED: (LifeStep.REVIEWED, LifeStep.RETURNED),
    LifeStep.REVIEWED: (LifeStep.PUBLICISED, LifeStep.RETURNED),
    LifeStep.PUBLICISED: (LifeStep.LISTED, LifeStep.RETURNED),
    LifeStep.RETURNED: (LifeStep.APPLIED,),
    LifeStep.LISTED: _OPEN,
    LifeStep.ASSESSED: _OPEN,
    LifeStep.WARNED: _OPEN,
    LifeStep.EXITED: (LifeStep.APPLIED,),
    LifeStep.BANNED: (),
}
LISTED_STANDINGS = frozenset({LifeStep.LISTED, LifeStep.ASSESSED, LifeStep.WARNED})
# Whoever only asks to become a base is nobody the public could visit yet.
UNKNOWN_TO_PUBLIC = frozenset(
    {
        LifeStep.APPLIED,
        LifeStep.COUNTY_CHECKED,
        LifeStep.EXPERT_VISITED,
        LifeStep.REVIEWED,
        LifeStep.RETURNED,
    }
)
SAYS_WHY = frozenset({LifeStep.RETURNED, LifeStep.WARNED, LifeStep.EXITED, LifeStep.BANNED})
NEEDS_DOCUMENT = frozenset({LifeStep.LISTED, LifeStep.EXITED, LifeStep.BANNED})
_OF_COUNTY, _OF_PREFECTURE, _OF_PROVINCE = 6, 4, 2


@dataclass(frozen=True)
class StepTold:
    """One step as it is told.

    on: the day it happened. document: title and number, "" without. score: of an assessment, 0 to 100. level: that the base has from now
    on, of a listing or an assessment; None leaves it.
    """

    kind: LifeStep
    on: date
    reason: str = ""
    document: str = ""
    score: int | None = None
    level: BaseLevel | None = None


@dataclass(frozen=True)
class Standing:
    """Where a base stands. step: the last one, None before all. since: its day. until: last day of a notice that runs, or ran."""

    step: LifeStep | None
    since: date | None
    until: date | None = None


def standing_before_steps(listed_on: date | None) -> Standing:
    """Return where a base stands of which no step is recorded: entered as already listed, or not begun."""
    return Standing(LifeStep.LISTED if listed_on is not None else None, listed_on)


def office_of(step: LifeStep, standing: Standing, level: str, region_code: str) -> str:
    """Return the division whose office takes a step; an office of a division around it may take it too.

    The county checks, the prefecture has experts visit and reviews, and whoever lists a base of that level publicises, lists, assesses,
    warns and takes it off. What is returned is returned by whom it waits for.
    """
    if step is LifeStep.RETURNED:
        step = next(one for one in NEXT[standing.step] if one is not LifeStep.RETURNED)
    if step in {LifeStep.APPLIED, LifeStep.COUNTY_CHECKED}:
        return region_code
    if step in {LifeStep.EXPERT_VISITED, LifeStep.REVIEWED}:
        return _wider(region_code, _OF_PREFECTURE)
    digits = {
        BaseLevel.COUNTY: _OF_COUNTY,
        BaseLevel.PREFECTURE: _OF_PREFECTURE,
        BaseLevel.PROVINCIAL: _OF_PROVINCE,
    }.get(BaseLevel(level))
    return _wider(region_code, digits) if digits else ""


def _wider(region_code: str, digits: int) -> str:
    return region_code[:digits].ljust(6, "0")


def step_refusal(standing: Standing, told: StepTold, today: date) -> Refusal | None:
    """Say why a step can't be taken now; None where it can. Who may take it is office_of's question."""
    if told.kind not in NEXT[standing.step]:
        return Refusal("step-out-of-order", say("现在还不能走这一步。请按页面上列出的步骤来。"), field="kind")
    if told.on > today:
        return Refusal("day-to-come", say("日期还没有到。请填写已经发生的那一天。"), field="on")
    if standing.since is not None and told.on < standing.since:
        return Refusal("day-too-early", say("日期比上一步还早。请核对后再填。"), field="on")
    if told.kind is LifeStep.PUBLICISED and told.on != today:
        return Refusal("publicised-today", say("公示从登记的当天开始，日期请填今天。"), field="on")
    if told.kind is LifeStep.LISTED and standing.until is not None and told.on <= standing.until:
        return Refusal("still-publicised", say("公示期还没有结束，结束以后才能挂牌。"), field="on")
    if told.kind in SAYS_WHY and not told.reason:
        return Refusal("no-reason", say("请写明理由，基地会看到。"), field="reason")
    if told.kind in NEEDS_DOCUMENT and not told.document:
        return Refusal("no-document", say("请写明依据的文件名和文号。"), field="document")
    if told.kind is LifeStep.ASSESSED and (told.score is None or not 0 <= told.score <= SCORE_MAX):
        return Refusal("no-score", say("请填写评估得分，0 到 100 分。"), field="score")
    return None


def is_idle(last_active_on: date | None, listed_on: date | None, today: date, days_max: int) -> bool:
    """Tell whether a listed base shows nothing for longer than so many days; an officer decides what follows.

    Source: 咸宁市人社局 2021 答复第115号 says a year of evaluation agencies; for bases it is an example.
    """
    known = [day for day in (last_active_on, listed_on) if day is not None]
    return bool(known) and (today - max(known)).days > days_max
