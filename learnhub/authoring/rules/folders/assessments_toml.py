"""Change what a course.toml says of its tests, leaving every other line as it is."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from learnhub.authoring.rules.folders.course_toml import CourseToml, ForeignToml, toml_value, with_key
from learnhub.catalogue.rules.assessments import AssessmentText, Draw

_TEST = re.compile(r"^[ \t]*\[\[[ \t]*assessments[ \t]*\]\]", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_NUMBERS = ("pass_right", "attempts", "wait_hours", "minutes")


def tests_of(course: CourseToml) -> tuple[AssessmentText, ...]:
    """Return the tests of a draft, as far as they can be read; ForeignToml where they are written in another way than [[assessments]]."""
    return tuple(_read(source) for source in _cut(course)[1])


def with_test(course: CourseToml, told: AssessmentText) -> CourseToml:
    """Return the file with a test as it is told: the one of this slug, or a new one behind the others."""
    before, sources, after = _cut(course)
    slugs = [_read(source).slug for source in sources]
    if told.slug in slugs:
        at = slugs.index(told.slug)
        sources[at] = _written(told, sources[at])
    else:
        lead = "" if course.text.endswith("\n\n") else "\n"
        sources.append(lead + _written(told, "[[assessments]]\n"))
    return _whole(course, before, sources, after)


def without_test(course: CourseToml, slug: str) -> CourseToml:
    """Return the file without a test."""
    before, sources, after = _cut(course)
    return _whole(course, before, [one for one in sources if _read(one).slug != slug], after)


def with_unit_renamed(course: CourseToml, title: str, to: str) -> CourseToml:
    """Return the file with the tests that draw from a unit drawing from it by its new title."""
    changed = course
    for test in tests_of(course) if title != to else ():
        if any(draw.unit == title for draw in test.draws):
            draws = tuple(replace(draw, unit=to) if draw.unit == title else draw for draw in test.draws)
            changed = with_test(changed, replace(test, draws=draws))
    return changed


def tests_drawing_from(course: CourseToml, title: str) -> list[str]:
    """Return the titles of the tests that draw from a unit."""
    try:
        return [one.title for one in tests_of(course) if any(draw.unit == title for draw in one.draws)]
    except ForeignToml:
        return []


def _cut(course: CourseToml) -> tuple[str, list[str], str]:
    """Return what stands behind the units in three parts: before the tests, the tests, after them."""
    text = course.after
    if "assessments" not in course.before + text:
        return text, [], ""
    starts = [match.start() for match in _TEST.finditer(text)]
    told = course.values.get("assessments", [])
    if not starts:
        if told:
            raise ForeignToml("assessments")
        return text, [], ""
    last = _TEST.search(text, starts[-1])
    assert last is not None
    end_of_last = _TABLE.search(text, last.end())
    end = end_of_last.start() if end_of_last else len(text)
    sources = [text[start:stop] for start, stop in pairwise([*starts, end])]
    if not isinstance(told, list) or len(told) != len(sources):
        raise ForeignToml("assessments")
    return text[: starts[0]], sources, text[end:]


def _whole(course: CourseToml, before: str, sources: Sequence[str], after: str) -> CourseToml:
    parts = [part if not part or part.endswith("\n") else f"{part}\n" for part in (before, *sources)]
    return replace(course, after="".join(parts) + after)


def _read(source: str) -> AssessmentText:
    try:
        (told,) = tomllib.loads(source)["assessments"]
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise ForeignToml("assessments") from error
    draws = told.get("draw", [])
    numbers = {key: told[key] for key in _NUMBERS if isinstance(told.get(key), int)}
    return AssessmentText(
        slug=str(told.get("slug", "")),
        title=str(told.get("title", "")),
        draws=tuple(
            Draw(str(one["unit"]), int(one["questions"]))
            for one in draws
            if isinstance(one, Mapping) and "unit" in one and isinstance(one.get("questions"), int)
        ),
        pass_right=numbers.get("pass_right"),
        attempts=numbers.get("attempts"),
        wait_hours=numbers.get("wait_hours"),
        minutes=numbers.get("minutes", 0),
    )


def _written(told: AssessmentText, source: str) -> str:
    before = _read(source) if "slug" in source else AssessmentText("", "", ())
    for key, value, known in (("slug", told.slug, before.slug), ("title", told.title, before.title)):
        if value != known:
            source = with_key(source, key, value)
    for key in _NUMBERS:
        value = getattr(told, key)
        if value != getattr(before, key):
            source = _without_key(source, key) if value is None else with_key(source, key, value)
    if told.draws != before.draws:
        source = _with_draws(source, told.draws)
    if _read(source) != told:
        raise ForeignToml("assessments")
    return source


def _with_draws(source: str, draws: Sequence[Draw]) -> str:
    lines = [f"    {{ unit = {toml_value(one.unit)}, questions = {one.questions} }}," for one in draws]
    # The key is put in place by what can change one line, and then written out over several.
    marked = with_key(source, "draw", "\x00")
    return marked.replace(f"draw = {toml_value(chr(0))}", "\n".join(["draw = [", *lines, "]"]))


def _without_key(source: str, key: str) -> str:
    return "\n".join(line for line in source.split("\n") if not re.match(rf"[ \t]*{key}[ \t]*=", line))
