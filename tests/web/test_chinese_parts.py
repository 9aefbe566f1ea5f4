"""What stays Chinese in an English page says so, and nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.web.chinese_parts import mark_chinese

ZH = ' lang="zh-CN"'


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("<p>盲人按摩</p>", f"<p{ZH}>盲人按摩</p>"),
        (
            "<p>The course 盲人按摩, 12 lessons</p>",
            f"<p>The course <span{ZH}>盲人按摩</span>, 12 lessons</p>",
        ),
        ("<p>第 1 课</p>", f"<p{ZH}>第 1 课</p>"),
        ("<p>学员01 has come</p>", f"<p><span{ZH}>学员01</span> has come</p>"),
        ("<p>甲<b>乙</b></p>", f"<p><span{ZH}>甲</span><b{ZH}>乙</b></p>"),
        ('<p lang="zh-CN">甲 <b>乙</b></p>', '<p lang="zh-CN">甲 <b>乙</b></p>'),
        ("<script>'甲'</script><style>甲</style>", "<script>'甲'</script><style>甲</style>"),
        ("<!-- 甲 --><p>a</p>", "<!-- 甲 --><p>a</p>"),
        ("<title>按摩 - 学习汇</title>", f"<title{ZH}>按摩 - 学习汇</title>"),
        ("<title>Courses of the base - 学习汇</title>", "<title>Courses of the base - 学习汇</title>"),
        ("<option value='a'>郑州</option>", f"<option{ZH} value='a'>郑州</option>"),
        ('<img alt="一双手">', f'<img{ZH} alt="一双手">'),
        ('<img alt="Hands">', '<img alt="Hands">'),
        ('<input type="hidden" value="甲">', '<input type="hidden" value="甲">'),
        ('<input type="text" value="小林">', f'<input{ZH} type="text" value="小林">'),
        ('<nav aria-label="甲"><a>Home</a></nav>', '<nav aria-label="甲"><a>Home</a></nav>'),
        ("<p>See “盲人按摩” now</p>", f"<p>See “<span{ZH}>盲人按摩</span>” now</p>"),
        ("<a>Start: 按揉</a>", f"<a><span>Start: <span{ZH}>按揉</span></span></a>"),
        ("<p>a &amp; b</p>", "<p>a &amp; b</p>"),
        ("<p>“Hello” it said</p>", "<p>“Hello” it said</p>"),
    ],
)
def test_a_part_is_marked_where_it_stands(page: str, marked: str) -> None:
    assert mark_chinese(page) == marked


_words = st.text(alphabet="甲乙第课a b1，。“”&;-<>", max_size=12).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
_labels = st.sampled_from(
    ["", ' alt="甲"', ' aria-label="a 乙"', ' lang="zh-CN"', ' lang="en"', ' class="x"']
)


def _element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(["p", "span", "td", "button", "title", "option"])
    return st.builds(
        lambda name, label, parts: f"<{name}{label}>{''.join(parts)}</{name}>",
        names,
        _labels,
        st.lists(inside, max_size=4),
    )


_pages = st.recursive(
    _words
    | st.builds(lambda label: f"<img{label}>", _labels)
    | st.just("<br>")
    | st.just("<script>甲<</script>"),
    _element,
    max_leaves=12,
)

_SPANS = re.compile(r"</?span[^>]*>")


@given(_pages)
def test_no_text_changes_and_twice_is_as_once(page: str) -> None:
    marked = mark_chinese(page)
    assert _SPANS.sub("", marked).replace(ZH, "") == _SPANS.sub("", page).replace(ZH, "")
    assert marked.count("<span") == marked.count("</span")
    assert mark_chinese(marked) == marked
