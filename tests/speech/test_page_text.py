"""What is read aloud of a page: what somebody sees in its main part, each thing once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.speech.adapters.page_text import HTML_CHARACTERS_MAX, page_text


def lines(main: str) -> list[str]:
    return [line.text for line in page_text(f"<body><p>页头</p><main>{main}</main><p>页脚</p></body>").lines]


def test_only_the_main_part_is_read_and_its_first_heading_is_the_title() -> None:
    page = page_text("<h1>不读</h1><main id='main'><h1>我的<em>积分</em></h1><p>一共 3 分。</p></main>尾")
    assert page.title == "我的积分"
    assert [(line.text, line.is_heading) for line in page.lines] == [
        ("我的积分", True),
        ("一共 3 分。", False),
    ]


@pytest.mark.parametrize(
    ("main", "read"),
    [
        ("<p>一<br>二</p>", ["一", "二"]),
        ("<ul><li>一</li><li>二<ul><li>三</li></ul></li></ul>", ["一", "二", "三"]),
        (
            "<table><tr><th>姓名<th>天数</tr><tr><td>王芳</td><td>3</td></tr></table>",
            ["姓名，天数", "王芳，3"],
        ),
        ("<p>看<span hidden>不见</span>得见</p>", ["看得见"]),
        ("<p><span aria-hidden='true'>450.00 元</span><span>450 元整</span></p>", ["450 元整"]),
        ("<p><ruby>按<rp>(</rp><rt>àn</rt><rp>)</rp></ruby>摩</p>", ["按摩"]),
        ("<p>洗手<img src='x' alt='两只手'>再做</p>", ["洗手图：两只手。再做"]),
        ("<img src='x' alt=''><script>a()</script><style>p{}</style>", []),
        ("<form><button>提交</button></form>", ["按钮：提交"]),
        ("<label>昵称</label><input value='春天'>", ["昵称", "已填：春天"]),
        ("<label>密码</label><input type='password' value='秘密'>", ["密码"]),
        ("<input type='hidden' value='令牌'>", []),
        ("<div><input type='radio' checked><label>会</label></div>", ["已选：", "会"]),
        ("<p data-unread>听这一页</p><p>文字</p>", ["文字"]),
        ("<audio>不支持</audio><p>下载</p>", ["下载"]),
        ("<p>1 &lt; 2&nbsp;元</p>", ["1 < 2 元"]),
    ],
)
def test_what_is_read(main: str, read: list[str]) -> None:
    assert lines(main) == read


def test_page_without_main_part_has_no_words() -> None:
    assert page_text("<p>没有</p>").lines == ()


def test_page_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        page_text("<main>" + "字" * HTML_CHARACTERS_MAX)


def test_deep_nesting_and_wrong_nesting_harm_nothing() -> None:
    assert lines("<div>" * 5_000 + "深" + "</div>" * 5_000)[0] == "深"
    assert lines("<p>一<b>二</p>三</b></section></main>四") == ["一二", "三"]


@given(st.text(alphabet="<>/=\"' mainspandivbuttontr一二&;!-"))
def test_whatever_comes_is_read_without_a_fault(text: str) -> None:
    for line in page_text(f"<main>{text}").lines:
        assert line.text == line.text.strip()
        assert line.text
