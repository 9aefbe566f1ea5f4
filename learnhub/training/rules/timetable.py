"""Timetables of classes: what can be kept, and how a day is said; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from learnhub.primitives import Refusal

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Meeting:
    """One planned session. starts_at: local time, "09:00"."""

    day: date
    starts_at: str
    planned_minutes: int
    title: str


def timetable_refusal(meetings: Sequence[Meeting], opened_on: date) -> Refusal | None:
    """Refuse a timetable that nobody could keep: empty, before the class opens, or with sessions that overlap."""
    if not meetings:
        return Refusal("no-sessions", "请至少排一次线下课，写上日期、开始时间和分钟数。")
    for meeting in meetings:
        if _CLOCK.fullmatch(meeting.starts_at) is None:
            return Refusal("no-clock", "开始时间请写成 09:00 这样的两位数小时和分钟。")
        if meeting.planned_minutes < 1:
            return Refusal("no-minutes", "每次课的分钟数要填 1 或更大的整数。")
        if meeting.day < opened_on:
            return Refusal("before-opening", "课表里有一次课早于开班日期，请改课表或者改开班日期。")
    ordered = sorted(meetings, key=lambda one: (one.day, one.starts_at))
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day and _ends_at(earlier) > _minute_of_day(later):
            return Refusal("overlap", f"{date_words(later.day)}有两次课的时间重叠，请错开。")
    return None


def date_words(day: date) -> str:
    """Write a day as people say it: 2026 年 3 月 2 日（星期一）."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日（星期{_WEEKDAYS[day.weekday()]}）"


def _minute_of_day(meeting: Meeting) -> int:
    hours, minutes = meeting.starts_at.split(":")
    return int(hours) * 60 + int(minutes)


def _ends_at(meeting: Meeting) -> int:
    return _minute_of_day(meeting) + meeting.planned_minutes
