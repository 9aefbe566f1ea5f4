"""The first method, by which the records of the first year were decided; kept so that they recompute to themselves."""

from learnhub.completion.rules.checklist import ATTENDANCE_MIN
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, fen_text
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
        told = f"{date_words(day.day)}，到课 {day.minutes} 分钟"
        if day.minutes < floor.number:
            steps.append(Step(f"{told}，不满 {floor.number} 分钟，不算一天。", 0, day.rows))
        elif day.day in elsewhere:
            words = f"{told}，这一天已经算在班号 {elsewhere[day.day]} 里，不重复算。"
            steps.append(Step(words, 0, day.rows))
        else:
            count += 1
            steps.append(Step(f"{told}，算一天。", rate.number, day.rows))
    amount = count * rate.number
    if not amount:
        return Line(
            kind, LineState.NOT_YET, 0, rule, "还没有算得上的线下课天数。", tuple(steps), (rate, floor)
        )
    sentence = f"线下课到课 {count} 天，每天 {fen_text(rate.number)} 元，一共 {fen_text(amount)} 元。"
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
        Step(f"普遍性标准 {fen_text(standard.number)} 元。", standard.number),
        Step(
            f"当地决定上浮 {percent(allowed)}，加 {fen_text(amount - standard.number)} 元。"
            if allowed
            else "当地没有上浮的决定，上浮按 0 计算。",
            amount - standard.number,
        ),
    )
    sentence = f"培训费补贴一共 {fen_text(amount)} 元。"
    return Line(kind, LineState.GRANTED, amount, rule, sentence, steps, used)


def uplift_allowed(uplift: Figure | None, ceiling: Figure | None) -> int | Refusal:
    """Return the uplift in per mille, 0 without a decision; Refusal above the ceiling, with the ceiling's source."""
    if uplift is None:
        return 0
    most = ceiling.number if ceiling is not None else 0
    if uplift.number > most:
        return Refusal(
            "uplift-above-ceiling",
            f"当地登记的上浮 {percent(uplift.number)} 超过上限 {percent(most)}，不能按它计算，请当地残联核对。",
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
        missing.append(f"还有 {facts.lessons_published - facts.lessons_done} 节线上课没有学完")
    if whole_days < needed_days:
        missing.append(f"线下课还差 {needed_days - whole_days} 天")
    return "，".join(missing) + "。" if missing else None
