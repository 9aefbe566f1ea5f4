"""What course.toml says of tests is read whole or named with its line, and a test can be drawn from its units."""

import pytest

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service.folders.check import check_course
from learnhub.catalogue.adapters.course_file import assessments_in, read_course
from learnhub.catalogue.rules import Findings
from learnhub.catalogue.rules.assessments import AssessmentText, Draw, bank_of, same_again
from learnhub.catalogue.service import text_of_source
from tests.tiny_course import TinyCourse, lesson

TEST = """
[[assessments]]
slug = "theory"
title = "理论测验"
pass_right = 2
draw = [{ unit = "线上课", questions = 3 }]
"""
_WRITTEN = """```quiz feel
写一写，是什么？

- [=] 手心
  对，就是手心。
- [?]
  再想想。
```"""


def folder(test: str = TEST, lessons: tuple[str, ...] = ("push-slow",)) -> CourseFolder:
    made = TinyCourse("tested", lessons=lessons).folder()
    return CourseFolder(
        made.slug, {**made.files, "course.toml": made.files["course.toml"] + test.encode()}, made.shown
    )


def faults(test: str) -> list[str]:
    try:
        check_course(folder(test), ())
    except Findings as error:
        return [f"{finding.line}:{finding.sentence}" for finding in error.findings]
    return []


def test_a_test_is_read_and_what_it_leaves_out_is_left_to_policy() -> None:
    toml = folder().files["course.toml"].decode()
    told = AssessmentText("theory", "理论测验", (Draw("线上课", 3),), pass_right=2)
    assert read_course(toml.encode()).assessments == (told,) == assessments_in(toml)
    assert (told.questions, told.attempts, told.minutes) == (3, None, 0)
    whole = TEST + "attempts = 0\nwait_hours = 24\nminutes = 40\n"
    (read,) = assessments_in(folder(whole).files["course.toml"].decode())
    assert (read.attempts, read.wait_hours, read.minutes) == (0, 24, 40)
    assert assessments_in("") == assessments_in("assessments = 1") == ()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("[[assessments]]", "[assessments]", "测验请写成 [[assessments]]"),
        ('slug = "theory"\n', 'slug = "Theory 1"\n', "slug 请写小写字母"),
        ('title = "理论测验"', 'title = ""', "请写上测验的名字"),
        ("pass_right = 2", "pass_right = 4", "请写 1 到 3 的整数"),
        ("pass_right = 2", "pass_right = 0", "请写 1 到 3 的整数"),
        ("pass_right = 2", "pass_mark = 2", "不认识“pass_mark”"),
        ("pass_right = 2", "attempts = -1", "0 到 100 的整数"),
        ("questions = 3", "questions = 0", "draw 请写成"),
        ("questions = 3", "questions = true", "draw 请写成"),
        ('draw = [{ unit = "线上课", questions = 3 }]', "", "draw 请写成"),
        ("questions = 3 }", 'questions = 2 }, { unit = "线上课", questions = 1 }', "写了两遍"),
        ("questions = 3", "questions = 5", "能抽的只有 4 道"),
        ('unit = "线上课"', 'unit = "没有的单元"', "没有这个单元"),
        ('unit = "线上课"', 'unit = "线下实操"', "没有本课程自己的课文"),
        ("questions = 3", "questions = 61", "draw 请写成"),
    ],
)
def test_a_fault_of_a_test_is_named(before: str, after: str, says: str) -> None:
    assert before in TEST
    assert any(says in sentence for sentence in faults(TEST.replace(before, after))), faults(
        TEST.replace(before, after)
    )


def test_a_fault_of_the_second_test_stands_at_its_own_line() -> None:
    second = TEST.replace("questions = 3", "questions = 9").replace('"theory"', '"practice"')
    lines = folder(TEST + second).files["course.toml"].decode().splitlines()
    line = [at for at, told in enumerate(lines, start=1) if told == "[[assessments]]"][1]
    (fault,) = faults(TEST + second)
    assert fault.startswith(f"{line}:")
    assert "两次测验都叫" in faults(TEST + TEST)[0]


def test_units_that_are_called_alike_cannot_be_drawn_from() -> None:
    twin = '\n[[units]]\ntitle = "线上课"\nmode = "online"\nplanned_class_hours = 0\n'
    assert any("有两个单元都叫" in sentence for sentence in faults(twin + TEST))


def test_questions_that_must_be_written_are_never_drawn() -> None:
    source = lesson("一课")
    bank = bank_of([("one", text_of_source(source))])
    assert [(one.check, one.number) for one in bank] == [("feel", 1), ("feel", 2), ("push", 1), ("push", 2)]
    start, end = source.index("```quiz feel"), source.index("```", source.index("```quiz feel") + 3) + 3
    written = text_of_source(source[:start] + _WRITTEN + source[end:])
    assert next((one.check, one.number) for one in bank_of([("one", written)])) == ("feel", 2)
    assert same_again(Draw("线上课", 3), bank)
    assert not same_again(Draw("线上课", 2), bank)
