"""Read course.toml: bytes become a CourseText, or findings."""

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from learnhub.catalogue.adapters.lesson_blocks import Reading
from learnhub.catalogue.adapters.lesson_file import FILE_BYTES_MAX, decoded
from learnhub.catalogue.adapters.toml_text import TomlFault, line_of_key, lines_of_tables, read_toml
from learnhub.catalogue.rules.assessments import (
    ASSESSMENTS_MAX,
    ATTEMPTS_MAX,
    MINUTES_MAX,
    QUESTIONS_MAX,
    WAIT_HOURS_MAX,
    AssessmentText,
    Draw,
)
from learnhub.catalogue.rules.course import (
    CATEGORIES,
    CERTIFICATES,
    TRAINING_TYPES,
    CourseKind,
    CourseState,
    CourseText,
    Occupation,
    Origin,
    Planned,
    UnitMode,
    UnitText,
)
from learnhub.catalogue.rules.findings import Findings
from learnhub.catalogue.rules.wording import wording_faults
from learnhub.primitives import is_slug, listed, say

UNITS_MAX = 60
LESSONS_MAX = 200
TEXT_CHARACTERS_MAX = 400
CLASS_HOURS_MAX = 2000
LIST_ITEMS_MAX = 30

_TEXTS = {  # key → what to write
    "title": "课程名",
    "summary": "一两句话：学什么，学完能做什么",
    "level": "等级，例如 五级/初级工",
    "cost": "要不要交钱，一句话",
    "support_provided": "这门课提供哪些支持",
    "licence": "许可，例如 Apache-2.0",
    "rights": "谁写的，谁有权利",
}
# Where content that others made comes from, what was paid for it, and where the contract or permission is kept.
_ACQUIRED = {
    "acquired_from": "从哪里来",
    "acquired_cost": "花了多少钱，例如 3000 元",
    "acquired_proof": "合同或授权书放在哪里",
}
_KNOWN = {
    "format", "slug", "kind", "state", "category", "training_type", "certificates", "notice", "origin", "tags",
    "occupation", "planned", "units", "assessments", *_TEXTS, *_ACQUIRED,
}  # fmt: skip
_STATES = (CourseState.PUBLISHED, CourseState.IN_PREPARATION)
_Known = TypeVar("_Known", bound=Enum)


class _Table:
    """One table of the file, its values taken with a finding for each that is wrong."""

    def __init__(self, values: Mapping[str, Any], toml: str, reading: Reading, after_line: int = 0) -> None:
        self.values = values
        self.toml = toml
        self.reading = reading
        self.after_line = after_line

    def find(self, key: str, sentence: str) -> None:
        self.reading.find(line_of_key(self.toml, key, after_line=self.after_line), sentence)

    def refuse_unknown(self, known: set[str]) -> None:
        for key in sorted(self.values.keys() - known):
            self.find(key, say("不认识“%(key)s”，请对照格式说明改正，或者删掉这一行。", key=key))

    def text(self, key: str, what: str, *, is_needed: bool = True) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str) or (is_needed and not value.strip()):
            self.find(key, say('请写上%(what)s：%(key)s = "……"。', what=what, key=key))
            return ""
        if len(value) > TEXT_CHARACTERS_MAX or "\n" in value:
            self.find(
                key, say("%(key)s 请写成一行，最多 %(text_characters_max)s 个字。", key=key, text_characters_max=TEXT_CHARACTERS_MAX),
            )  # fmt: skip
        return value.strip()

    def number(self, key: str, maximum: int = CLASS_HOURS_MAX) -> int:
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= maximum:
            self.find(key, say("%(key)s 请写 0 到 %(maximum)s 的整数。", key=key, maximum=maximum))
            return 0
        return value

    def texts(self, key: str, maximum: int = LIST_ITEMS_MAX) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.find(key, say('%(key)s 请写成方括号里的几个词：%(key)s = ["……", "……"]。', key=key))
            return ()
        if len(value) > maximum:
            self.find(key, say("%(key)s 最多写 %(maximum)s 个。", key=key, maximum=maximum))
        if len(set(value)) < len(value):
            self.find(key, say("%(key)s 里有重复的，请删掉一个。", key=key))
        return tuple(dict.fromkeys(value))

    def one_of(self, key: str, members: Sequence[_Known]) -> _Known:
        told = self.values.get(key)
        for member in members:
            if member.value == told:
                return member
        self.find(
            key, say("%(key)s 请从这些里选一个写：%(names)s。", key=key, names=listed(str(member.value) for member in members)),
        )  # fmt: skip
        return members[0]


def read_course(content: bytes, *, path: str = "course.toml", slug: str | None = None) -> CourseText:
    """Read a course.toml (docs/content-format.md).

    slug: the name of the folder, which the file must repeat. Raises Findings with every fault.
    """
    reading = Reading(path)
    toml = decoded(content, reading)
    if toml is None:
        raise Findings(reading.findings)
    try:
        values = read_toml(toml, bytes_max=FILE_BYTES_MAX)
    except TomlFault as fault:
        reading.find(fault.line, fault.sentence)
        raise Findings(reading.findings) from fault
    for number, line in enumerate(toml.split("\n"), start=1):
        for sentence in wording_faults(line):
            reading.find(number, sentence)
    course = _course(values, toml, reading, slug)
    if reading.findings:
        raise Findings(reading.findings)
    return course


def _course(values: Mapping[str, Any], toml: str, reading: Reading, slug: str | None) -> CourseText:
    table = _Table(values, toml, reading)
    table.refuse_unknown(_KNOWN)
    if values.get("format") != 1:
        table.find("format", say("请在第一行写 format = 1。"))
    told_slug = values.get("slug")
    if not isinstance(told_slug, str) or not is_slug(told_slug):
        table.find("slug", say("slug 请写小写字母、数字和连字符，3 到 60 个字。"))
        told_slug = slug or ""
    elif slug is not None and told_slug != slug:
        table.find(
            "slug", say("slug 写的是“%(told_slug)s”，文件夹却叫“%(slug)s”，请改成一样的。", told_slug=told_slug, slug=slug),
        )  # fmt: skip
    kind = table.one_of("kind", list(CourseKind))
    texts = {key: table.text(key, what) for key, what in _TEXTS.items()}
    texts |= {key: table.text(key, what, is_needed=False) for key, what in _ACQUIRED.items()}
    course = CourseText(
        slug=told_slug,
        kind=kind,
        state=table.one_of("state", _STATES),
        category=_listed(table, "category", tuple(CATEGORIES)),
        training_type=_listed(table, "training_type", TRAINING_TYPES),
        certificates=_certificates(table),
        notice=table.text("notice", "给学员的提醒", is_needed=False),
        origin=table.one_of("origin", list(Origin)),
        tags=table.texts("tags"),
        occupation=_occupation(values, toml, reading),
        planned=_planned(values, toml, reading),
        units=_units(values, toml, reading, kind),
        assessments=_assessments(values, toml, reading),
        **texts,
    )
    _check_sums(course, table)
    return course


def _listed(table: _Table, key: str, known: Sequence[str]) -> str:
    value = table.values.get(key)
    if value not in known:
        table.find(key, say("%(key)s 请从这些里选一个写：%(names)s。", key=key, names=listed(known)))
        return known[0]
    return str(value)


def _certificates(table: _Table) -> tuple[str, ...]:
    names = table.texts("certificates")
    for name in names:
        if name not in CERTIFICATES:
            table.find(
                "certificates",
                say("不认识证书“%(name)s”，请从这些里选：%(names)s。", name=name, names=listed(CERTIFICATES)),
            )
    return names


def _occupation(values: Mapping[str, Any], toml: str, reading: Reading) -> Occupation | None:
    found = values.get("occupation")
    if found is None:
        return None
    if not isinstance(found, dict):
        reading.find(
            line_of_key(toml, "occupation"),
            say("职业请写成 [occupation] 一节，里面写 edition、code 和 name。"),
        )
        return None
    table = _Table(found, toml, reading, _header_line(toml, "occupation"))
    table.refuse_unknown({"edition", "code", "name"})
    return Occupation(
        table.text("edition", "职业分类大典的版本，例如 2015"),
        table.text("code", "职业编码"),
        table.text("name", "职业名称"),
    )


def _planned(values: Mapping[str, Any], toml: str, reading: Reading) -> Planned:
    found = values.get("planned")
    if not isinstance(found, dict):
        reading.find(1, say("请写 [planned] 一节：online_class_hours、offline_class_hours 和 offline_days。"))
        return Planned(0, 0, 0)
    table = _Table(found, toml, reading, _header_line(toml, "planned"))
    table.refuse_unknown({"online_class_hours", "offline_class_hours", "offline_days"})
    return Planned(
        table.number("online_class_hours"),
        table.number("offline_class_hours"),
        table.number("offline_days", 400),
    )


def _units(values: Mapping[str, Any], toml: str, reading: Reading, kind: CourseKind) -> tuple[UnitText, ...]:
    found = values.get("units")
    if not isinstance(found, list) or not found or not all(isinstance(unit, dict) for unit in found):
        reading.find(1, say("课程还没有单元，请写 [[units]]，里面写 title、mode 和 planned_class_hours。"))
        return ()
    lines = lines_of_tables(toml, "units")
    lines += [0] * (
        len(found) - len(lines)
    )  # units written in another way than [[units]] have no line of their own
    if len(found) > UNITS_MAX:
        reading.find(
            lines[UNITS_MAX] or 1, say("一门课最多 %(units_max)s 个单元，请合并。", units_max=UNITS_MAX)
        )
    units = []
    named: dict[str, int] = {}
    for unit, line in zip(found[:UNITS_MAX], lines, strict=False):
        units.append(_unit(_Table(unit, toml, reading, line), kind, named, line))
    if sum(len(unit.lessons) for unit in units) > LESSONS_MAX:
        reading.find(
            lines[0] or 1, say("一门课最多 %(lessons_max)s 课，请拆成两门。", lessons_max=LESSONS_MAX)
        )
    return tuple(units)


def _unit(table: _Table, kind: CourseKind, named: dict[str, int], line: int) -> UnitText:
    table.refuse_unknown({"title", "mode", "planned_class_hours", "lessons", "include"})
    lessons = table.values.get("lessons", [])
    if not isinstance(lessons, list) or not all(isinstance(slug, str) for slug in lessons):
        table.find("lessons", say('lessons 请写成方括号里的几个课名：lessons = ["……"]。'))
        lessons = []
    for slug in lessons:
        if not is_slug(slug):
            table.find(
                "lessons", say("课名“%(slug)s”请只用小写字母、数字和连字符，3 到 60 个字。", slug=slug)
            )
        elif slug in named:
            table.find(
                "lessons", say("“%(slug)s”已经在别处用过（第 %(named)s 行的单元），两课不能同名，请改掉一个。", slug=slug, named=named[slug]),
            )  # fmt: skip
        named.setdefault(slug, line)
    include = table.text("include", "公共模块的名字", is_needed=False)
    if include and not is_slug(include):
        table.find("include", say("include 请写公共模块文件夹的名字，例如 public-module。"))
    if include and lessons:
        table.find("include", say("一个单元只能写 include 或 lessons 中的一个，请拆成两个单元。"))
    if include and kind is CourseKind.SHARED_MODULE:
        table.find("include", say("公共模块不能再包含别的模块，请删掉 include。"))
    mode = table.one_of("mode", list(UnitMode))
    if mode is UnitMode.OFFLINE and (lessons or include):
        table.find("mode", say("线下单元里不能放课文，请另写一个线上单元。"))
    return UnitText(
        title=table.text("title", "单元名"),
        mode=mode,
        planned_class_hours=table.number("planned_class_hours"),
        lessons=tuple(dict.fromkeys(lessons)),
        include=include,
    )


def _assessments(values: Mapping[str, Any], toml: str, reading: Reading) -> tuple[AssessmentText, ...]:
    found = values.get("assessments", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        reading.find(
            line_of_key(toml, "assessments"), say("测验请写成 [[assessments]]，里面写 slug、title 和 draw。")
        )
        return ()
    lines = lines_of_tables(toml, "assessments")
    lines += [1] * (len(found) - len(lines))
    if len(found) > ASSESSMENTS_MAX:
        reading.find(
            lines[ASSESSMENTS_MAX],
            say("一门课最多 %(assessments_max)s 次测验，请合并。", assessments_max=ASSESSMENTS_MAX),
        )
    read = [
        _assessment(_Table(one, toml, reading, line))
        for one, line in zip(found[:ASSESSMENTS_MAX], lines, strict=False)
    ]
    for at, one in enumerate(read):
        if one.slug in {other.slug for other in read[:at]}:
            reading.find(lines[at], say("两次测验都叫“%(slug)s”，请改掉一个。", slug=one.slug))
    return tuple(read)


def _assessment(table: _Table) -> AssessmentText:
    table.refuse_unknown({"slug", "title", "draw", "pass_right", "attempts", "wait_hours", "minutes"})
    slug = table.text("slug", "测验的短名，小写字母、数字和连字符")
    if slug and not is_slug(slug):
        table.find("slug", say("slug 请写小写字母、数字和连字符，3 到 60 个字。"))
    draws = _draws(table)
    total = sum(draw.questions for draw in draws)
    if total > QUESTIONS_MAX:
        table.find(
            "draw", say("一次测验最多 %(questions_max)s 道题，请少抽几道。", questions_max=QUESTIONS_MAX)
        )
    made = AssessmentText(
        slug=slug,
        title=table.text("title", "测验的名字"),
        draws=draws,
        pass_right=table.number("pass_right", QUESTIONS_MAX) if "pass_right" in table.values else None,
        attempts=table.number("attempts", ATTEMPTS_MAX) if "attempts" in table.values else None,
        wait_hours=table.number("wait_hours", WAIT_HOURS_MAX) if "wait_hours" in table.values else None,
        minutes=table.number("minutes", MINUTES_MAX) if "minutes" in table.values else 0,
    )
    if made.pass_right is not None and not 1 <= made.pass_right <= max(total, 1):
        table.find(
            "pass_right", say("pass_right 是答对几题算通过，请写 1 到 %(total)s 的整数。", total=total)
        )
    return made


def _draws(table: _Table) -> tuple[Draw, ...]:
    told = table.values.get("draw")
    if not isinstance(told, list) or not told or not all(_is_draw(one) for one in told):
        table.find(
            "draw", say('draw 请写成 [{ unit = "单元名", questions = 3 }]，每个单元一项，最少抽 1 道。')
        )
        return ()
    names = [one["unit"] for one in told]
    if len(set(names)) < len(names):
        table.find("draw", say("draw 里同一个单元写了两遍，请合成一项。"))
    return tuple(Draw(one["unit"], one["questions"]) for one in told)


def _is_draw(told: object) -> bool:
    if not isinstance(told, dict) or told.keys() != {"unit", "questions"}:
        return False
    unit, count = told["unit"], told["questions"]
    is_number = isinstance(count, int) and not isinstance(count, bool)
    return isinstance(unit, str) and is_number and 1 <= count <= QUESTIONS_MAX


def assessments_in(course_toml: str) -> tuple[AssessmentText, ...]:
    """Return the tests that a loaded course.toml names; none where it names none, or can't be read as a course any more."""
    if "assessments" not in course_toml:
        return ()
    return _remembered(course_toml)


@lru_cache(maxsize=32)
def _remembered(course_toml: str) -> tuple[AssessmentText, ...]:
    try:
        return read_course(course_toml.encode()).assessments
    except Findings:
        return ()


def _check_sums(course: CourseText, table: _Table) -> None:
    for mode, key, planned in (
        (UnitMode.ONLINE, "online_class_hours", course.planned.online_class_hours),
        (UnitMode.OFFLINE, "offline_class_hours", course.planned.offline_class_hours),
    ):
        total = sum(unit.planned_class_hours for unit in course.units if unit.mode is mode)
        if total != planned:
            table.find(
                key, say("%(key)s 写的是 %(planned)s，各单元加起来是 %(total)s，请改成一样的。", key=key, planned=planned, total=total),
            )  # fmt: skip
    if not course.lesson_slugs:
        table.find("state", say("这门课还没有课文，请至少写一课；筹备中的课程也要有一课试学。"))


def _header_line(toml: str, name: str) -> int:
    for number, line in enumerate(toml.splitlines(), start=1):
        if line.strip().replace(" ", "") == f"[{name}]":
            return number
    return 0
