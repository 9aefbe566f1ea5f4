"""The forms of blocks, and the lines of course.toml: what is shown can be written back, what isn't touched stays."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.forms.blocks import TaskForm, TermForm
from learnhub.authoring.rules.drafts.block_fields import (
    BlockFields,
    ChoiceFields,
    CriterionFields,
    fields_of,
    markdown_of,
    name_of,
    next_name,
)
from learnhub.authoring.rules.drafts.blocks import BlockKind
from learnhub.authoring.rules.folders.course_toml import (
    ForeignToml,
    front_matter,
    new_unit,
    read_course_toml,
    toml_value,
    with_front_matter,
)
from learnhub.catalogue.rules import TaskWay
from learnhub.catalogue.service import read_course, read_lesson
from learnhub.settings import PROJECT_DIR

COURSES = sorted((PROJECT_DIR / "content" / "courses").glob("*/course.toml"))


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.parent.name)
def test_every_lesson_says_the_same_when_all_its_blocks_were_written_by_their_forms(path: Path) -> None:
    formless = 0
    for lesson in path.parent.glob("lessons/*.md"):
        text = lesson.read_text(encoding="utf-8")
        source = read_source(text)
        for index, block in enumerate(source.blocks):
            fields = fields_of(block.kind, block.text)
            if fields is None:
                formless += block.kind is not BlockKind.HEAD
            else:
                source = source.with_text(index, markdown_of(block.kind, fields))
        assert read_lesson(source.text.encode()) == read_lesson(text.encode()), lesson.name
    assert formless <= 2, "nearly every block has a form of its own"


LINES = st.text(st.sampled_from("字a，。 -1.`[x]：|>"), max_size=8)


@given(
    kind=st.sampled_from([kind for kind in BlockKind if kind not in {BlockKind.HEAD, BlockKind.OTHER}]),
    words=st.lists(LINES, max_size=4).map("\n".join),
)
def test_whatever_a_form_shows_is_what_it_writes(kind: BlockKind, words: str) -> None:
    fields = fields_of(kind, words)
    if fields is not None:
        assert fields_of(kind, markdown_of(kind, fields)) == fields


def test_a_question_becomes_fields_and_comes_back() -> None:
    text = "```quiz wash\n洗多久？\n\n- [ ] 五秒\n  太短。\n  再想想。\n- [x] 二十秒\n  对。\n```"
    fields = fields_of(BlockKind.QUIZ, text)
    assert fields == BlockFields(
        text="洗多久？",
        name="wash",
        choices=(ChoiceFields("五秒", False, "太短。\n再想想。"), ChoiceFields("二十秒", True, "对。")),
    )
    assert markdown_of(BlockKind.QUIZ, fields) == text
    assert name_of(text) == "wash"


def test_a_task_with_what_is_looked_at_becomes_fields_and_comes_back() -> None:
    text = (
        "```task show-it\n题目：做一遍\n用时：10 分钟\n怎么交：在基地做给老师看\n"
        "评分：手\n够了：贴住。\n还差一点：滑。\n评分：话\n够了：问了。\n还差一点：没问。\n\n1. 洗手。\n2. 做。\n```"
    )
    fields = fields_of(BlockKind.TASK, text)
    assert fields == BlockFields(
        text="1. 洗手。\n2. 做。",
        name="show-it",
        title="做一遍",
        minutes=10,
        way=TaskWay.SHOWN,
        rubric=(CriterionFields("手", "贴住。", "滑。"), CriterionFields("话", "问了。", "没问。")),
    )
    assert markdown_of(BlockKind.TASK, fields) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (BlockKind.STEPS, "1. 一\n\n   第二段"),
        (BlockKind.POINTS, "- 甲\n  - 里面"),
        (BlockKind.QUIZ, "```quiz a\n题\n\n- [x] 对\n不缩进\n```"),
        (BlockKind.QUIZ, "```quiz a\n没有选项\n```"),
        (BlockKind.QUIZ, "```quiz a\n排一排\n\n1. 先\n   对。\n2. 后\n   对。\n```"),
        (BlockKind.QUIZ, "```quiz a\n配一配\n\n- 合谷 = 虎口\n  对。\n- 内关 = 手腕\n  对。\n```"),
        (BlockKind.QUIZ, "```quiz a\n写一写\n\n- [=] 20\n  对。\n- [ ] 5\n  太短。\n```"),
        (BlockKind.TASK, "```task a\n题目：做\n用时：很久\n怎么交：自己练\n\n1. 做\n```"),
        (
            BlockKind.TASK,
            "```task a\n题目：做\n用时：5 分钟\n怎么交：自己练\n评分：手\n够了：贴住。\n\n1. 做\n```",
        ),
        (BlockKind.TERM, "```term\n别的：话\n```"),
        (BlockKind.WARNING, "```warning\n没有结束"),
        (BlockKind.PICTURE, '![甲](media/a.svg "标题")'),
    ],
)
def test_what_a_form_can_not_hold_is_left_to_markdown(kind: BlockKind, text: str) -> None:
    assert fields_of(kind, text) is None


def test_a_fence_is_longer_than_what_stands_in_it() -> None:
    text = markdown_of(BlockKind.WARNING, BlockFields(text="```\n代码\n```"))
    assert read_source(text).blocks[0].text == text


def test_a_name_is_never_given_twice() -> None:
    assert next_name(["check-1", "check-3"], "check") == "check-2"


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.parent.name)
def test_a_course_file_comes_back_byte_for_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    read = read_course_toml(text)
    assert read.text == text
    assert read.with_planned().text == text
    assert read.lesson_slugs == read_course(text.encode()).lesson_slugs


TOML = (PROJECT_DIR / "content/courses/blind-massage/course.toml").read_text(encoding="utf-8")


def test_only_the_lines_of_the_unit_that_was_changed_change() -> None:
    course = read_course_toml(TOML)
    index = next(i for i, unit in enumerate(course.units) if len(unit.lessons) > 1)
    unit = course.units[index]
    turned = type(unit)(unit.title, unit.mode, unit.planned_class_hours, unit.lessons[::-1], "", unit.source)
    changed = course.with_unit(index, turned)
    before, after = TOML.split("\n"), changed.text.split("\n")
    assert [a for a in after if a not in before] == [f"lessons = {toml_value(list(turned.lessons))}"]
    assert read_course(changed.text.encode()).units[index].lessons == turned.lessons


def test_a_value_over_several_lines_is_changed_whole_and_comments_elsewhere_stay() -> None:
    text = (
        'title = "甲" # 课名\n# 说明\n[planned]\nonline_class_hours = 1\noffline_class_hours = 0\noffline_days = 0\n\n'
        '[[units]]\ntitle = "一"\nmode = "online"\nplanned_class_hours = 1\nlessons = [\n  "aaa", # 第一课\n  "bbb",\n]\n# 末尾\n'
    )
    course = read_course_toml(text)
    unit = course.units[0]
    changed = course.with_unit(0, type(unit)("一", "online", 4, ("bbb", "ccc"), "", "")).with_planned()
    assert changed.text == text.replace("hours = 1", "hours = 4").replace(
        'lessons = [\n  "aaa", # 第一课\n  "bbb",\n]', 'lessons = ["bbb", "ccc"]'
    )


def test_units_are_added_to_a_course_that_has_none() -> None:
    course = read_course_toml(
        'title = "甲"\n\n[planned]\nonline_class_hours = 0\noffline_class_hours = 0\noffline_days = 0\n'
    )
    made = course.with_units([new_unit('"引号"\\', "online", 3, ["first-lesson"])]).with_planned()
    told = tomllib.loads(made.text)
    assert told["units"] == [
        {"title": '"引号"\\', "mode": "online", "planned_class_hours": 3, "lessons": ["first-lesson"]}
    ]
    assert told["planned"]["online_class_hours"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'units = [{title = "甲"}]',
        'x = """\n[[units]]\ntitle = "里面"\n"""\n[[units]]\ntitle = "甲"\n',
        "a = " + "[" * 50,
        "a." * 20 + "b = 1",
    ],
)
def test_what_can_not_be_changed_by_lines_is_named(text: str) -> None:
    with pytest.raises(ForeignToml):
        read_course_toml(text)


@given(value=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_a_title_of_any_signs_is_written_so_that_it_is_read_again(value: str) -> None:
    head = with_front_matter('+++\n# 说明\ntitle = "甲"\nsummary = "乙"\n+++', {"title": value})
    assert front_matter(head) == {"title": value, "summary": "乙"}
    assert "# 说明" in head


def test_a_line_of_a_block_stays_one_line_whatever_is_sent() -> None:
    broken = "揉和按\n用时：60 分钟"
    assert TaskForm(MultiDict({"title": broken})).told().title == "揉和按 用时：60 分钟"
    told = TermForm(MultiDict({"word": broken, "reading": "a\r\nb", "text": broken})).told()
    assert (told.word, told.reading, told.text) == ("揉和按 用时：60 分钟", "a b", "揉和按 用时：60 分钟")
