"""Timetables of classes: what can be kept, and how a day is said; pure."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from learnhub.primitives import Dated, Refusal, Sentence, day_words, say

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_WEEKDAYS = "一二三四五六日"
MEETINGS_MAX = 200
MEETING_MINUTES_MAX = 12 * 60
_TITLE_CHARACTERS_MAX = 60
_LINE = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})\s+(?P<minutes>\d{1,4})\s*(?:分钟)?\s+(?P<title>\S.*)"
)


@dataclass(frozen=True)
class Meeting:
    """One planned session. starts_at: local time, "09:00"."""

    day: date
    starts_at: str
    planned_minutes: int
    title: str


@dataclass(frozen=True)
class ClassPlan:
    """A class as it is to be opened. region_code: of the office that approves it; its figures hold for the records."""

    number: str
    title: str
    region_code: str
    opened_on: date
    capacity: int
    place: str
    access_words: str
    meetings: tuple[Meeting, ...]


def read_timetable(text: str) -> tuple[Meeting, ...] | Refusal:
    """Read a timetable as it is typed: one meeting a line, "2026-03-02 09:00 315 分钟 单式手法：推、拿".

    Full-width digits and colons, dates with 年月日 and lines without 分钟 are taken; blank lines mean nothing.
    Refuses by the number of the line; whether the meetings fit together is timetable_refusal's to say.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MEETINGS_MAX:
        return _refused(
            say(
                "课表最多写 %(meetings_max)s 次课，现在有 %(lines)s 行。请分成两个班。",
                meetings_max=MEETINGS_MAX,
                lines=len(lines),
            )
        )
    meetings = []
    for number, line in lines:
        found = _LINE.fullmatch(unicodedata.normalize("NFKC", line))
        if found is None:
            return _refused(
                say(
                    "课表第 %(number)s 行没有看懂，请写成“2026-03-02 09:00 315 分钟 内容”这样，四样之间空一格。",
                    number=number,
                )
            )
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return _refused(say("课表第 %(number)s 行的日期不存在，请改成日历上有的日子。", number=number))
        if not 1 <= int(found["minutes"]) <= MEETING_MINUTES_MAX:
            return _refused(
                say(
                    "课表第 %(number)s 行的分钟数请填 1 到 %(meeting_minutes_max)s 之间的整数。",
                    number=number,
                    meeting_minutes_max=MEETING_MINUTES_MAX,
                )
            )
        if len(found["title"]) > _TITLE_CHARACTERS_MAX:
            return _refused(
                say(
                    "课表第 %(number)s 行的内容请写在 %(title_characters_max)s 个字以内。",
                    number=number,
                    title_characters_max=_TITLE_CHARACTERS_MAX,
                )
            )
        starts_at = f"{int(found['hour']):02}:{found['minute']}"
        meetings.append(Meeting(day, starts_at, int(found["minutes"]), found["title"]))
    return tuple(meetings)


def written_timetable(meetings: Sequence[Meeting]) -> str:
    """Write a timetable as read_timetable reads it."""
    return "\n".join(
        f"{one.day.isoformat()} {one.starts_at} {one.planned_minutes} 分钟 {one.title}" for one in meetings
    )


def regular_timetable(
    first_day: date, weekdays: Collection[int], *, count: int, starts_at: str, minutes: int, title: str
) -> tuple[Meeting, ...]:
    """Lay `count` meetings on the given days of the week, on and after a day.

    weekdays: 0 is Monday, not empty. Holidays are left for a person to move: which days they are is decided each year.
    """
    if not weekdays:
        raise ValueError("a regular timetable needs days of the week")
    days = (first_day + timedelta(days=n) for n in range(7 * count + 7))
    chosen = [day for day in days if day.weekday() in weekdays][:count]
    return tuple(Meeting(day, starts_at, minutes, title) for day in chosen)


def timetable_refusal(meetings: Sequence[Meeting], opened_on: date) -> Refusal | None:
    """Refuse a timetable that nobody could keep: empty, before the class opens, or with sessions that overlap."""
    if not meetings:
        return Refusal("no-sessions", say("请至少排一次线下课，写上日期、开始时间和分钟数。"))
    for meeting in meetings:
        if _CLOCK.fullmatch(meeting.starts_at) is None:
            return Refusal("no-clock", say("开始时间请写成 09:00 这样的两位数小时和分钟。"))
        if meeting.planned_minutes < 1:
            return Refusal("no-minutes", say("每次课的分钟数要填 1 或更大的整数。"))
        if meeting.day < opened_on:
            return Refusal("before-opening", say("课表里有一次课早于开班日期，请改课表或者改开班日期。"))
    ordered = sorted(meetings, key=lambda one: (one.day, one.starts_at))
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day and _ends_at(earlier) > _minute_of_day(later):
            return Refusal("overlap", say("%(day)s有两次课的时间重叠，请错开。", day=date_words(later.day)))
    return None


def date_words(day: date) -> Sentence:
    """Write a day as people say it: 2026 年 3 月 2 日（星期一）."""
    text = say("%(day)s（星期%(weekdays)s）", day=day_words(day), weekdays=_WEEKDAYS[day.weekday()])
    return Dated(text, day, say("yyyy年M月d日（EEEE）"))


def _minute_of_day(meeting: Meeting) -> int:
    hours, minutes = meeting.starts_at.split(":")
    return int(hours) * 60 + int(minutes)


def _ends_at(meeting: Meeting) -> int:
    return _minute_of_day(meeting) + meeting.planned_minutes


def _refused(sentence: str) -> Refusal:
    return Refusal("timetable-not-understood", sentence, field="timetable")
