"""How rows of learning become figures of a report; pure.

Every figure keeps its numerator and its denominator; a share is made only where it is shown.
Sources: 云残发〔2022〕55号 (70000 人次; 每年年底前报省), 西双版纳州五部门 2022-09-22 (每年11月底前对口报送州级部门), 郑州市人社局
2021-06-08 (技能提升占比不低于50%、60%).
"""

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from learnhub.primitives import Refusal, say, say_as
from learnhub.training.rules.particulars import TRAINING_TYPE_WORDS, TraineeGroup, TrainingType, group_of

STAFF_TYPE = TRAINING_TYPE_WORDS[TrainingType.STAFF]
UPGRADE_TYPE = "岗位技能提升培训"
DEPARTMENTS = (say("残联"), say("教育体育局"), say("人力资源社会保障局"), say("财政局"), say("文化和旅游局"))
SAY_WHY = say("这是更正，请写明为什么和上一版不一样，例如“补审了两个人的结业”。")
_CELLS_BEFORE_GROUPS, _TYPE_CELL = 11, 4  # of a kept row
COUNTS_MAX = 300  # lines of a form: more than a province has divisions
_COUNT = re.compile(r"(?P<code>[1-9]\d{5})\s+(?P<value>\d{1,9})\s*人?", re.ASCII)
YEAR_MIN, YEAR_MAX = 2000, 2199
PERIOD_YEARS_MAX = 6  # a five-year plan and a year before it


class Measure(enum.StrEnum):
    """What a figure counts."""

    PERSON_TIMES = "person-times"  # 人次
    PERSONS = "persons"  # 人


MEASURE_WORDS = {Measure.PERSON_TIMES: say("人次"), Measure.PERSONS: say("人")}


class Level(enum.StrEnum):
    """Of which level a division is."""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"


class Change(enum.StrEnum):
    """What a row of an export does to what was sent before."""

    NEW = "new"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class ListKind(enum.StrEnum):
    """What a published list names. Source: 云残发〔2022〕55号 (培训项目、培训机构目录清单管理和公示制度)."""

    INSTITUTIONS = "institutions"
    PROJECTS = "projects"


LIST_WORDS = {
    ListKind.INSTITUTIONS: say("残疾人职业培训机构名单"),
    ListKind.PROJECTS: say("残疾人职业培训项目名单"),
}
LIST_CHANGE_WORDS = {
    Change.NEW: say("新列入"),
    Change.CORRECTED: say("有改动"),
    Change.WITHDRAWN: say("不再列入"),
}

CHANGE_WORDS = {
    Change.NEW: say("新增"),
    Change.CORRECTED: say("更正"),
    Change.WITHDRAWN: say_as("done", "撤销"),
}


class Row(NamedTuple):
    """One person in one class: one 人次, one line of the 台账.

    group: whom the class trains. ends_on: the day of the last meeting. completed: the office approved the completion. certificates: how many were issued.
    """

    enrolment_id: int
    person_id: int
    class_number: str
    class_title: str
    base_name: str
    region_code: str
    training_type: str
    group: TraineeGroup
    opened_on: date
    ends_on: date
    is_completed: bool
    offline_days: int
    online_minutes: int
    certificates: int


@dataclass(frozen=True)
class Figure:
    """One figure. key: stable. denominator: None where there is nothing to divide by."""

    key: str
    name: str
    numerator: int
    denominator: int | None
    unit: str


@dataclass(frozen=True)
class Goal:
    """What a target asks. share_type: a training type that must make up share_percent of all, "" for none."""

    measure: Measure
    value: int
    starts_on: date
    ends_on: date
    share_type: str = ""
    share_percent: int = 0


@dataclass(frozen=True)
class Progress:
    """Where a target stands. share: (numerator, denominator), None where none is asked; is_share_met: None for the same."""

    reached: int
    missing: int
    share: tuple[int, int] | None
    is_share_met: bool | None


def level_of(region_code: str) -> Level:
    """Return the level of a division by its code. Source: GB/T 2260."""
    if region_code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if region_code.endswith("00") else Level.COUNTY


def read_counts(text: str) -> list[tuple[str, int]] | Refusal:
    """Read counts by division as they are typed or pasted: "410105 12,345", a line for each; blank lines mean nothing.

    Full-width digits, tabs and separators of thousands are taken. Refuses by the number of the line; each division once.
    """
    found: dict[str, int] = {}
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not 0 < len(lines) <= COUNTS_MAX:
        words = say(
            "请写 1 到 %(most)d 行，一行一个地区：先写 6 位地区代码，空一格，再写人数。", most=COUNTS_MAX
        )
        return Refusal("lines", words, field="counts")
    for number, line in lines:
        told = _COUNT.fullmatch(unicodedata.normalize("NFKC", line).replace(",", ""))
        if told is None:
            words = say("第 %(number)d 行没有看懂，请写成“410105 12345”这样，中间空一格。", number=number)
            return Refusal("line", words, field="counts")
        if told["code"] in found:
            words = say("第 %(number)d 行的地区前面已经写过，一个地区写一行。", number=number)
            return Refusal("twice", words, field="counts")
        found[told["code"]] = int(told["value"])
    return list(found.items())


def due_key(region_code: str) -> str:
    """Return the figure that says until when a division reports a year; "" for a province, whose term no text names."""
    return {Level.COUNTY: "reports.county_due", Level.PREFECTURE: "reports.prefecture_due"}.get(
        level_of(region_code), ""
    )


def due_on(year: int, month_day: int) -> date | None:
    """Return the day of a year that four digits name (1130: 30 November); None where there is no such day."""
    month, day = divmod(month_day, 100)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_period(rows: Iterable[Row], starts_on: date, ends_on: date) -> list[Row]:
    """Return the rows that count in a period, inclusive: a class counts once, where it opened.

    Source: 中残联 2012 填报说明和指标解释, 培训年度: a training across two years belongs to the year it started in.
    """
    return [row for row in rows if starts_on <= row.opened_on <= ends_on]


def years_of(starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    """Cut a period, inclusive, where years end: [(first day, last day)], one for each year that it touches."""
    return [
        (max(starts_on, date(year, 1, 1)), min(ends_on, date(year, 12, 31)))
        for year in range(starts_on.year, ends_on.year + 1)
    ]


def of_trainees(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of disabled trainees: employers and service staff are never mixed into their totals."""
    return [row for row in rows if row.group is TraineeGroup.TRAINEES]


def of_staff(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of employers and service staff."""
    return [row for row in rows if row.group is TraineeGroup.STAFF]


def count(rows: Iterable[Row], measure: Measure) -> int:
    """Return 人次 (rows) or 人 (different persons)."""
    known = list(rows)
    return len(known) if measure is Measure.PERSON_TIMES else len({row.person_id for row in known})


def progress(goal: Goal, rows: Iterable[Row]) -> Progress:
    """Return where a target stands. Numerator and denominator of its share count by the measure of the target."""
    counted = of_trainees(in_period(rows, goal.starts_on, goal.ends_on))
    reached = count(counted, goal.measure)
    if not goal.share_type:
        return Progress(reached, max(0, goal.value - reached), None, None)
    part = count((row for row in counted if row.training_type == goal.share_type), goal.measure)
    is_met = reached > 0 and 100 * part >= goal.share_percent * reached
    return Progress(reached, max(0, goal.value - reached), (part, reached), is_met)


def share_text(numerator: int, denominator: int) -> str:
    """Return a share in percent with two places, rounded half up: 17101 of 24292 is 70.40 %; "" of nothing."""
    if denominator == 0:
        return ""
    hundredths = (2 * 10_000 * numerator + denominator) // (2 * denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d} %"


def figures(rows: Sequence[Row], types: Sequence[str]) -> list[Figure]:
    """Return the figures of a report over rows of one period. types: the training types, in order."""
    trainees = of_trainees(rows)
    times, people = MEASURE_WORDS[Measure.PERSON_TIMES], MEASURE_WORDS[Measure.PERSONS]
    total = len(trainees)
    return [
        Figure("person-times", say("残疾学员参训"), total, None, times),
        Figure("persons", say("残疾学员参训"), count(trainees, Measure.PERSONS), None, people),
        Figure("completed", say("结业审核通过"), sum(r.is_completed for r in trainees), total, times),
        Figure("certified", say("得到证书"), sum(r.certificates > 0 for r in trainees), total, times),
        *(
            Figure(f"type-{number}", name, sum(r.training_type == name for r in trainees), total, times)
            for number, name in enumerate(types, start=1)
            if name != STAFF_TYPE
        ),
        Figure("staff", say("用人单位和服务人员参训，不计入上面"), len(rows) - total, None, times),
        Figure(
            "staff-persons",
            say("用人单位和服务人员参训，不计入上面"),
            count(of_staff(rows), Measure.PERSONS),
            None,
            people,
        ),
        Figure("offline-days", say("线下到课"), sum(r.offline_days for r in trainees), None, say("人天")),
        Figure("online-minutes", say("线上认定"), sum(r.online_minutes for r in trainees), None, say("分钟")),
    ]


def at_the_same_time(rows: Iterable[Row]) -> list[Row]:
    """Return the rows whose class shares a day with another class of the same person, by person and day.

    A class runs from its opening to its last meeting, both inclusive; one that ends before it begins is another doubt's.
    """
    of_person: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda one: (one.person_id, one.opened_on, one.ends_on, one.enrolment_id)):
        of_person.setdefault(row.person_id, []).append(row)
    return [
        row
        for own in of_person.values()
        for row in own
        if any(
            row is not other and row.opened_on <= other.ends_on and other.opened_on <= row.ends_on
            for other in own
        )
    ]


def snapshot(row: Row) -> list[str]:
    """Return what a frozen report and an export keep of a row: figures and numbers of classes, nobody's name or number."""
    return [
        row.class_number,
        row.class_title,
        row.base_name,
        row.region_code,
        row.training_type,
        row.opened_on.isoformat(),
        row.ends_on.isoformat(),
        "1" if row.is_completed else "0",
        str(row.offline_days),
        str(row.online_minutes),
        str(row.certificates),
        row.group.value,
    ]


def with_group(values: Sequence[str]) -> Sequence[str]:
    """Return a kept row with its group: rows from before classes had one were told apart by their training type alone."""
    if len(values) != _CELLS_BEFORE_GROUPS:
        return values
    return [*values, group_of(values[_TYPE_CELL]).value]


def cells_changed(before: Sequence[str], after: Sequence[str]) -> list[int]:
    """Return which cells of a kept row stand otherwise; all of them for a row that is new or gone (the other one is empty)."""
    if not before or not after:
        return list(range(len(before or after)))
    return [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]


def changes(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> list[tuple[Change, str, Sequence[str]]]:
    """Return what must be sent so that whoever has `before` has `after`: (change, number of the enrolment, values).

    By number of the enrolment; a withdrawn row carries the values that were sent last. Sending them twice changes nothing more.
    """
    found: list[tuple[Change, str, Sequence[str]]] = []
    for key in sorted({*before, *after}, key=int):
        if key not in before:
            found.append((Change.NEW, key, after[key]))
        elif key not in after:
            found.append((Change.WITHDRAWN, key, before[key]))
        elif list(before[key]) != list(after[key]):
            found.append((Change.CORRECTED, key, after[key]))
    return found
