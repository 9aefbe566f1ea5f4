"""Online hours that are paid by the hour: shape C of DOMAIN §3.2, and how hours are counted for shape B; pure."""

from datetime import date

from learnhub.policy.rules import Figures
from learnhub.primitives import class_hours, fen_text, hours_words, say
from learnhub.subsidy.rules.conditions import (
    completion_gap,
    counted_on,
    counts_of,
    minutes_per_class_hour,
)
from learnhub.subsidy.rules.facts import Facts, LineKind, LineState
from learnhub.subsidy.rules.figures import (
    MONTHLY_MINIMUM_WAGE,
    NOT_COUNTED,
    ONLINE_HOURS_PER_DAY,
    ONLINE_OF_WAGE,
    ONLINE_ON_OFFLINE_DAYS,
    ONLINE_PER_HOUR,
    ONLINE_TIMES_PER_YEAR,
    Consulted,
    percent,
)
from learnhub.subsidy.rules.lines import Line, Step, not_stated, without_policy

_KIND = LineKind.ONLINE


def has_daily_online_rule(figures: Figures, region_code: str, on: date) -> bool:
    """Tell whether policy counts online hours date by date, so that the dates of learning must be known."""
    keys = (ONLINE_HOURS_PER_DAY, ONLINE_ON_OFFLINE_DAYS)
    return any(figures.in_force_or_none(key, region_code, on) is not None for key in keys)


def online_hours(facts: Facts, asked: Consulted) -> tuple[int, str]:
    """Return the whole 学时 that are paid, and how they were counted.

    Rounded down once per record, the remainder told. Where policy limits a day, or leaves out dates with an offline class, minutes
    are limited date by date before they are added up.
    """
    per_hour = minutes_per_class_hour(asked)
    per_day = asked.number(ONLINE_HOURS_PER_DAY)
    leaves_out = asked.word(ONLINE_ON_OFFLINE_DAYS) == NOT_COUNTED
    if per_day is None and not leaves_out:
        return facts.online_minutes // per_hour, say(
            "线上认定 %(online_minutes)s",
            online_minutes=hours_words(class_hours(facts.online_minutes, per_hour)),
        )
    offline = {day.day for day in facts.days} if leaves_out else set()
    minutes = 0
    for day, learned in facts.online_by_day:
        if day not in offline:
            minutes += learned if per_day is None else min(learned, per_day * per_hour)
    words = say(
        "线上认定 %(online_minutes)s", online_minutes=hours_words(class_hours(facts.online_minutes, per_hour))
    )
    if per_day is not None:
        words += say("，一天最多计 %(per_day)s 学时", per_day=per_day)
    if leaves_out:
        words += say("，上线下课那天的不计")
    return minutes // per_hour, say(
        "%(words)s，算得上 %(minutes)s", words=words, minutes=hours_words(class_hours(minutes, per_hour))
    )


def online_per_hour(facts: Facts, asked: Consulted) -> Line:
    """Decide the subsidy by online hour: so many times a year, all of it at most a share of the monthly minimum wage.

    The total counts what earlier trainings of the same year were granted. Rounded down to the 分: a limit is never exceeded.
    Shape C of DOMAIN §3.2. Source: 青岛 (repost): 5 元/学时，每人每年最多 3 次，合计不超过当地月最低工资标准的 60%.
    """
    rule = "online_per_hour"
    rate = asked.figure(ONLINE_PER_HOUR)
    if rate is None:
        return without_policy(_KIND, rule)
    if rate.value is None:
        return not_stated(_KIND, rule, *asked.used)
    times, share = asked.number(ONLINE_TIMES_PER_YEAR), asked.number(ONLINE_OF_WAGE)
    on = counted_on(facts)
    same_year = [one for one in facts.earlier if one.kind is _KIND and one.counts.on.year == on.year]
    if times is not None and len({one.training for one in same_year}) >= times:
        words = say(
            "%(year)s 年已经享受 %(times)s 次线上培训补贴，一年最多 %(times)s 次。", year=on.year, times=times
        )
        return Line(_KIND, LineState.REFUSED, 0, f"{rule}_times_per_year", words, (), asked.used)
    hours, counted = online_hours(facts, asked)
    missing = completion_gap(facts, asked)
    if missing is not None or not hours:
        return Line(
            _KIND, LineState.NOT_YET, 0, rule, missing or say("还没有满 1 个线上学时。"), (), asked.used
        )
    amount = hours * rate.number
    steps = [
        Step(
            say(
                "%(counted)s，每学时 %(number)s 元，%(amount)s 元。",
                counted=counted,
                number=fen_text(rate.number),
                amount=fen_text(amount),
            ),
            amount,
        )
    ]
    if share is not None:
        wage = asked.figure(MONTHLY_MINIMUM_WAGE)
        if wage is None or wage.value is None:
            words = say("总额的上限按当地月最低工资算，但月最低工资没有登记，不能计算。")
            return Line(_KIND, LineState.NOT_STATED, 0, rule, words, tuple(steps), asked.used)
        most = wage.number * share // 1000
        taken = sum(one.amount_fen for one in same_year)
        left = max(0, most - taken)
        if amount > left:
            words = say(
                "一年合计最多是月最低工资 %(number)s 元的 %(share)s，也就是 %(most)s 元；别的培训已经算了 %(taken)s 元，这里只能算 %(left)s 元。",
                number=fen_text(wage.number),
                share=percent(share),
                most=fen_text(most),
                taken=fen_text(taken),
                left=fen_text(left),
            )
            steps.append(Step(words, left - amount))
            amount = left
            if not amount:
                return Line(_KIND, LineState.REFUSED, 0, rule, words, tuple(steps), asked.used)
    counts = counts_of(facts)
    sentence = say("线上培训补贴一共 %(amount)s 元。", amount=fen_text(amount))
    return Line(_KIND, LineState.GRANTED, amount, rule, sentence, tuple(steps), asked.used, counts=counts)
