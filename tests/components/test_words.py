"""Notices, states, lists, tables, money and ways round the site."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learnhub.primitives import fen_text
from learnhub.web import Paging
from tests.components.rendering import Render
from tests.page_checks.document import Document
from tests.page_checks.structure import tables_can_be_read


@pytest.mark.parametrize(
    ("kind", "word"), [("info", "提示"), ("success", "已完成"), ("warning", "注意"), ("sample", "示例")]
)
def test_a_notice_opens_with_its_kind_in_words(render: Render, kind: str, word: str) -> None:
    document = render("notice", f'notice("{kind}", "标题")', content="<p>内容</p>")
    assert document.words(document.all("p")[0]) == f"{word}：标题"
    assert (document.all("div")[0].get("data-module") == "announce") == (kind == "success")


def test_a_misspelt_kind_of_notice_fails(render: Render) -> None:
    with pytest.raises(Exception, match="has no"):
        render("notice", 'notice("worning")', content="x")


def test_a_state_is_said_in_words_and_its_shape_is_no_text(render: Render) -> None:
    document = render("state_label", 'state_label("还没有", "missing")')
    assert document.words(document.all("body")[0]) == "还没有"
    assert document.all("img", "svg") == []


def test_progress_is_words_a_silent_bar_and_a_list(render: Render) -> None:
    items = [("洗手", "/a", True), ("取穴", None, False)]
    document = render("progress", 'progress("2 节里学完了 1 节", 1, 2, items)', items=items)
    bar = document.all("progress")[0]
    assert (bar.get("value"), bar.get("max"), bar.get("aria-hidden")) == ("1", "2", "true")
    assert [document.words(e) for e in document.all("li")] == ["洗手 学完了", "取穴 还没学"]
    assert document.words(document.all("body")[0]).startswith("2 节里学完了 1 节 洗手")


@pytest.mark.parametrize(
    ("number", "links"),
    [
        (1, ["下一页", "最后一页"]),
        (2, ["上一页", "下一页", "最后一页"]),
        (3, ["第一页", "上一页", "下一页", "最后一页"]),
        (4, ["第一页", "上一页", "下一页"]),
        (5, ["第一页", "上一页"]),
    ],
)
def test_a_page_of_a_list_links_only_to_pages_that_are_there(
    render: Render, number: int, links: list[str]
) -> None:
    paging = Paging(rows=[], number=number, total=120)
    document = render(
        "pagination", 'pagination(paging, "accessibility.office_reports", {"q": "x"})', paging=paging
    )
    assert [document.words(e) for e in document.all("a")] == links
    assert f"第 {number} 页，共 5 页" in document.words(document.all("nav")[0])
    assert all("q=x" in (e.get("href") or "") for e in document.all("a"))
    short = render(
        "pagination", 'pagination(paging, "accessibility.office_reports", ends=false)', paging=paging
    )
    ends = {"第一页", "最后一页"}
    assert [short.words(e) for e in short.all("a")] == [one for one in links if one not in ends]


def test_a_single_page_needs_no_paging(render: Render) -> None:
    paging = Paging(rows=[1], number=1, total=1)
    assert (
        render("pagination", 'pagination(paging, "accessibility.office_reports")', paging=paging).all("nav")
        == []
    )


def test_a_breadcrumb_is_a_named_list_of_links(render: Render) -> None:
    document = render("breadcrumb", 'breadcrumb([("首页", "/"), ("课程", "/courses")])')
    assert document.all("nav")[0].get("aria-label") == "您的位置"
    assert [(document.words(e), e.get("href")) for e in document.all("a")] == [
        ("首页", "/"),
        ("课程", "/courses"),
    ]
    assert len(document.all("ol")) == 1


def test_pairs_stay_pairs(render: Render) -> None:
    document = render("definition_list", 'definition_list([("线上", "60 学时"), ("线下", "15 天")])')
    assert [[document.words(c) for c in row] for row in document.all("div")] == [
        ["线上", "60 学时"],
        ["线下", "15 天"],
    ]


def test_details_are_htmls_own(render: Render) -> None:
    shut = render("details", 'details("怎么算的")', content="<p>这样算。</p>")
    assert shut.all("details")[0].get("open") is None
    assert shut.name(shut.all("details")[0]) == "怎么算的"
    assert (
        render("details", 'details("怎么算的", is_open=true)', content="x").all("details")[0].get("open")
        is not None
    )


def test_steps_say_where_one_is(render: Render) -> None:
    document = render("steps", 'steps(["报名", "学习", "考核"], current=2)')
    told = [(document.words(e), e.get("aria-current")) for e in document.all("li")]
    assert told == [("报名 （已完成）", None), ("学习 （现在在这一步）", "step"), ("考核", None)]


def test_steps_without_a_present_one_say_nothing_more(render: Render) -> None:
    assert [e.get("aria-current") for e in render("steps", 'steps(["报名", "学习"])').all("li")] == [
        None,
        None,
    ]


def test_a_table_passes_the_table_checks_and_says_its_columns_in_each_cell(render: Render) -> None:
    call = 'table("出勤", ["日期", "上午", "下午"], [["3 月 2 日", "到了", "请假"]], id="attendance")'
    document = render("table", call)
    assert list(tables_can_be_read(document)) == []
    assert [e.get("scope") for e in document.all("th")] == ["col", "col", "col", "row"]
    assert [e.get("data-column") for e in document.all("td")] == ["上午", "下午"]


def test_short_cells_stay_in_one_line_and_long_ones_break(render: Render) -> None:
    rows = '[["2026年12月31日", "315 分钟", "到课，也听完了整堂课的讲解"]]'
    document = render("table", f'table("出勤", ["日期", "时长", "情况"], {rows})')
    short = [document.name(e) for e in document.all("th", "td") if "table__cell--short" in e.get("class", "")]
    assert short == ["2026年12月31日", "315 分钟"]


def test_a_table_without_row_headers_has_cells_alone(render: Render) -> None:
    document = render(
        "table", 'table("出勤", ["日期", "上午"], [["3 月 2 日", "到了"]], has_row_headers=false)'
    )
    assert [e.get("data-column") for e in document.all("td")] == ["日期", "上午"]


def test_cells_are_escaped_unless_they_are_components(render: Render) -> None:
    assert render("table", 'table("a", ["b"], [["<script>x</script>"]])').all("script") == []


@pytest.mark.parametrize(
    ("fen", "seen", "heard"),
    [
        (0, "0.00 元", "0 元整"),
        (45000, "450.00 元", "450 元整"),
        (123456, "1234.56 元", "1234 元 5 角 6 分"),
        (105, "1.05 元", "1 元 零 5 分"),
        (50, "0.50 元", "5 角"),
        (5, "0.05 元", "5 分"),
        (-3000, "-30.00 元", "负 30 元整"),
    ],
)
def test_money_is_seen_as_on_a_slip_and_heard_as_people_say_it(
    render: Render, fen: int, seen: str, heard: str
) -> None:
    document = render("money", "money(fen)", fen=fen)
    data = document.all("data")[0]
    assert document.seen(data) == seen
    assert document.words(data) == heard


@given(fen=st.integers(-(10**12), 10**12))
def test_the_exact_amount_is_what_the_kernel_writes(component_app: Flask, fen: int) -> None:
    template = '{% from "components/money.html" import money %}{{ money(fen) }}'
    with component_app.test_request_context():
        text = component_app.jinja_env.from_string(template).render(fen=fen)
    assert Document(text).all("data")[0].get("value") == fen_text(fen)


def test_a_picture_has_its_description_and_its_size(render: Render) -> None:
    document = render("figure", 'figure("/a.svg", "两只手", 300, 200, caption="洗手")')
    picture = document.all("img")[0]
    assert [picture.get(n) for n in ("alt", "width", "height", "loading")] == ["两只手", "300", "200", "lazy"]
    assert [document.words(e) for e in document.all("figcaption")] == ["洗手"]


def test_what_was_added_and_removed_is_said_in_words(render: Render) -> None:
    stretches = [
        {"text": t, "change": c} for t, c in (("洗", "same"), ("五秒", "removed"), ("十秒", "added"))
    ]
    document = render("changed_text", "changed_text(stretches)", stretches=stretches)
    assert document.words(document.all("del")[0]) == "〔删去〕五秒"
    assert document.words(document.all("ins")[0]) == "〔加上〕十秒"
