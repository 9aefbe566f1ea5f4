"""The first method, by which the records of the first year were decided; kept so that they recompute to themselves."""

from learnhub.completion.rules.checklist import ATTENDANCE_MIN
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, fen_text, listed, say
from learnhub.subsidy.rules.facts import Facts, LineKind, LineState
from learnhub.subsidy.rules.figures import (
    DAY_MINUTES_MIN,
    LIVING_PER_DAY,
    TUITION_STANDARD,
    TUITION_UPLIFT,
    TUITION_UPLIFT_CEILING,
    percent,
)
from learnhub.subsidy.rules.lines import Line, Step, not_stated, without_policy
from learnhub.training.rules import date_words


def decide_first(facts: Facts, figures: Figures) -> tuple[Line, ...]:
    """Decide a record as the first method did: tuition, then living allowance; kept records recompute by it."""
    return (tuition_with_uplift(facts, figures), living_per_offline_day(facts, figures))


def living_per_offline_day(facts: Facts, figures: Figures) -> Line:
    """Decide the living-and-travel allowance: attended offline days times the daily rate; online days pay nothing.

    A date counts once, and only when it reaches the minutes that make a day. Shape A of DOMAIN §3.2.
    Source: the document named by the figure (郑州市人社局 2021-06-08; 云残发〔2022〕55号 names no amount).
    """
    rule = "living_per_offline_day"
    kind = LineKind.LIVING
    rate = figures.in_force_or_none(LIVING_PER_DAY, facts.region_code, facts.opened_on)
    if rate is None:
        return without_policy(kind, rule)
    if rate.value is None:
        return not_stated(kind, rule, rate)
    floor = figures.in_force(DAY_MINUTES_MIN, facts.region_code, facts.opened_on)
    elsewhere = dict(facts.paid_elsewhere)
    steps = []
    count = 0
    for day in facts.days:
        told = say("%(day)s，到课 %(minutes)s 分钟", day=date_words(day.day), minutes=day.minutes)
        if day.minutes < floor.number:
            steps.append(
                Step(
                    say("%(told)s，不满 %(number)s 分钟，不算一天。", told=told, number=floor.number),
                    0,
                    day.rows,
                )
            )
        elif day.day in elsewhere:
            words = say(
                "%(told)s，这一天已经算在班号 %(elsewhere)s 里，不重复算。",
                told=told,
                elsewhere=elsewhere[day.day],
            )
            steps.append(Step(words, 0, day.rows))
        else:
            count += 1
            steps.append(Step(say("%(told)s，算一天。", told=told), rate.number, day.rows))
    amount = count * rate.number
    if not amount:
        return Line(
            kind, LineState.NOT_YET, 0, rule, say("还没有算得上的线下课天数。"), tuple(steps), (rate, floor)
        )
    sentence = say(
        "线下课到课 %(count)s 天，每天 %(number)s 元，一共 %(amount)s 元。",
        count=count,
        number=fen_text(rate.number),
        amount=fen_text(amount),
    )
    return Line(kind, LineState.GRANTED, amount, rule, sentence, tuple(steps), (rate, floor))


def tuition_with_uplift(facts: Facts, figures: Figures) -> Line:
    """Decide the tuition subsidy: general standard, raised by what the locality has decided, never above the ceiling.

    Shape J of DOMAIN §3.2. No local decision means no uplift. Rounded down to the 分: a standard is never exceeded.
    Source: 云残发〔2022〕55号 三(一): 在普遍性培训补贴标准基础上，各地在可支撑范围内最高上浮30%。
    """
    rule = "tuition_with_uplift"
    kind = LineKind.TUITION
    standard = figures.in_force_or_none(TUITION_STANDARD, facts.region_code, facts.opened_on)
    if standard is None:
        return without_policy(kind, rule)
    if standard.value is None:
        return not_stated(kind, rule, standard)
    least = figures.in_force(ATTENDANCE_MIN, facts.region_code, facts.opened_on)
    uplift = figures.in_force_or_none(TUITION_UPLIFT, facts.region_code, facts.opened_on)
    ceiling = figures.in_force_or_none(TUITION_UPLIFT_CEILING, facts.region_code, facts.opened_on)
    floor = figures.in_force(DAY_MINUTES_MIN, facts.region_code, facts.opened_on)
    used = tuple(figure for figure in (standard, uplift, ceiling, least, floor) if figure is not None)
    allowed = uplift_allowed(uplift, ceiling)
    if isinstance(allowed, Refusal):
        return Line(kind, LineState.REFUSED, 0, rule, allowed.sentence, (), used)
    missing = completion_gap(facts, least, floor)
    if missing is not None:
        return Line(kind, LineState.NOT_YET, 0, rule, missing, (), used)
    amount = standard.number * (1000 + allowed) // 1000
    steps = (
        Step(say("普遍性标准 %(number)s 元。", number=fen_text(standard.number)), standard.number),
        Step(
            say(
                "当地决定上浮 %(allowed)s，加 %(amount)s 元。",
                allowed=percent(allowed),
                amount=fen_text(amount - standard.number),
            )
            if allowed
            else say("当地没有上浮的决定，上浮按 0 计算。"),
            amount - standard.number,
        ),
    )
    sentence = say("培训费补贴一共 %(amount)s 元。", amount=fen_text(amount))
    return Line(kind, LineState.GRANTED, amount, rule, sentence, steps, used)


def uplift_allowed(uplift: Figure | None, ceiling: Figure | None) -> int | Refusal:
    """Return the uplift in per mille, 0 without a decision; Refusal above the ceiling, with the ceiling's source."""
    if uplift is None:
        return 0
    most = ceiling.number if ceiling is not None else 0
    if uplift.number > most:
        return Refusal(
            "uplift-above-ceiling",
            say(
                "当地登记的上浮 %(number)s 超过上限 %(most)s，不能按它计算，请当地残联核对。",
                number=percent(uplift.number),
                most=percent(most),
            ),
            source=ceiling.source if ceiling is not None else "",
        )
    return uplift.number


def completion_gap(facts: Facts, least: Figure, floor: Figure) -> str | None:
    """Return in words what is still missing to complete the class, or None when nothing is.

    least: share of the timetable's days, per mille. floor: minutes that make a day.
    """
    whole_days = sum(day.minutes >= floor.number for day in facts.days)
    needed_days = -(-facts.scheduled_days * least.number // 1000)  # rounded up: a share of days is whole days
    missing = []
    if facts.lessons_done < facts.lessons_published:
        missing.append(
            say(
                "还有 %(lessons_published)s 节线上课没有学完",
                lessons_published=facts.lessons_published - facts.lessons_done,
            )
        )
    if whole_days < needed_days:
        missing.append(say("线下课还差 %(needed_days)s 天", needed_days=needed_days - whole_days))
    return listed(missing, "，") + "。" if missing else None
