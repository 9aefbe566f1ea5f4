"""Say dates, years and clock times."""

import re

from learnhub.language.spoken.numerals import amount, count, digits
from learnhub.language.spoken.rule import DASH, FRESH, Rule, before, rule

_YEAR = r"(?:19|20)\d\d"
_HOUR_AND_MINUTE = r"(?:[01]?\d|2[0-4])[:：][0-5]\d"
_CLOCK = _HOUR_AND_MINUTE + r"(?!\d)"
# 粉水比 1:15, 比例为 1:1, 比 1:15~1:17
_IS_RATIO = re.compile(r"比(?:例|分|值)?[为是约：:]?\s?(?:[\d.:：]+\s?[-–—~到至]\s?)?\Z")


def _date(match: re.Match[str]) -> str | None:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{digits(year, '一')}年{amount(str(month))}月{amount(str(day))}日"


def _clock(match: re.Match[str]) -> str | None:
    if _IS_RATIO.search(before(match)):
        return None
    hour, minute = re.split("[:：]", match[0])
    said = count(str(int(hour)), "点") + "点"
    if minute == "00":
        return said
    return f"{said}{'零' if minute[0] == '0' else ''}{amount(str(int(minute)))}分"


def _clock_with_seconds(match: re.Match[str]) -> str:
    hour, minute, second = re.split("[:：]", match[0])
    return f"{count(str(int(hour)), '点')}点{_sixtieth(minute)}分{_sixtieth(second)}秒"


def _sixtieth(two_digits: str) -> str:
    return amount(two_digits) if two_digits[0] == "0" else amount(str(int(two_digits)))


def _month(match: re.Match[str]) -> str | None:
    month = int(match["month"])
    return f"{digits(match['year'], '一')}年{amount(str(month))}月" if 1 <= month <= 12 else None


def _years(match: re.Match[str]) -> str:
    return f"{digits(match['first'], '一')}到{digits(match['last'], '一')}"


RULES: tuple[Rule, ...] = (
    rule(
        FRESH + rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\d.]\d|\d)",
        _date,
    ),
    # 2025-06; with one digit it would be a range, and 2019-20 is no month
    rule(FRESH + rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])(?![\d.-]|\s?(?:年|次|个|元))", _month),
    rule(FRESH + rf"(?P<first>{_YEAR})\s?(?:{DASH}|至)\s?(?P<last>{_YEAR})(?=\s?(?:学年|年))", _years),
    # 2026年 is a year; "2000 年历史" would be an amount, and is rare enough to be left to the author.
    rule(
        FRESH + rf"{_YEAR}(?=\s?(?:年|学年|版|届|款|级学)|〕|\]第)",
        lambda match: digits(match[0], "一"),
    ),
    rule(FRESH + rf"(?:{_HOUR_AND_MINUTE})[:：][0-5]\d(?![\d:：])", _clock_with_seconds),
    rule(FRESH + _CLOCK, _clock),
    rule(rf"(?<=\d)\s?{DASH}\s?(?={_CLOCK})", lambda match: "到"),
    # 1月-3月, 周一—周五
    rule(r"(?<=[年月日号天周一二三四五六日])\s?[-–—~]\s?(?=\d|周|星期)", lambda match: "到"),
    rule(r"(?<!\d)(?:[5-9]0|00)(?=\s?后(?![来天面续退再松放停休按，。]))", lambda match: digits(match[0])),
)
