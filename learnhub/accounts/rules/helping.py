"""Helpers: whom a trainee lets see what, until when, and how somebody helped today; pure.

Source: DESIGN §7 (a helper is linked with scope, end date and the trainee's own yes), DOMAIN §4 (a helper reads out, keys and writes, never
decides); 个人信息保护法 14, 15 (同意, 撤回), 无障碍环境建设法 30. Lighter than a guardian: no officer, no proof, nothing about money.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.accounts.rules.reset_codes import VALID
from learnhub.primitives import Refusal, listed, say

DAYS_MAX = "helping.days_max"
LINKS_MAX = 10  # of one trainee, and of one helper


class Part(enum.StrEnum):
    """What a helper may see or write down. Money, answers of tests and numbers are no part, so nobody can switch them on."""

    SCHEDULE = "schedule"
    PROGRESS = "progress"
    MESSAGES = "messages"
    NEEDS = "needs"


PART_WORDS = {
    Part.SCHEDULE: say("日程"),
    Part.PROGRESS: say("学习进度"),
    Part.MESSAGES: say("收到的消息"),
    Part.NEEDS: say("培训需求调查"),
}
PART_HINTS = {
    Part.SCHEDULE: say("哪天有线下课，几点，在哪里。"),
    Part.PROGRESS: say("每门课学完了几课。看不到答题和成绩。"),
    Part.MESSAGES: say("学习和线下课的消息。看不到补贴和账号的消息。"),
    Part.NEEDS: say("替您填想学什么。您自己看过、交了才算数。"),
}


class HelperStepKind(enum.StrEnum):
    """What was done about a link."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"
    ENDED = "ended"


STEP_WORDS = {
    HelperStepKind.INVITED: say("请人帮忙"),
    HelperStepKind.ACCEPTED: say("对方答应了"),
    HelperStepKind.DECLINED: say("对方没有答应"),
    HelperStepKind.CHANGED: say("改了可以看什么"),
    HelperStepKind.ENDED: say("结束了"),
}
_OVER = frozenset({HelperStepKind.DECLINED, HelperStepKind.ENDED})


@dataclass(frozen=True)
class HelperTold:
    """One step. parts: what may be seen from then on, empty for steps that don't change it."""

    kind: HelperStepKind
    parts: frozenset[Part]
    by_id: int
    taken_at: datetime


@dataclass(frozen=True)
class Helping:
    """A link between a trainee and a helper, with its steps, oldest first. helper_id: None while a code waits for whoever types it.

    until_on: the last day.
    """

    id: int
    person_id: int
    helper_id: int | None
    until_on: date
    steps: tuple[HelperTold, ...]

    @property
    def parts(self) -> frozenset[Part]:
        """Return what may be seen, as the trainee said last."""
        told = [one for one in self.steps if one.kind in {HelperStepKind.INVITED, HelperStepKind.CHANGED}]
        return told[-1].parts

    @property
    def is_over(self) -> bool:
        """Tell whether it was declined or ended."""
        return any(one.kind in _OVER for one in self.steps)

    @property
    def is_accepted(self) -> bool:
        """Tell whether the helper said yes."""
        return any(one.kind is HelperStepKind.ACCEPTED for one in self.steps)

    def is_in_force(self, on: date) -> bool:
        """Tell whether the helper may see anything today: both said yes, neither ended it, its last day isn't over."""
        return self.is_accepted and not self.is_over and on <= self.until_on

    def waits(self, now: datetime, on: date) -> bool:
        """Tell whether the helper can still say yes: a code for a day, an invitation by nickname until its last day."""
        if self.is_accepted or self.is_over or on > self.until_on:
            return False
        return self.helper_id is not None or now < self.steps[0].taken_at + VALID


def invitation_refusal(*, until_on: date, on: date, days_max: int, parts: Collection[Part]) -> Refusal | None:
    """Refuse an invitation without an end, with one too far away, or to see nothing."""
    if not parts:
        return Refusal("no-part", say("请至少选一样对方可以看的。"), field="parts")
    if until_on < on:
        return Refusal("already-over", say("结束日期已经过去，请填今天或以后的日期。"), field="until_on")
    if until_on > on + timedelta(days=days_max):
        return Refusal(
            "too-long",
            say("最长可以到 %(days_max)s 天以后。到时候还想请他帮忙，再请一次就行。", days_max=days_max),
            field="until_on",
        )
    return None


class HelpWay(enum.StrEnum):
    """How somebody helps at a lesson, hand-in or test. Deciding is no way: the trainee decides."""

    READ_OUT = "read out"
    OPERATED = "operated"
    WROTE = "wrote"


WAY_WORDS = {HelpWay.READ_OUT: say("读题"), HelpWay.OPERATED: say("代操作"), HelpWay.WROTE: say("书写")}
WAY_HINTS = {
    HelpWay.READ_OUT: say("把课文和题目念给我听。"),
    HelpWay.OPERATED: say("我说按哪里，他帮我按。"),
    HelpWay.WROTE: say("我说，他写下来。"),
}


class HelpedBy(enum.StrEnum):
    """Who helps, as roughly as it need be known: no name is kept."""

    FAMILY = "family"
    FRIEND = "friend"
    TEACHER = "teacher"
    WORKER = "worker"


BY_WORDS = {
    HelpedBy.FAMILY: say("家里人"),
    HelpedBy.FRIEND: say("朋友或者同学"),
    HelpedBy.TEACHER: say("老师"),
    HelpedBy.WORKER: say("基地或者社区的工作人员"),
}


@dataclass(frozen=True)
class Help:
    """What a trainee said about help. from_at: said then; until_at: None as long as nothing else was said.

    It holds for the day on which it was said, in Asia/Shanghai, and ends by itself with it. who: None for "nobody helps".
    """

    on: date
    from_at: datetime
    until_at: datetime | None
    who: HelpedBy | None
    ways: frozenset[HelpWay]

    @property
    def words(self) -> str:
        """Return the help in words: 家里人帮忙：读题、书写."""
        if self.who is None:
            return say("没有人帮忙")
        ways = listed(words for way, words in WAY_WORDS.items() if way in self.ways)
        return say("%(by_words)s帮忙：%(ways)s", by_words=BY_WORDS[self.who], ways=ways)


def help_at(told: Collection[Help], instant: datetime, on: date) -> Help | None:
    """Return the help at an act, by the instant and day on which it happened; None where nobody was said to help.

    told: all that the trainee said, in any order.
    """
    for one in told:
        begun = one.on == on and one.from_at <= instant
        if begun and (one.until_at is None or instant < one.until_at) and one.who is not None:
            return one
    return None


def help_refusal(who: HelpedBy | None, ways: Collection[HelpWay]) -> Refusal | None:
    """Refuse help of somebody without a way, as nothing could be shown with the act."""
    if who is not None and not ways:
        return Refusal("no-way", say("请选一选他怎么帮您，可以选几样。"), field="ways")
    return None
