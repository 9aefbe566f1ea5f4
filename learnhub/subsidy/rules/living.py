"""Living allowance by the day, and online hours beside it: shapes A, B and E of DOMAIN §3.2; pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from learnhub.policy.rules import Figures
from learnhub.primitives import fen_text, say
from learnhub.subsidy.rules.conditions import counts_of
from learnhub.subsidy.rules.facts import Facts, LineKind, LineState
from learnhub.subsidy.rules.figures import (
    DAY_MINUTES_MIN,
    HALF_DAY_MINUTES_MIN,
    LIVING_DAYS_PER_CLASS,
    LIVING_DAYS_PER_YEAR,
    LIVING_PER_DAY,
    LIVING_PER_YEAR,
    ONLINE_PER_HOUR,
    Consulted,
)
from learnhub.subsidy.rules.lines import Line, Step, not_stated, without_policy
from learnhub.subsidy.rules.online import online_hours
from learnhub.training.rules import Day, date_words

_KIND = LineKind.LIVING
_PLAIN, _LIMITED = "living_per_offline_day", "living_per_offline_day_with_limits"
_WITH_ONLINE = "living_per_offline_day_and_online_hour"


def living_per_offline_day(facts: Facts, asked: Consulted) -> Line:
    """Decide the living-and-travel allowance: attended offline days times the daily rate; online days pay nothing.

    A date counts once, and only when it reaches the minutes that make a day; where policy knows half days, those pay half the
    rate, rounded down to the 分. Days beyond the limit of a class or of a calendar year pay nothing (shape E): each date
    counts in its own year. Shape A of DOMAIN §3.2.
    Source: the document named by the figure (郑州市人社局 2021-06-08; 云残发〔2022〕55号 names no amount).
    """
    line = _days_line(facts, asked)
    return _within_year(line, facts, asked) if line.state is LineState.GRANTED else line


def living_per_offline_day_and_online_hour(facts: Facts, asked: Consulted) -> Line:
    """Decide the allowance for offline days and, without travel, for online hours. Shape B of DOMAIN §3.2.

    Source: 黑龙江 (repost): 线下 25 元/天（含交通），线上 1 元/课时（不含交通）.
    """
    days = _days_line(facts, asked)
    per_hour = asked.figure(ONLINE_PER_HOUR)
    if per_hour is None or per_hour.value is None or days.state is LineState.NOT_STATED:
        line = replace(days, figures=asked.used)
        return _within_year(line, facts, asked) if line.state is LineState.GRANTED else line
    hours, words = online_hours(facts, asked)
    amount = hours * per_hour.number
    total = days.amount_fen + amount
    told = say(
        "%(words)s，每学时 %(number)s 元，%(amount)s 元。",
        words=words,
        number=fen_text(per_hour.number),
        amount=fen_text(amount),
    )
    steps = (*days.steps, Step(told, amount))
    if not total:
        sentence = say("还没有算得上的线下课天数和线上学时。")
        return replace(days, rule=_WITH_ONLINE, sentence=sentence, steps=steps, figures=asked.used)
    counts = days.counts or counts_of(facts)
    sentence = say(
        "线下课 %(amount_fen)s 元，线上课 %(hours)s 学时 %(amount)s 元，一共 %(total)s 元。",
        amount_fen=fen_text(days.amount_fen),
        hours=hours,
        amount=fen_text(amount),
        total=fen_text(total),
    )
    line = Line(_KIND, LineState.GRANTED, total, _WITH_ONLINE, sentence, steps, asked.used, counts=counts)
    return _within_year(line, facts, asked)


def paid_dates(region_code: str, opened_on: date, days: Iterable[Day], figures: Figures) -> tuple[date, ...]:
    """Return the dates for which a class pays the living allowance by itself, sorted.

    Two classes on one date pay one allowance (DOMAIN §3.2): it belongs to the earliest enrolment whose class pays it.
    """
    rate = figures.in_force_or_none(LIVING_PER_DAY, region_code, opened_on)
    if rate is None or rate.value is None:
        return ()
    whole = figures.number_or_none(DAY_MINUTES_MIN, region_code, opened_on) or 1
    half = figures.number_or_none(HALF_DAY_MINUTES_MIN, region_code, opened_on)
    floor = min(whole, half) if half is not None else whole
    dates = sorted(day.day for day in days if day.minutes >= floor)
    return tuple(dates[: figures.number_or_none(LIVING_DAYS_PER_CLASS, region_code, opened_on)])


def _days_line(facts: Facts, asked: Consulted) -> Line:
    rate = asked.figure(LIVING_PER_DAY)
    if rate is None:
        return without_policy(_KIND, _PLAIN)
    if rate.value is None:
        return not_stated(_KIND, _PLAIN, *asked.used)
    steps, paid = _day_steps(facts, asked, rate.number)
    # The name tells an auditor which formula to work out again: the plain one has no half days and no limits.
    limits = (HALF_DAY_MINUTES_MIN, LIVING_DAYS_PER_CLASS, LIVING_DAYS_PER_YEAR, LIVING_PER_YEAR)
    rule = _LIMITED if any(asked.number(key) is not None for key in limits) else _PLAIN
    amount = sum(step.amount_fen or 0 for step in steps)
    if not amount:
        return Line(
            _KIND, LineState.NOT_YET, 0, rule, say("还没有算得上的线下课天数。"), tuple(steps), asked.used
        )
    sentence = _days_sentence(len(paid), rate.number, amount)
    counts = counts_of(facts, tuple(paid))
    return Line(_KIND, LineState.GRANTED, amount, rule, sentence, tuple(steps), asked.used, counts=counts)


def _day_steps(facts: Facts, asked: Consulted, rate: int) -> tuple[list[Step], list[date]]:
    """Tell each attended day with what it pays, and return the dates that pay."""
    whole = asked.number(DAY_MINUTES_MIN) or 1
    half = asked.number(HALF_DAY_MINUTES_MIN)
    per_class, per_year = asked.number(LIVING_DAYS_PER_CLASS), asked.number(LIVING_DAYS_PER_YEAR)
    elsewhere = dict(facts.paid_elsewhere)
    used = _used_by_year(facts)
    steps: list[Step] = []
    paid: list[date] = []
    for day in facts.days:
        told = say("%(day)s，到课 %(minutes)s 分钟", day=date_words(day.day), minutes=day.minutes)
        year = day.day.year
        if day.minutes < min(whole, half or whole):
            floor = half if half is not None else whole
            unit = say("半天") if half is not None else say("一天")
            words, amount = say("不满 %(floor)s 分钟，不算%(unit)s。", floor=floor, unit=unit), 0
        elif day.day in elsewhere:
            words, amount = (
                say("这一天已经算在班号 %(elsewhere)s 里，不重复算。", elsewhere=elsewhere[day.day]),
                0,
            )
        elif per_class is not None and len(paid) >= per_class:
            words, amount = say("一个班最多发 %(per_class)s 天，这一天不再发。", per_class=per_class), 0
        elif per_year is not None and used.get(year, 0) >= per_year:
            words, amount = (
                say("%(year)s 年已经发满 %(per_year)s 天，这一天不再发。", year=year, per_year=per_year),
                0,
            )
        else:
            paid.append(day.day)
            used[year] = used.get(year, 0) + 1
            is_whole = day.minutes >= whole
            words, amount = (say("算一天。"), rate) if is_whole else (say("算半天。"), rate // 2)
        steps.append(Step(say("%(told)s，%(words)s", told=told, words=words), amount, day.rows))
    return steps, paid


def _used_by_year(facts: Facts) -> dict[int, int]:
    used: dict[int, int] = {}
    for one in facts.earlier:
        if one.kind is _KIND:
            for day in one.counts.days:
                used[day.year] = used.get(day.year, 0) + 1
    return used


def _days_sentence(count: int, rate: int, amount: int) -> str:
    if count * rate == amount:
        return say(
            "线下课到课 %(count)s 天，每天 %(rate)s 元，一共 %(amount)s 元。",
            count=count,
            rate=fen_text(rate),
            amount=fen_text(amount),
        )
    return say(
        "线下课到课 %(count)s 天（有半天），每整天 %(rate)s 元，一共 %(amount)s 元。",
        count=count,
        rate=fen_text(rate),
        amount=fen_text(amount),
    )


def _within_year(line: Line, facts: Facts, asked: Consulted) -> Line:
    """Hold a granted line to the year's greatest amount, counting what earlier trainings of that year were granted."""
    most = asked.number(LIVING_PER_YEAR)
    assert line.counts is not None
    if most is None:
        return replace(line, figures=asked.used)
    return cut_to_year(line, facts, most, asked)


def cut_to_year(line: Line, facts: Facts, most: int, asked: Consulted) -> Line:
    """Cut a granted line to what is left of a yearly amount, or refuse it where nothing is left; the cut is a step."""
    assert line.counts is not None
    year = line.counts.on.year
    taken = sum(
        one.amount_fen for one in facts.earlier if one.kind is line.kind and one.counts.on.year == year
    )
    left = max(0, most - taken)
    if line.amount_fen <= left:
        return replace(line, figures=asked.used)
    words = say(
        "%(year)s 年最多 %(most)s 元，别的培训已经算了 %(taken)s 元，这里只能算 %(left)s 元。",
        year=year,
        most=fen_text(most),
        taken=fen_text(taken),
        left=fen_text(left),
    )
    steps = (*line.steps, Step(words, left - line.amount_fen))
    if not left:
        return Line(line.kind, LineState.REFUSED, 0, f"{line.rule}_per_year", words, steps, asked.used)
    return replace(
        line, amount_fen=left, rule=f"{line.rule}_per_year", sentence=words, steps=steps, figures=asked.used
    )
