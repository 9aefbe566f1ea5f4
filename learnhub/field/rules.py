"""What the registers of the field follow from their rows; pure.

Sources: 云残发〔2022〕55号 (师资库, 专家库); 咸宁市人社局 2021-07-15 reply to proposal 115 (考评员证书有效期三年，到期不能延期；
评价机构一年内未开展等级认定或违规的，警告、退出、禁入).
"""

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learnhub.primitives import Refusal, say, say_as

ASSESSOR_YEARS = 3
WARNING_DAYS = (30, 90, 180)  # the nearest first
IDLE_DAYS = 365


class FieldKind(enum.StrEnum):
    """What somebody, or an agency, is registered as."""

    TEACHER = "teacher"
    ASSESSOR = "assessor"
    AGENCY = "agency"
    EXPERT = "expert"


class Sort(enum.StrEnum):
    """Which sort of teacher, assessor, agency or expert."""

    BASE_TEACHER = "base teacher"
    SKILLED_WORKER = "skilled worker"
    CONTEST_WINNER = "contest winner"
    MODEL_WORKER = "model worker"
    VILLAGE_LEADER = "village leader"
    SELF_RELIANT = "self-reliant"
    HERITAGE = "heritage"
    PSYCHOLOGY = "psychology"
    ASSESSOR = "assessor"
    SENIOR_ASSESSOR = "senior assessor"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    SOCIAL = "social"
    EXPERT = "expert"
    JUDGE = "judge"
    COACH = "coach"
    TALENT = "talent"


class Post(enum.StrEnum):
    """Whether a teacher teaches full-time."""

    FULL_TIME = "full-time"
    PART_TIME = "part-time"


class Signing(enum.StrEnum):
    """How well somebody signs."""

    NONE = "none"
    SIMPLE = "simple"
    FLUENT = "fluent"


class EventKind(enum.StrEnum):
    """What happened to an entry."""

    FILED = "filed"
    TRAINED = "trained"
    ACTIVE = "active"
    WARNED = "warned"
    RESTORED = "restored"
    EXITED = "exited"
    BANNED = "banned"


class Standing(enum.StrEnum):
    """Where an entry stands."""

    LISTED = "listed"
    WARNED = "warned"
    EXITED = "exited"
    BANNED = "banned"


KIND_WORDS = {
    FieldKind.TEACHER: say("教师"),
    FieldKind.ASSESSOR: say("考评员"),
    FieldKind.AGENCY: say("技能评价机构"),
    FieldKind.EXPERT: say("专家"),
}
SORT_WORDS = {
    Sort.BASE_TEACHER: say("基地教师"),
    Sort.SKILLED_WORKER: say("企业高技能人才"),
    Sort.CONTEST_WINNER: say("竞赛优胜者"),
    Sort.MODEL_WORKER: say("劳动模范"),
    Sort.VILLAGE_LEADER: say("致富带头人"),
    Sort.SELF_RELIANT: say("自强模范"),
    Sort.HERITAGE: say("非遗传承人"),
    Sort.PSYCHOLOGY: say("心理教师"),
    Sort.ASSESSOR: say("考评员"),
    Sort.SENIOR_ASSESSOR: say("高级考评员"),
    Sort.ENTERPRISE: say("企业自主评价"),
    Sort.SCHOOL: say("院校认定"),
    Sort.SOCIAL: say("社会评价"),
    Sort.EXPERT: say("专家"),
    Sort.JUDGE: say("裁判员"),
    Sort.COACH: say("教练员"),
    Sort.TALENT: say("高技能人才"),
}
SORTS: dict[FieldKind, tuple[Sort, ...]] = {
    FieldKind.TEACHER: (
        Sort.BASE_TEACHER, Sort.SKILLED_WORKER, Sort.CONTEST_WINNER, Sort.MODEL_WORKER, Sort.VILLAGE_LEADER,
        Sort.SELF_RELIANT, Sort.HERITAGE, Sort.PSYCHOLOGY,
    ),
    FieldKind.ASSESSOR: (Sort.ASSESSOR, Sort.SENIOR_ASSESSOR),
    FieldKind.AGENCY: (Sort.SOCIAL, Sort.SCHOOL, Sort.ENTERPRISE),
    FieldKind.EXPERT: (Sort.EXPERT, Sort.JUDGE, Sort.COACH, Sort.TALENT),
}  # fmt: skip
POST_WORDS = {Post.FULL_TIME: say("专职"), Post.PART_TIME: say("兼职")}
SIGNING_WORDS = {
    Signing.NONE: say("不会手语"),
    Signing.SIMPLE: say("会简单手语"),
    Signing.FLUENT: say("能用手语上课"),
}
EVENT_WORDS = {
    EventKind.FILED: say_as("done", "登记"),
    EventKind.TRAINED: say("参加培训"),
    EventKind.ACTIVE: say("开展了工作"),
    EventKind.WARNED: say("警告"),
    EventKind.RESTORED: say("恢复"),
    EventKind.EXITED: say("退出"),
    EventKind.BANNED: say("禁入"),
}
STANDING_WORDS = {
    Standing.LISTED: say("在册"),
    Standing.WARNED: say("已警告"),
    Standing.EXITED: say("已退出"),
    Standing.BANNED: say("禁入"),
}
_LEADS_TO = {
    EventKind.FILED: Standing.LISTED,
    EventKind.WARNED: Standing.WARNED,
    EventKind.RESTORED: Standing.LISTED,
    EventKind.EXITED: Standing.EXITED,
    EventKind.BANNED: Standing.BANNED,
}
_GOES_ON = frozenset({Standing.LISTED, Standing.WARNED})


@dataclass(frozen=True)
class Happened:
    """One event of an entry. minutes: of a training, else None."""

    kind: EventKind
    day: date
    minutes: int | None = None


@dataclass(frozen=True)
class Term:
    """How long an assessor's certificate holds. ends_on: the last day. days_left: negative once it is over.

    warns_at: 180, 90 or 30, the step that has been reached; None while there is more time. is_over: it has ended.
    """

    ends_on: date
    days_left: int
    warns_at: int | None
    is_over: bool


def standing(events: Iterable[Happened]) -> Standing:
    """Return where an entry stands. events: as they were recorded, the oldest first."""
    found = Standing.LISTED
    for event in events:
        found = _LEADS_TO.get(event.kind, found)
    return found


def term(issued_on: date, on: date) -> Term:
    """Return how long a certificate of this day still holds: three years, and no longer.

    A certificate of 29 February ends on 28 February. It can't be prolonged: only a new application gives a new one.
    Source: 咸宁市人社局 2021-07-15, 考评员证书有效期三年，到期不能延期.
    """
    years = issued_on.year + ASSESSOR_YEARS
    is_leap_day = (issued_on.month, issued_on.day) == (2, 29)
    anniversary = date(years, 3, 1) if is_leap_day else issued_on.replace(year=years)
    ends_on = anniversary - timedelta(days=1)
    left = (ends_on - on).days
    return Term(ends_on, left, next((step for step in WARNING_DAYS if 0 <= left <= step), None), left < 0)


def idle_since(events: Iterable[Happened], on: date) -> date | None:
    """Return the day of the last activity of an agency that did nothing for a year; None for one that is active or out.

    Being filed counts as the first activity. A person decides what follows.
    Source: 咸宁市人社局 2021-07-15, 一年内未开展等级认定.
    """
    known = list(events)
    if standing(known) not in _GOES_ON:
        return None
    days = [event.day for event in known if event.kind in {EventKind.FILED, EventKind.ACTIVE}]
    last = max(days, default=None)
    return last if last is not None and (on - last).days > IDLE_DAYS else None


def training_minutes(events: Iterable[Happened]) -> int:
    """Return how many minutes of training are recorded."""
    return sum(event.minutes or 0 for event in events if event.kind is EventKind.TRAINED)


def without_assessor(taught: Iterable[str], assessed: Collection[str]) -> list[str]:
    """Return the occupations that courses teach and nobody may assess, sorted, each once."""
    return sorted(set(taught) - set(assessed))


def may_follow(events: Sequence[Happened], kind: EventKind, day: date, on: date) -> Refusal | None:
    """Say why an event can't be recorded now; None when it can."""
    if day > on:
        return Refusal("later", say("日期不能晚于今天。"), field="day")
    if kind is EventKind.FILED:
        return Refusal("filed", say("登记过了，请选别的。"), field="kind")
    now = standing(events)
    if kind is EventKind.RESTORED and now is Standing.LISTED:
        return Refusal("listed", say("现在就在册，不用恢复。"), field="kind")
    if kind is not EventKind.RESTORED and now not in _GOES_ON:
        return Refusal("out", say("已经退出或者禁入。要再用，请先记“恢复”，写明依据。"), field="kind")
    return None
