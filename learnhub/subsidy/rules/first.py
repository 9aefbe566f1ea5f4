"""Decide the lines of a blended record from facts and the figures in force; pure.

A line is never a bare number: it carries the rule's name, the figures with their sources, and the steps that lead to it.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learnhub.policy.rules import Figure, Figures, Value
from learnhub.primitives import Refusal, fen_text
from learnhub.training.rules import Day, date_words

LIVING_PER_DAY = "subsidy.living_per_offline_day_fen"
DAY_MINUTES_MIN = "subsidy.day_minutes_min"
TUITION_STANDARD = "subsidy.tuition_standard_fen"
TUITION_UPLIFT = "subsidy.tuition_uplift_per_mille"
TUITION_UPLIFT_CEILING = "subsidy.tuition_uplift_ceiling_per_mille"
ATTENDANCE_MIN = "subsidy.attendance_min_per_mille"

FIGURE_WORDS = {
    LIVING_PER_DAY: "每个线下课日的生活费（含交通费）补贴",
    DAY_MINUTES_MIN: "当天到课满多少分钟算一天",
    TUITION_STANDARD: "培训费普遍性标准",
    TUITION_UPLIFT: "当地决定的上浮比例",
    TUITION_UPLIFT_CEILING: "上浮比例的上限",
    ATTENDANCE_MIN: "线下课最低出勤率",
}


class LineKind(enum.StrEnum):
    """What the money is for."""

    TUITION = "tuition"
    LIVING = "living"
    ONLINE = "online"
    LUMP_SUM = "lump"
    SKILL = "skill"


LINE_WORDS = {
    LineKind.TUITION: "培训费补贴",
    LineKind.LIVING: "生活费（含交通费）补贴",
    LineKind.ONLINE: "线上培训补贴",
    LineKind.LUMP_SUM: "一次性培训补贴",
    LineKind.SKILL: "技能提升补贴",
}


class LineState(enum.StrEnum):
    """What was decided."""

    GRANTED = "granted"
    NOT_YET = "not yet"  # a condition is still open
    NOT_STATED = "not stated"  # the policy names the subsidy without a figure: 标准未载明
    REFUSED = "refused"


STATE_WORDS = {
    LineState.GRANTED: "算得出",
    LineState.NOT_YET: "条件还没有满足",
    LineState.NOT_STATED: "标准未载明",
    LineState.REFUSED: "不能计算",
}


@dataclass(frozen=True)
class Facts:
    """What one enrolment in one class has to show.

    region_code: of the office that approved the class. opened_on: fixes the figures. scheduled_days: days of the
    timetable. days: attended, sorted, unique. online_minutes: recognised in this enrolment. lessons_done of lessons_published.
    paid_elsewhere: dates whose allowance belongs to another class of the same person, each with that class's number.
    """

    region_code: str
    opened_on: date
    scheduled_days: int
    days: tuple[Day, ...]
    online_minutes: int
    lessons_done: int
    lessons_published: int
    paid_elsewhere: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of the sum, in words that can be heard; rows names the evidence behind it."""

    words: str
    amount_fen: int | None = None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a record. amount_fen is 0 unless granted."""

    kind: LineKind
    state: LineState
    amount_fen: int
    rule: str
    sentence: str
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of the figures, each once."""
        return tuple(dict.fromkeys(figure.source for figure in self.figures))

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return what must be said beside the amount."""
        return tuple(dict.fromkeys(figure.caveat for figure in self.figures if figure.caveat))

    @property
    def is_example(self) -> bool:
        """Tell whether any figure is without an official source."""
        return any(figure.is_example for figure in self.figures)


def decide(facts: Facts, figures: Figures) -> tuple[Line, ...]:
    """Decide all lines of a record: tuition, then living allowance."""
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
        return _without_policy(kind, rule)
    if rate.value is None:
        return _not_stated(kind, rule, rate)
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


def paid_dates(region_code: str, opened_on: date, days: Iterable[Day], figures: Figures) -> tuple[date, ...]:
    """Return the dates for which a class pays the living allowance by itself, sorted.

    Two classes on one date pay one allowance (DOMAIN §3.2): it belongs to the earliest enrolment whose class pays it.
    """
    rate = figures.in_force_or_none(LIVING_PER_DAY, region_code, opened_on)
    if rate is None or rate.value is None:
        return ()
    floor = figures.in_force(DAY_MINUTES_MIN, region_code, opened_on)
    return tuple(sorted(day.day for day in days if day.minutes >= floor.number))


def tuition_with_uplift(facts: Facts, figures: Figures) -> Line:
    """Decide the tuition subsidy: general standard, raised by what the locality has decided, never above the ceiling.

    Shape J of DOMAIN §3.2. No local decision means no uplift. Rounded down to the 分: a standard is never exceeded.
    Source: 云残发〔2022〕55号 三(一): 在普遍性培训补贴标准基础上，各地在可支撑范围内最高上浮30%。
    """
    rule = "tuition_with_uplift"
    kind = LineKind.TUITION
    standard = figures.in_force_or_none(TUITION_STANDARD, facts.region_code, facts.opened_on)
    if standard is None:
        return _without_policy(kind, rule)
    if standard.value is None:
        return _not_stated(kind, rule, standard)
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
            f"当地决定上浮 {_percent(allowed)}，加 {fen_text(amount - standard.number)} 元。"
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
            f"当地登记的上浮 {_percent(uplift.number)} 超过上限 {_percent(most)}，不能按它计算，请当地残联核对。",
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


def total_fen(lines: tuple[Line, ...]) -> int:
    """Return the sum of granted lines."""
    return sum(line.amount_fen for line in lines if line.state is LineState.GRANTED)


def figure_value_words(value: Value, unit: str) -> str:
    """Write a figure as people say it: 3000 分/天 → 30.00 元/天, 300 千分之 → 30%."""
    if value is None:
        return "标准未载明"
    if isinstance(value, int) and not isinstance(value, bool):
        if unit.startswith("分/"):
            return f"{fen_text(value)} 元/{unit.removeprefix('分/')}"
        if unit == "千分之":
            return _percent(value)
    return f"{value} {unit}"


def _not_stated(kind: LineKind, rule: str, figure: Figure) -> Line:
    return Line(
        kind, LineState.NOT_STATED, 0, rule, "文件提到这项补贴，但标准未载明，不能计算。", (), (figure,)
    )


def _without_policy(kind: LineKind, rule: str) -> Line:
    return Line(kind, LineState.NOT_STATED, 0, rule, "本地没有登记这项补贴的文件，不能计算。", (), ())


def _percent(per_mille: int) -> str:
    whole, tenth = divmod(per_mille, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"
