"""course.toml and slots.toml are read whole, or every fault is named with its line."""

from datetime import date

import pytest

from learnhub.catalogue.adapters.course_file import read_course
from learnhub.catalogue.adapters.slots_file import read_slot_notes
from learnhub.catalogue.rules import CourseKind, CourseState, Findings, SignLanguage, UnitMode
from tests.catalogue.samples import course_toml


def faults(toml: str, slug: str | None = None) -> list[tuple[int, str]]:
    try:
        read_course(toml.encode(), slug=slug)
    except Findings as error:
        return [(finding.line, finding.sentence) for finding in error.findings]
    return []


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_whole_course_is_read() -> None:
    course = read_course(course_toml(include="test-module").encode(), slug="test-course")
    assert (course.kind, course.state) == (CourseKind.COURSE, CourseState.PUBLISHED)
    assert course.lesson_slugs == ("wash-hands", "find-shoulder")
    assert course.includes == ("test-module",)
    assert [unit.mode for unit in course.units] == [UnitMode.ONLINE, UnitMode.ONLINE, UnitMode.OFFLINE]
    assert course.occupation is not None
    assert course.occupation.code == "4-10-04-02"
    assert course.planned.offline_class_hours == 7


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("format = 1", "format = 2", "format = 1"),
        ('slug = "test-course"', 'slug = "Test Course"', "小写字母"),
        ('slug = "test-course"', 'slug = "other-course"', "文件夹却叫"),
        ('kind = "course"', 'kind = "workshop"', "kind 请从这些里选"),
        ('state = "published"', 'state = "reviewed"', "state 请从这些里选"),
        ('category = "massage"', 'category = "spa"', "category 请从这些里选"),
        ("就业技能培训", "魔法培训", "training_type 请从这些里选"),
        ("培训合格证书", "魔法证书", "不认识证书"),
        ('certificates = ["培训合格证书"]', 'certificates = "培训合格证书"', "方括号"),
        ('tags = ["按摩"]', 'tags = ["按摩", "按摩"]', "重复"),
        ('cost = "不收费"', 'cost = ""', "请写上要不要交钱"),
        ('rights = "测试用文字"', "", "请写上谁写的"),
        ('level = "五级/初级工"', "level = 5", "请写上等级"),
        ('summary = "学会', f'summary = "{"长" * 400}学会', "最多 400 个字"),
        ('origin = "developed"', 'origin = "found"', "origin 请从这些里选"),
        ("tags =", 'price = "1"\ntags =', "不认识“price”"),
        ("online_class_hours = 6", "online_class_hours = -1", "整数"),
        ("online_class_hours = 6", "online_class_hours = 6.5", "整数"),
        ("online_class_hours = 6", "online_class_hours = 9", "各单元加起来是 6"),
        ("offline_days = 1", "offline_days = true", "整数"),
        ("[planned]", "[plan]", "[planned]"),
        ('edition = "2015"', "", "请写上职业分类大典的版本"),
        ('mode = "offline"', 'mode = "elsewhere"', "mode 请从这些里选"),
        ('title = "手把手练习"', "", "请写上单元名"),
        ('"wash-hands", "find-shoulder"', '"wash-hands", "wash-hands"', "两课不能同名"),
        ('"wash-hands", "find-shoulder"', '"Wash Hands", "find-shoulder"', "课名“Wash Hands”"),
        ('"wash-hands", "find-shoulder"', "5", "lessons 请写成方括号"),
        ('"wash-hands", "find-shoulder"', "", "还没有课文"),
        ("全部内容可以听。", "正常人也能学。", "不要用“正常人”"),
        ("[occupation]", "[occupation", "不是正确的 TOML"),
    ],
)
def test_a_spoiled_course_says_what_to_mend(before: str, after: str, says: str) -> None:
    whole = course_toml()
    assert before in whole
    assert any(says in sentence for _, sentence in faults(whole.replace(before, after, 1), "test-course"))


def test_bad_toml_is_named_with_its_line() -> None:
    toml = course_toml().replace('level = "五级/初级工"', 'level = "五级')
    assert faults(toml) == [
        (line_of(toml, 'level = "五级'), "这一行不是正确的 TOML，请检查引号、等号和方括号是否成对。")
    ]


def test_toml_that_ends_too_soon_is_named_at_its_end() -> None:
    toml = course_toml() + 'rest = """\n没有完'
    assert faults(toml)[0][0] == toml.count("\n") + 1


@pytest.mark.parametrize(
    "hostile",
    ["a." * 5000 + "b = 1", "x = " + "[" * 4000, "x = " + "{a=" * 3000, '"a"."b"."c"."d"."e"."f"."g" = 1'],
)
def test_toml_that_would_eat_memory_is_refused_unread(hostile: str) -> None:
    assert "套得太深" in faults(hostile)[0][1]


def test_a_fault_in_a_later_unit_is_named_at_that_unit() -> None:
    toml = course_toml(include="test-module").replace('title = "手把手练习"', "title = 3")
    (line, _), *rest = faults(toml)
    assert (line, rest) == (line_of(toml, "title = 3"), [])


def test_a_unit_has_lessons_or_a_module_and_only_online() -> None:
    both = course_toml().replace('lessons = ["wash', 'include = "test-module"\nlessons = ["wash')
    assert "include 或 lessons 中的一个" in str(faults(both))
    offline = course_toml().replace('mode = "online"', 'mode = "offline"', 1)
    assert "线下单元里不能放课文" in str(faults(offline))


def test_a_module_includes_no_module() -> None:
    toml = course_toml(kind="shared module", include="other-module")
    assert "公共模块不能再包含别的模块" in str(faults(toml))


def test_units_written_as_one_array_are_read_too() -> None:
    toml = course_toml().split("[[units]]")[0].replace("format = 1\n", "", 1)
    units = (
        'format = 1\nunits = [{title = "甲", mode = "online", planned_class_hours = 6, lessons = ["wash-hands"]}, '
        '{title = "乙", mode = "offline", planned_class_hours = 7}]\n'
    )
    assert [unit.title for unit in read_course((units + toml).encode()).units] == ["甲", "乙"]


LESSONS = frozenset({"wash-hands", "find-shoulder"})


def slot_faults(toml: str) -> str:
    with pytest.raises(Findings) as caught:
        read_slot_notes(toml.encode(), LESSONS)
    return str([finding.sentence for finding in caught.value.findings])


def test_requests_and_languages_of_sign_videos_are_read() -> None:
    notes = read_slot_notes(
        (
            '[[sign]]\nlesson = "wash-hands"\nrequested_of = "市聋协手语组"\nrequested_on = 2025-05-20\n'
            'promised_on = 2025-07-31\n\n[[sign]]\nlesson = "find-shoulder"\nlanguage = "自然手语"\n'
        ).encode(),
        LESSONS,
    )
    assert (notes[0].requested_of, notes[0].promised_on) == ("市聋协手语组", date(2025, 7, 31))
    assert notes[1].language is SignLanguage.NATURAL


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[[sign]]\nlesson = "nowhere"\nrequested_of = "甲"', "lesson 请写这门课里一课的名字"),
        ('[[sign]]\nlesson = "wash-hands"\npromised_on = 2025-07-31', "请了谁"),
        ('[[sign]]\nlesson = "wash-hands"\nrequested_of = "甲"\npromised_on = "七月"', "写成日期"),
        (
            '[[sign]]\nlesson = "wash-hands"\nrequested_of = "甲"\npromised_on = 2025-07-31T08:00:00',
            "写成日期",
        ),
        ('[[sign]]\nlesson = "wash-hands"\nlanguage = "手语"', "language 请从这些里选"),
        ('[[sign]]\nlesson = "wash-hands"\nstate = "reviewed"', "不认识“state”"),
        ('[[sign]]\nlesson = "wash-hands"\n[[sign]]\nlesson = "wash-hands"', "写了两遍"),
        ("[audio]\nx = 1", "只写 [[sign]]"),
        ("sign = 5", "一个个 [[sign]]"),
        ("[[sign", "不是正确的 TOML"),
    ],
)
def test_a_spoiled_slots_file_says_what_to_mend(toml: str, says: str) -> None:
    assert says in slot_faults(toml)
