"""What a screen reader says of a lesson comes in reading order, each thing with what it is."""

import pytest

from learnhub.authoring.rules.gate.heard import heard
from learnhub.catalogue.adapters.lesson_file import read_lesson
from tests.catalogue.samples import lesson_md
from tests.catalogue.test_questions import ORDER, PAIRS, WORDS

PUT = "![双手在水流下面来回搓](media/hands.svg)\n\n看 [洗手歌的歌词](https://example.org/a)。\n\n1. 湿手\n2. 搓手\n\n| 步骤 | 时间 |\n|---|---|\n| 湿手 | 五秒 |"


def test_what_a_screen_reader_says_comes_in_order() -> None:
    said = heard(read_lesson(lesson_md(first=PUT).encode()))
    told = [f"{one.role}：{one.words}" if one.role else one.words for one in said]
    assert told[0] == "标题 1 级：洗手再按摩"
    start = told.index("图片：双手在水流下面来回搓")
    assert told[start - 1] == "标题 2 级：为什么这样做甲"
    assert told[start + 1 : start + 7] == [
        "看 ［链接］洗手歌的歌词。",
        "列表：2 项",
        "第 1 项：湿手",
        "第 2 项：搓手",
        "表格：为什么这样做甲，2 列 2 行",
        "步骤 列：湿手",
    ]
    assert told[-1] == "按钮：提交答案"


@pytest.mark.parametrize(("block", "role"), [(ORDER, "组合框"), (PAIRS, "组合框"), (WORDS, "编辑框")])
def test_each_kind_of_question_is_heard_as_what_it_is(block: str, role: str) -> None:
    put = (
        block.format(name="new-one")
        + "\n"
        + lesson_md().split("## 为什么这样做甲")[1].split("```quiz why-one")[0]
    )
    other = "```quiz new-one\n先做什么？\n\n- [x] 湿手\n  对，先湿手。\n- [ ] 擦手\n  擦手在最后。\n```"
    said = heard(read_lesson(lesson_md(first=f"{put}\n\n{other}", sentences=8).encode()))
    assert role in {one.role for one in said}
