"""Check that the tests of a course can be drawn from its lessons."""

from collections.abc import Mapping

from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.rules.assessments import AssessmentText, Draw, bank_of
from learnhub.catalogue.rules.course import CourseText
from learnhub.primitives import say


def assessment_faults(
    course: CourseText, lessons: Mapping[str, LessonText], course_toml: bytes
) -> list[tuple[int, str]]:
    """Return (line of course.toml, sentence) for each unit that a test names and can't draw from.

    lessons: those that could be read; a unit with another one among its lessons is left for when that is mended.
    """
    lines = lines_of_tests(course_toml, len(course.assessments))
    return [
        (line, sentence)
        for one, line in zip(course.assessments, lines, strict=True)
        for draw in one.draws
        if (sentence := _fault(course, lessons, one, draw))
    ]


def _fault(
    course: CourseText, lessons: Mapping[str, LessonText], assessment: AssessmentText, draw: Draw
) -> str:
    named = [unit for unit in course.units if unit.title == draw.unit]
    if not named:
        return say(
            "测验“%(title)s”要从单元“%(unit)s”抽题，没有这个单元，请改成单元现在的名字。",
            title=assessment.title,
            unit=draw.unit,
        )
    if len(named) > 1:
        return say("有两个单元都叫“%(unit)s”，测验不知道从哪一个抽题，请改掉一个单元名。", unit=draw.unit)
    slugs = named[0].lessons
    if not slugs:
        return say("单元“%(unit)s”里没有本课程自己的课文，抽不出题，请换一个单元。", unit=draw.unit)
    if any(slug not in lessons for slug in slugs):
        return ""
    count = len(bank_of((slug, lessons[slug]) for slug in slugs))
    if count < draw.questions:
        return say(
            "测验“%(title)s”要从单元“%(unit)s”抽 %(questions)s 道题，能抽的只有 %(count)s 道（要写字的题不抽）。请少抽几道，或者在课里多写几道题。",
            title=assessment.title,
            unit=draw.unit,
            questions=draw.questions,
            count=count,
        )
    return ""


def lines_of_tests(course_toml: bytes, count: int) -> list[int]:
    """Return the line of course.toml at which each of its tests begins; 1 where that can't be told."""
    found = [
        number
        for number, line in enumerate(course_toml.decode("utf-8").splitlines(), start=1)
        if line.strip().replace(" ", "").startswith("[[assessments]]")
    ]
    return (found + [1] * count)[:count]
