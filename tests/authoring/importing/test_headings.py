"""Headings in documents whose writers used no heading styles: shapes as they come in real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.rules.importing.headings import Heading, Line, Reason, is_contents_line, propose

BODY = "给顾客按摩之前要先洗手，这样双方都不容易生病，也让顾客放心。"


def b(text: str) -> Line:
    return Line(text, is_bold=True)


def t(text: str) -> Line:
    return Line(text)


def levels(*lines: Line) -> list[int | None]:
    return [found.level if found else None for found in propose(lines)]


def alone(line: Line) -> int | None:
    """Return the level of one line that stands between two ordinary paragraphs."""
    return levels(t(BODY), line, t(BODY))[1]


IS_HEADING = [
    b("一、为什么要洗手"),
    t("一、为什么要洗手"),
    t("一．为什么要洗手"),
    t("一. 为什么要洗手"),
    t("　　一、为什么要洗手"),
    t("十二、结业考核的安排"),
    t("二十一、附则"),
    t("一、什么是电子商务？"),
    t("一、准备工作："),
    t("一、主要内容"),
    t("第一章 主要内容"),
    t("（一）洗手的时机"),
    t("(一) 洗手的时机"),
    t("㈠ 洗手的时机"),
    b("（二）七步洗手法"),
    t("第一章 绪论"),
    t("第 一 章　绪论"),
    t("第一章"),
    t("第1章 认识手机"),
    t("第１章　认识手机"),
    t("第三节 认识穴位"),
    b("第三节  认识穴位"),
    t("第一部分 基础知识"),
    t("第十二讲 怎样和顾客说话"),
    t("第2课 开网店要准备什么"),
    t("项目一 开网店的准备"),
    t("任务2：拍商品照片"),
    t("模块三　客户服务"),
    t("单元一：认识厨房"),
    t("实训一 打奶泡"),
    b("1. 掌心对掌心"),
    b("1、掌心对掌心"),
    b("１．掌心对掌心"),
    b("（1）掌心对掌心"),
    b("⑴掌心对掌心"),
    b("1.1 手的准备"),
    b("1.1手的准备"),
    b("1.2.3 手腕的准备"),
    b("洗手的七个步骤"),
    b("怎样回复差评？"),
    Line("洗手的七个步骤", is_larger=True),
    Line("洗手的七个步骤", style_level=2),
    Line("洗手之前，先摘下手表和戒指。", style_level=3),
    Line("课后小结", is_alone=True),
]
ISNT_HEADING = [
    t(BODY),
    b("操作前一定要先问顾客有没有皮肤破损。"),
    b("注意：水温不能超过四十度"),
    b("重点：手法要轻"),
    b("切记！"),
    b("先看，再摸"),
    b("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"),
    b("2024年5月"),
    b("二〇二四年五月"),
    b("●认真听顾客说话"),
    b("①认真听顾客说话"),
    t("一、二年级的学生也能学会这个办法"),
    t("一、首先把水龙头打开，水流不要太大；然后把双手淋湿。"),
    t("一、洗手。洗手要用流动的水"),
    t("第一章主要介绍洗手的方法"),
    t("第二章的内容比较难"),
    t("第三节课我们学习认识穴位"),
    t("第一部分和第二部分要连着学"),
    t("第一章至第三章"),
    t("项目一般都要半年"),
    t("项目一个月内完成"),
    t("活动一下手腕"),
    t("第一次来的顾客要登记"),
    t("第一、要有耐心"),
    t("1.5公里以内可以步行"),
    t("3.5%的顾客会回头"),
    t("3、4月份是旺季"),
    t("2024年全市培训了三百人"),
    t("10元以下的商品包邮"),
    t("1. 打开水龙头"),
    t("1、打开水龙头，把手打湿，再抹上肥皂"),
    t("（1）打开水龙头；"),
    b("1. 打开水龙头，把双手打湿。"),
    Line("1. 打开水龙头", is_bold=True, is_listed=True),
    t("绪论……………………1"),
    t("第一章 绪论\t1"),
    t("洗手的七个步骤"),
    Line("先看，再摸", is_alone=True),
    Line("地址：郑州市金水区", is_alone=True),
    b("100"),
    b("——"),
    t(""),
]


@pytest.mark.parametrize("line", IS_HEADING, ids=lambda line: line.text[:20])
def test_a_line_that_opens_a_part_is_proposed_as_a_heading(line: Line) -> None:
    assert alone(line) == 1


@pytest.mark.parametrize("line", ISNT_HEADING, ids=lambda line: line.text[:20])
def test_a_line_that_only_looks_like_one_is_left_in_the_text(line: Line) -> None:
    assert alone(line) is None


def test_levels_follow_the_order_of_numbering_whatever_comes_first() -> None:
    found = levels(
        t("第一章 洗手"), t("第一节 准备"), t("一、时机"), t("（一）之前"), b("1. 问一问"), t(BODY),
        b("2. 看一看"), t(BODY), t("（二）之后"), t(BODY), t("二、地点"), t(BODY), t("第二章 用品"), t(BODY),
    )  # fmt: skip
    assert found == [1, 2, 3, 4, 5, None, 5, None, 4, None, 3, None, 1, None]


def test_numbers_under_chinese_numbers_need_no_bold_when_each_has_a_text_of_its_own() -> None:
    found = levels(t("一、步骤"), t("1. 手心"), t(BODY), t("2. 手背"), t(BODY), t("二、时间"), t(BODY))
    assert found == [1, 2, None, 2, None, 1, None]


def test_numbers_in_a_row_are_a_list() -> None:
    found = levels(t("一、步骤"), t("1. 手心"), t("2. 手背"), t("3. 指缝"), t("二、时间"), t(BODY))
    assert found == [1, None, None, None, 1, None]


def test_chinese_numbers_in_a_row_are_a_list_too() -> None:
    found = levels(t(BODY), t("一、毛巾"), t("二、肥皂"), t("三、指甲刀"), t(BODY))
    assert found == [None] * 5


def test_bold_numbers_in_a_row_stay_headings() -> None:
    assert levels(b("一、毛巾"), b("二、肥皂"), t(BODY)) == [1, 1, None]


def test_a_series_is_a_list_or_headings_as_a_whole() -> None:
    found = levels(t("一、总则"), t(BODY), t("二、对象"), t(BODY), t("三、附件"), t("四、其他"), t(BODY))
    assert found == [1, None, 1, None, 1, 1, None]


def test_a_picture_or_table_is_something_under_a_heading() -> None:
    picture = Line("", is_text=False)
    assert levels(t("一、毛巾"), picture, t("二、肥皂"), picture) == [1, None, 1, None]


def test_decimals_stand_below_whole_numbers() -> None:
    found = levels(
        b("1 手的准备"), b("1.1 指甲"), t(BODY), b("1.1.1 修剪"), t(BODY), b("2 水的准备"), t(BODY)
    )
    assert found == [1, 2, None, 3, None, 1, None]


def test_heading_styles_stand_above_what_is_guessed() -> None:
    found = levels(Line("洗手", style_level=1), b("一、时机"), t(BODY), Line("用品", style_level=1), t(BODY))
    assert found == [1, 2, None, 1, None]


def test_unused_heading_levels_leave_no_gap() -> None:
    lines = [
        Line("甲乙", style_level=2),
        t(BODY),
        Line("丙丁", style_level=5),
        t(BODY),
        Line("戊己", style_level=2),
    ]
    assert levels(*lines) == [1, None, 2, None, 1]


def test_the_first_line_in_the_middle_is_the_title() -> None:
    found = propose(
        [Line("按摩师的手部卫生", is_centred=True), t("一、时机"), t(BODY), t("二、地点"), t(BODY)]
    )
    assert found[0] == Heading(0, Reason.TITLE)
    assert found[1] == Heading(1, Reason.NUMBER)


def test_a_first_heading_above_all_others_is_the_title() -> None:
    found = levels(
        Line("手部卫生", style_level=1), Line("时机", style_level=2), t(BODY), Line("地点", style_level=2)
    )
    assert found == [0, 1, None, 1]


def test_a_first_heading_among_equals_is_not_the_title() -> None:
    assert levels(Line("时机", style_level=1), t(BODY), Line("地点", style_level=1), t(BODY)) == [
        1,
        None,
        1,
        None,
    ]


def test_bold_lines_in_a_row_are_a_slogan() -> None:
    assert levels(t(BODY), b("先问"), b("再看"), b("后动手"), t(BODY)) == [None] * 5


def test_a_bold_line_with_nothing_under_it_is_no_heading() -> None:
    assert levels(t(BODY), b("谢谢大家")) == [None, None]


def test_lines_of_a_table_of_contents_are_known() -> None:
    assert is_contents_line("第一章 绪论……………1")
    assert is_contents_line("第一章 绪论 .......... 12")
    assert is_contents_line("绪论\t3")
    assert not is_contents_line("等了很久……3")
    assert not is_contents_line("一共 3")


_TEXTS = st.sampled_from(
    ["一、甲乙", "（一）丙丁", "1. 戊己", "第一章 庚辛", "壬癸", BODY, "", "1.1 子丑", "①寅卯", "第二节"]
)
_LINES = st.builds(
    Line, _TEXTS, style_level=st.integers(0, 3), is_bold=st.booleans(), is_larger=st.booleans(),
    is_centred=st.booleans(), is_alone=st.booleans(), is_listed=st.booleans(), is_text=st.booleans(),
)  # fmt: skip


@given(st.lists(_LINES, max_size=25))
def test_levels_have_no_gaps_and_there_is_at_most_one_title(lines: list[Line]) -> None:
    found = [one.level for one in propose(lines) if one is not None]
    assert found.count(0) <= 1
    assert set(found) - {0} == set(range(1, max([0, *found]) + 1))


@given(st.lists(st.builds(Line, st.text(max_size=40), is_bold=st.booleans()), max_size=8))
def test_any_text_can_be_looked_at(lines: list[Line]) -> None:
    assert len(propose(lines)) == len(lines)
