"""What a draft says of its tests is changed line by line; every other line stays as it was."""

from dataclasses import replace

import pytest

from learnhub.authoring.rules.drafts.outline import join_units, remove_unit, tell_unit
from learnhub.authoring.rules.folders.assessments_toml import tests_of as read_tests
from learnhub.authoring.rules.folders.assessments_toml import with_test, without_test
from learnhub.authoring.rules.folders.course_toml import CourseToml, ForeignToml, read_course_toml
from learnhub.catalogue.adapters.course_file import read_course
from learnhub.catalogue.rules.assessments import AssessmentText, Draw
from learnhub.primitives import Refusal
from learnhub.settings import PROJECT_DIR

SAMPLES = [
    path.read_text(encoding="utf-8")
    for path in sorted((PROJECT_DIR / "content" / "courses").glob("*/course.toml"))
]
MASSAGE = next(text for text in SAMPLES if 'slug = "blind-massage"' in text)
NEW = AssessmentText("half-way", "半程测验", (Draw("卫生与安全禁忌", 2),), pass_right=1, minutes=30)


def is_whole(course: CourseToml) -> CourseToml:
    """Read what was written as a course, and cut it again."""
    read_course(course.text.encode())
    assert read_course_toml(course.text).text == course.text
    return course


@pytest.mark.parametrize("text", SAMPLES)
def test_a_test_is_added_changed_and_taken_out_and_the_rest_stays(text: str) -> None:
    course = read_course_toml(text)
    known = read_tests(course)
    added = with_test(course, replace(NEW, draws=(Draw(course.units[-1].title, 2),)))
    assert added.text.startswith(text.rstrip("\n"))
    assert [one.slug for one in read_tests(added)] == [*(one.slug for one in known), "half-way"]
    (changed,) = [one for one in read_tests(added) if one.slug == "half-way"]
    told = with_test(added, replace(changed, title="新名字", pass_right=None, attempts=3, minutes=0))
    read = {one.slug: one for one in read_course(is_whole(told).text.encode()).assessments}
    assert (read["half-way"].title, read["half-way"].pass_right, read["half-way"].attempts) == (
        "新名字",
        None,
        3,
    )
    assert without_test(told, "half-way").text.rstrip("\n") == text.rstrip("\n")
    assert with_test(course, known[0]).text == text if known else True


def test_a_unit_that_is_called_otherwise_keeps_its_questions_and_none_goes_while_a_test_draws_from_it() -> (
    None
):
    course = read_course_toml(MASSAGE)
    at = next(index for index, unit in enumerate(course.units) if unit.title == "卫生与安全禁忌")
    told = tell_unit(course, at, "卫生、安全与禁忌", "online", 6)
    assert not isinstance(told, Refusal)
    assert read_tests(is_whole(told))[0].draws[0] == Draw("卫生、安全与禁忌", 3)
    for refused in (remove_unit(course, at), join_units(course, at)):
        assert isinstance(refused, Refusal)
        assert "理论测验" in refused.sentence
    assert not isinstance(remove_unit(course, len(course.units) - 1), Refusal)


def test_tests_that_are_written_otherwise_are_left_to_the_file() -> None:
    foreign = read_course_toml('assessments = [{ slug = "one" }]\n' + MASSAGE.split("[[assessments]]")[0])
    with pytest.raises(ForeignToml):
        read_tests(foreign)
