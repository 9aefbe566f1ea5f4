"""Instants in UTC and calendar days in Asia/Shanghai, and how they are said."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from learnhub.primitives.sentences import Dated, Sentence

SHANGHAI = ZoneInfo("Asia/Shanghai")


def instant_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """Return the calendar day in Asia/Shanghai on which an aware instant falls."""
    return instant.astimezone(SHANGHAI).date()


def today() -> date:
    """Return the present calendar day in Asia/Shanghai."""
    return local_date(instant_now())


def day_words(day: date) -> Sentence:
    """Say a day: 2026 年 3 月 5 日."""
    return Dated(f"{day.year} 年 {day.month} 月 {day.day} 日", day, "yyyy年M月d日")


def month_and_day_words(day: date) -> Sentence:
    """Say a day of this year, or of the next: 3 月 5 日."""
    return Dated(f"{day.month} 月 {day.day} 日", day, "M月d日")


def instant_words(instant: datetime) -> Sentence:
    """Say an aware instant by the clock of Shanghai: 3 月 5 日 14:30."""
    there = instant.astimezone(SHANGHAI)
    return Dated(f"{there.month} 月 {there.day} 日 {there:%H:%M}", instant, "M月d日 HH:mm")
