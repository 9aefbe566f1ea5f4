"""Change the outline of a course: units and lessons are added, moved, joined, split and taken out."""

from collections.abc import Sequence
from dataclasses import replace

from learnhub.authoring.rules.folders.assessments_toml import tests_drawing_from, with_unit_renamed
from learnhub.authoring.rules.folders.course_toml import CourseToml, OutlineUnit, new_unit
from learnhub.primitives import Refusal, listed, say

UNITS_MAX = 60
LESSONS_MAX = 200

_OFFLINE = Refusal("unit-offline", say("线下单元和公共模块里不能放课文，请选一个线上单元。"), field="unit")

_LESSONS_MANY = Refusal(
    "lessons-many", say("一门课最多 %(lessons_max)s 课，请拆成两门。", lessons_max=LESSONS_MAX)
)


def add_unit(course: CourseToml, title: str, mode: str, hours: int) -> CourseToml | Refusal:
    """Put a new unit last."""
    if len(course.units) >= UNITS_MAX:
        return Refusal(
            "units-many", say("一门课最多 %(units_max)s 个单元，请先合并几个。", units_max=UNITS_MAX)
        )
    return course.with_units([*_spaced(course.units), new_unit(title, mode, hours)]).with_planned()


def tell_unit(course: CourseToml, index: int, title: str, mode: str, hours: int) -> CourseToml | Refusal:
    """Give a unit another title, way of learning, or plan."""
    unit = course.units[index]
    if mode == "offline" and (unit.lessons or unit.include):
        return Refusal(
            "unit-has-lessons", say("这个单元里有课文，不能改成线下。请先把课文移走。"), field="mode"
        )
    others = [one.title for at, one in enumerate(course.units) if at != index]
    if title != unit.title and title in others and (refusal := drawn_refusal(course, title, unit.title)):
        return refusal
    told = replace(unit, title=title, mode=mode, planned_class_hours=hours)
    renamed = with_unit_renamed(course, unit.title, title)
    return renamed.with_unit(index, told).with_planned()


def move_unit(course: CourseToml, index: int, step: int) -> CourseToml | Refusal:
    """Move a unit one place up (-1) or down (1)."""
    to = index + step
    if not 0 <= to < len(course.units):
        return Refusal("at-the-edge", say("已经在最前面或最后面了。"))
    units = _spaced(course.units)
    units.insert(to, units.pop(index))
    return course.with_units(units)


def join_units(course: CourseToml, index: int) -> CourseToml | Refusal:
    """Put the next unit's lessons and hours into this one; the next one's title goes."""
    if index + 1 >= len(course.units):
        return Refusal("no-next", say("后面没有单元，不能合并。"))
    first, second = course.units[index], course.units[index + 1]
    if first.mode != second.mode or first.include or second.include:
        return Refusal("units-differ", say("线上单元、线下单元和公共模块不能合并在一起。"))
    if refusal := drawn_refusal(course, second.title):
        return refusal
    whole = replace(
        first,
        lessons=(*first.lessons, *second.lessons),
        planned_class_hours=first.planned_class_hours + second.planned_class_hours,
    )
    units = list(course.units)
    del units[index + 1]
    units[index] = first
    return course.with_units(units).with_unit(index, whole)


def drawn_refusal(course: CourseToml, *titles: str) -> Refusal | None:
    """Refuse that a unit goes, or is called as another one, while a test draws from it."""
    for title in titles:
        if tests := listed(f"“{one}”" for one in tests_drawing_from(course, title)):
            return Refusal(
                "unit-drawn",
                say("测验%(tests)s要从单元“%(title)s”抽题，请先改测验。", tests=tests, title=title),
            )
    return None


def split_unit(course: CourseToml, index: int, lesson: str, title: str) -> CourseToml | Refusal:
    """Let a new unit begin at a lesson; the planned hours are shared by the number of lessons, rounded down for the new one."""
    unit = course.units[index]
    if lesson not in unit.lessons[1:]:
        return Refusal(
            "no-such-lesson",
            say("请选一课，新单元从这一课开始。第一课前面没有别的课，不能选。"),
            field="lesson",
        )
    if len(course.units) >= UNITS_MAX:
        return Refusal(
            "units-many", say("一门课最多 %(units_max)s 个单元，请先合并几个。", units_max=UNITS_MAX)
        )
    at = unit.lessons.index(lesson)
    hours = unit.planned_class_hours * (len(unit.lessons) - at) // len(unit.lessons)
    kept = replace(unit, lessons=unit.lessons[:at], planned_class_hours=unit.planned_class_hours - hours)
    units = _spaced(course.units)
    units.insert(index + 1, new_unit(title, unit.mode, hours, unit.lessons[at:]))
    return course.with_units(units).with_unit(index, replace(kept, source=units[index].source))


def remove_unit(course: CourseToml, index: int) -> CourseToml | Refusal:
    """Take a unit out; the caller takes its lessons' files with it."""
    if refusal := drawn_refusal(course, course.units[index].title):
        return refusal
    return course.with_units(
        [unit for place, unit in enumerate(course.units) if place != index]
    ).with_planned()


def add_lesson(course: CourseToml, index: int, lesson: str, *, after: str = "") -> CourseToml | Refusal:
    """Put a new lesson last in a unit, or behind another one of it."""
    unit = course.units[index]
    if not unit.is_online:
        return _OFFLINE
    if len(course.lesson_slugs) >= LESSONS_MAX:
        return _LESSONS_MANY
    at = unit.lessons.index(after) + 1 if after in unit.lessons else len(unit.lessons)
    lessons = (*unit.lessons[:at], lesson, *unit.lessons[at:])
    return course.with_unit(index, replace(unit, lessons=lessons))


def add_units(course: CourseToml, units: Sequence[OutlineUnit]) -> CourseToml | Refusal:
    """Put new units last, with the lessons that they name."""
    if len(course.units) + len(units) > UNITS_MAX:
        return Refusal(
            "units-many", say("一门课最多 %(units_max)s 个单元，请先合并几个。", units_max=UNITS_MAX)
        )
    if len(course.lesson_slugs) + sum(len(unit.lessons) for unit in units) > LESSONS_MAX:
        return _LESSONS_MANY
    return course.with_units([*_spaced(course.units), *units]).with_planned()


def add_lessons(course: CourseToml, index: int, lessons: Sequence[str]) -> CourseToml | Refusal:
    """Put new lessons last in a unit."""
    if not 0 <= index < len(course.units) or not course.units[index].is_online:
        return _OFFLINE
    if len(course.lesson_slugs) + len(lessons) > LESSONS_MAX:
        return _LESSONS_MANY
    unit = course.units[index]
    return course.with_unit(index, replace(unit, lessons=(*unit.lessons, *lessons)))


def move_lesson(course: CourseToml, lesson: str, step: int) -> CourseToml | Refusal:
    """Move a lesson one place up (-1) or down (1); over the edge of its unit into the next online one."""
    index = unit_of(course, lesson)
    unit = course.units[index]
    at = unit.lessons.index(lesson)
    if 0 <= at + step < len(unit.lessons):
        lessons = list(unit.lessons)
        lessons.insert(at + step, lessons.pop(at))
        return course.with_unit(index, replace(unit, lessons=tuple(lessons)))
    to = index + step
    while 0 <= to < len(course.units) and not course.units[to].is_online:
        to += step
    if not 0 <= to < len(course.units):
        return Refusal("at-the-edge", say("已经在最前面或最后面了。"))
    return _moved(course, lesson, index, to, is_first=step > 0)


def put_lesson(course: CourseToml, lesson: str, index: int) -> CourseToml | Refusal:
    """Put a lesson last in another unit."""
    if not 0 <= index < len(course.units) or not course.units[index].is_online:
        return _OFFLINE
    return _moved(course, lesson, unit_of(course, lesson), index, is_first=False)


def remove_lesson(course: CourseToml, lesson: str) -> CourseToml:
    """Take a lesson out; the caller takes its files with it."""
    index = unit_of(course, lesson)
    unit = course.units[index]
    return course.with_unit(index, replace(unit, lessons=tuple(one for one in unit.lessons if one != lesson)))


def unit_of(course: CourseToml, lesson: str) -> int:
    """Return where the unit of a lesson stands; KeyError where no unit names it."""
    for index, unit in enumerate(course.units):
        if lesson in unit.lessons:
            return index
    raise KeyError(lesson)


def neighbour(course: CourseToml, lesson: str, step: int) -> str:
    """Return the lesson before (-1) or after (1) another one in the same unit, or nothing."""
    lessons = course.units[unit_of(course, lesson)].lessons
    at = lessons.index(lesson) + step
    return lessons[at] if 0 <= at < len(lessons) else ""


def _moved(course: CourseToml, lesson: str, index: int, to: int, *, is_first: bool) -> CourseToml:
    left = remove_lesson(course, lesson) if to != index else course
    target = left.units[to]
    others = tuple(one for one in target.lessons if one != lesson)
    lessons = (lesson, *others) if is_first else (*others, lesson)
    return left.with_unit(to, replace(target, lessons=lessons))


def _spaced(units: Sequence[OutlineUnit]) -> list[OutlineUnit]:
    """Return units whose lines end with a blank line, so that they can change places."""
    return [
        unit if unit.source.endswith("\n\n") else replace(unit, source=unit.source.rstrip("\n") + "\n\n")
        for unit in units
    ]
