"""A training package (职业培训包) as a template: units, planned hours and skills, out of which the draft of a course begins; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from learnhub.authoring.rules.folders.course_toml import Value, new_unit, toml_value
from learnhub.catalogue.rules import UnitMode

_CLASS_HOUR_MINUTES = 45


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson that a package names; its text is still to be written."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class PackageUnit:
    """One unit of a package. skills: what learners can do afterwards. lessons: empty for an offline unit."""

    title: str
    mode: UnitMode
    planned_class_hours: int
    skills: tuple[str, ...]
    lessons: tuple[LessonPlan, ...]


@dataclass(frozen=True, slots=True)
class TrainingPackage:
    """A package. notice: says where it comes from and how far it binds; a package of ours says 示例 there."""

    slug: str
    title: str
    notice: str
    summary: str
    category: str
    training_type: str
    level: str
    certificates: tuple[str, ...]
    units: tuple[PackageUnit, ...]

    def hours(self, mode: UnitMode) -> int:
        """Return the planned class hours of one mode."""
        return sum(unit.planned_class_hours for unit in self.units if unit.mode is mode)

    @property
    def online_minutes(self) -> int:
        """Return what the online units plan, in minutes of 45 an hour."""
        return self.hours(UnitMode.ONLINE) * _CLASS_HOUR_MINUTES

    @property
    def lessons(self) -> tuple[LessonPlan, ...]:
        """Return all lessons in order."""
        return tuple(lesson for unit in self.units for lesson in unit.lessons)


def folder_files(package: TrainingPackage, *, slug: str, title: str) -> Mapping[str, bytes]:
    """Return the files that a draft begins with: course.toml, and for each lesson its title and the skills that it works towards.

    The lessons have no text, so they don't pass the checks of the format: nothing of it can be published as it is. What only the
    author knows (cost, rights, where the content comes from) is left empty.
    """
    lines: list[tuple[str, Value]] = [
        ("format", 1), ("slug", slug), ("kind", "course"), ("title", title), ("summary", package.summary),
        ("state", "published"), ("category", package.category), ("training_type", package.training_type),
        ("level", package.level), ("certificates", list(package.certificates)), ("cost", ""), ("support_provided", ""),
        ("notice", package.notice), ("origin", ""), ("licence", ""), ("rights", ""), ("tags", []),
    ]  # fmt: skip
    planned: list[tuple[str, Value]] = [
        ("online_class_hours", package.hours(UnitMode.ONLINE)),
        ("offline_class_hours", package.hours(UnitMode.OFFLINE)),
        ("offline_days", 0),
    ]
    units = (
        new_unit(unit.title, unit.mode.value, unit.planned_class_hours, [one.slug for one in unit.lessons])
        for unit in package.units
    )
    toml = f"{_written(lines)}\n[planned]\n{_written(planned)}" + "".join(unit.source for unit in units)
    files = {"course.toml": toml.encode()}
    for unit in package.units:
        for lesson in unit.lessons:
            files[f"lessons/{lesson.slug}.md"] = _stub(lesson, unit.skills).encode()
    return files


def _stub(lesson: LessonPlan, skills: Sequence[str]) -> str:
    wanted = "".join(f"- {skill}\n" for skill in skills)
    head = f'+++\ntitle = {toml_value(lesson.title)}\nsummary = ""\n+++\n'
    return f"{head}\n## 学完能做什么\n\n{wanted}"


def _written(values: Sequence[tuple[str, Value]]) -> str:
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in values)
