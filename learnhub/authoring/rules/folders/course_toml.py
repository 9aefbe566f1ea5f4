"""Change what a course.toml says of its units and of itself, leaving every other line as it is."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_UNIT = re.compile(r"^[ \t]*\[\[[ \t]*units[ \t]*\]\]", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_BYTES_MAX = 30_000
_DEPTH = re.compile(r"(?:[\[{][\s,]*){8}|(?:[\w\"'-]+[ \t]*\.[ \t]*){6}")

Value = str | int | Sequence[str]


class ForeignToml(ValueError):
    """The file is written in a way that can't be changed line by line: it is edited as text."""


@dataclass(frozen=True, slots=True)
class OutlineUnit:
    """One unit as the outline shows it. include: slug of a shared module, or empty. source: its lines."""

    title: str
    mode: str
    planned_class_hours: int
    lessons: tuple[str, ...]
    include: str
    source: str

    @property
    def is_online(self) -> bool:
        """Tell whether lessons may stand in it."""
        return self.mode == "online" and not self.include


@dataclass(frozen=True, slots=True)
class CourseToml:
    """A course.toml in three parts: what stands before the units, the units, and what stands after them."""

    before: str
    units: tuple[OutlineUnit, ...]
    after: str

    @property
    def text(self) -> str:
        """Return the whole file."""
        return self.before + "".join(unit.source for unit in self.units) + self.after

    @property
    def values(self) -> Mapping[str, object]:
        """Return what the file says of the course itself."""
        return _parsed(self.before + self.after)

    @property
    def lesson_slugs(self) -> tuple[str, ...]:
        """Return the slugs of all lessons in order."""
        return tuple(slug for unit in self.units for slug in unit.lessons)

    def with_values(self, values: Mapping[str, Value]) -> "CourseToml":
        """Return the file with other values of top-level keys."""
        before = self.before
        for key, value in values.items():
            if self.values.get(key) != value:
                before = with_key(before, key, value)
        changed = replace(self, before=before)
        if changed.values != {**self.values, **values}:
            raise ForeignToml("values")
        return changed

    def with_planned(self) -> "CourseToml":
        """Return the file with planned hours that are the sums of its units: the format asks that they agree."""
        start = re.search(r"^[ \t]*\[planned\].*$", self.before + self.after, re.MULTILINE)
        hours = {
            key: sum(unit.planned_class_hours for unit in self.units if unit.mode == mode)
            for key, mode in (("online_class_hours", "online"), ("offline_class_hours", "offline"))
        }
        if start is None:
            lines = "".join(f"{key} = {value}\n" for key, value in {**hours, "offline_days": 0}.items())
            return replace(self, before=f"{self.before.rstrip()}\n\n[planned]\n{lines}\n")
        is_before = start.start() < len(self.before)
        part = self.before if is_before else self.after
        at = part.index(start[0])
        end_of_table = _TABLE.search(part, at + len(start[0]))
        end = end_of_table.start() if end_of_table else len(part)
        table = part[at:end]
        for key, value in hours.items():
            table = with_key(table, key, value)
        changed = part[:at] + table + part[end:]
        return replace(self, before=changed) if is_before else replace(self, after=changed)

    def with_unit(self, index: int, unit: OutlineUnit) -> "CourseToml":
        """Return the file with what one unit says changed."""
        units = list(self.units)
        units[index] = written(unit, units[index])
        return replace(self, units=tuple(units))

    def with_units(self, units: Sequence[OutlineUnit]) -> "CourseToml":
        """Return the file with these units, as they are written, in this order."""
        return replace(self, units=tuple(units))


def read_course_toml(text: str) -> CourseToml:
    """Cut a course.toml into its parts; ForeignToml where it is no TOML or its units aren't written as [[units]]."""
    values = _parsed(text)
    starts = [match.start() for match in _UNIT.finditer(text)]
    if not starts:
        if values.get("units"):
            raise ForeignToml("units")
        return CourseToml(text if text.endswith("\n") else text + "\n", (), "")
    end_of_last = _TABLE.search(text, _UNIT.search(text, starts[-1]).end())  # type: ignore[union-attr]
    end = end_of_last.start() if end_of_last else len(text)
    units = tuple(_unit(text[start:stop]) for start, stop in pairwise([*starts, end]))
    whole = CourseToml(text[: starts[0]], units, text[end:])
    told = [(unit.title, list(unit.lessons), unit.include) for unit in units]
    expected = [
        (one.get("title", ""), one.get("lessons", []), one.get("include", ""))
        for one in _tables(values.get("units"))
    ]
    # A line inside a text can look like [[units]]: then the parts say something else than the whole.
    if told != expected or {**whole.values, "units": values["units"]} != values:
        raise ForeignToml("units")
    return whole


def new_unit(title: str, mode: str, hours: int, lessons: Sequence[str] = ()) -> OutlineUnit:
    """Return a unit as it is written anew."""
    empty = OutlineUnit("", "", 0, (), "", "\n[[units]]\n")
    return written(OutlineUnit(title, mode, hours, tuple(lessons), "", ""), empty)


def written(unit: OutlineUnit, before: OutlineUnit) -> OutlineUnit:
    """Return a unit with the lines of an earlier one, those changed that say something else."""
    source = before.source if before.source.endswith("\n") else before.source + "\n"
    for key, value, told in (
        ("title", unit.title, before.title),
        ("mode", unit.mode, before.mode),
        (
            "planned_class_hours",
            unit.planned_class_hours,
            before.planned_class_hours if before.title else None,
        ),
        ("lessons", list(unit.lessons), list(before.lessons)),
    ):
        if value != told:
            source = with_key(source, key, value)
    if _unit(source) != replace(unit, source=source):
        raise ForeignToml("units")
    return replace(unit, source=source)


def with_key(text: str, key: str, value: Value) -> str:
    """Return lines of one table with another value for a key, added behind the last key where it isn't there."""
    lines = text.split("\n")
    line = f"{key} = {toml_value(value)}"
    pattern = re.compile(rf"""[ \t]*["']?{re.escape(key)}["']?[ \t]*=""")
    for start, told in enumerate(lines):
        if pattern.match(told):
            # A value may go on over several lines: they are taken until they can be read.
            for end in range(start + 1, len(lines) + 1):
                if _is_whole("\n".join(lines[start:end])):
                    return "\n".join([*lines[:start], line, *lines[end:]])
            raise ForeignToml(key)
        if start and _TABLE.match(told) and not told.lstrip().startswith("[[units") and "=" not in told:
            break
    else:
        start = len(lines)
    last = max((at for at in range(min(start, len(lines))) if lines[at].strip()), default=-1)
    return "\n".join([*lines[: last + 1], line, *lines[last + 1 :]])


def toml_value(value: Value) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    return f"[{', '.join(toml_value(one) for one in value)}]"


def with_front_matter(head: str, values: Mapping[str, str]) -> str:
    """Return the front matter of a lesson ("+++ … +++") with other values; ForeignToml where it can't be changed."""
    inner = head.removeprefix("+++").removesuffix("+++").strip("\n")
    before = _parsed(inner)
    for key, value in values.items():
        if before.get(key) != value:
            inner = with_key(inner, key, value)
    if _parsed(inner) != {**before, **values}:
        raise ForeignToml("front matter")
    inner = inner.strip("\n")
    return f"+++\n{inner}\n+++"


def front_matter(head: str) -> Mapping[str, object]:
    """Return what the front matter of a lesson says; nothing where it can't be read."""
    try:
        return _parsed(head.removeprefix("+++").removesuffix("+++"))
    except ForeignToml:
        return {}


def _unit(source: str) -> OutlineUnit:
    tables = _tables(_parsed(source).get("units"))
    if len(tables) != 1:
        raise ForeignToml("units")
    told = tables[0]
    lessons, hours = told.get("lessons", []), told.get("planned_class_hours", 0)
    if not isinstance(lessons, list) or not isinstance(hours, int):
        raise ForeignToml("lessons")
    return OutlineUnit(
        str(told.get("title", "")),
        str(told.get("mode", "")),
        hours,
        tuple(str(slug) for slug in lessons),
        str(told.get("include", "")),
        source,
    )


def _tables(found: object) -> list[Mapping[str, object]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _parsed(text: str) -> Mapping[str, object]:
    if len(text.encode()) > _BYTES_MAX or _DEPTH.search(text):
        raise ForeignToml("size")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ForeignToml(str(error)) from error
