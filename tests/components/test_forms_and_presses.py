"""Forms, buttons and buttons that save at the press."""

from learnhub.web.guard import TOKEN_FIELD
from tests.components.rendering import Render

THEMES = [("light", "浅色"), ("dark", "深色")]


def test_a_form_posts_with_its_token_and_leaves_checking_to_us(render: Render) -> None:
    form = render("post_form", 'post_form("/notes")', content="<button>发送</button>").all("form")[0]
    assert (form.get("method"), form.get("action"), form.get("novalidate")) == ("post", "/notes", "")
    assert [e.get("name") for e in form.iter("input")] == [TOKEN_FIELD]
    assert form.get("enctype") is None
    assert form.get("autocomplete") == "off"  # what one types is offered to nobody else on the device


def test_a_form_with_files_can_send_them(render: Render) -> None:
    form = render("post_form", 'post_form("/notes", has_files=true)', content="x").all("form")[0]
    assert form.get("enctype") == "multipart/form-data"


def test_a_query_has_no_token(render: Render) -> None:
    document = render("query_form", 'query_form("/search", label="搜索")', content="<button>搜索</button>")
    form = document.all("form")[0]
    assert (form.get("method"), form.get("aria-label"), form.get("autocomplete")) == ("get", "搜索", "off")
    assert document.all("input") == []


def test_a_button_sends_its_form_and_says_its_deed(render: Render) -> None:
    document = render("button", 'button("本节学完", kind="danger", name="section", value="s1")')
    button = document.all("button")[0]
    assert document.name(button) == "本节学完"
    assert button.get("type") is None
    assert (button.get("name"), button.get("value")) == ("section", "s1")
    assert "button--danger" in (button.get("class") or "")


def test_a_link_that_looks_like_a_button_is_a_link(render: Render) -> None:
    document = render("button_link", 'button_link("开始学", "/courses")')
    link = document.all("a")[0]
    assert (link.get("href"), link.get("role")) == ("/courses", None)


def test_the_present_choice_says_so_in_words(render: Render) -> None:
    document = render("choice_buttons", 'choice_buttons("颜色", "theme", themes, "dark")', themes=THEMES)
    assert document.name(document.all("fieldset")[0]) == "颜色"
    told = [(document.name(e), e.get("aria-pressed"), e.get("value")) for e in document.all("button")]
    assert told == [("浅色", "false", "light"), ("深色（正在用）", "true", "dark")]


def test_steps_say_the_present_value_first(render: Render) -> None:
    document = render("step_buttons", 'step_buttons("字号", "text_size", "125%", "小一点", "大一点")')
    assert document.name(document.all("fieldset")[0]) == "字号：现在 125%"
    assert [(document.name(e), e.get("value")) for e in document.all("button")] == [
        ("小一点", "-"),
        ("大一点", "+"),
    ]


def test_a_step_at_its_end_stays_and_says_so(render: Render) -> None:
    first = render("step_buttons", 'step_buttons("字号", "t", "100%", "小一点", "大一点", is_first=true)')
    last = render("step_buttons", 'step_buttons("字号", "t", "200%", "小一点", "大一点", is_last=true)')
    assert [first.name(e) for e in first.all("button")] == ["小一点（已经最小）", "大一点"]
    assert [last.name(e) for e in last.all("button")] == ["小一点", "大一点（已经最大）"]
    assert [e.get("disabled") for e in (*first.all("button"), *last.all("button"))] == [None] * 4


def test_a_switch_says_what_it_is_and_posts_the_other_state(render: Render) -> None:
    off = render("switch_button", 'switch_button("拼音", "has_pinyin", false)')
    on = render("switch_button", 'switch_button("拼音", "has_pinyin", true)')
    assert (off.name(off.all("button")[0]), off.all("button")[0].get("value")) == (
        "拼音：关着，按一下打开",
        "on",
    )
    assert (on.name(on.all("button")[0]), on.all("button")[0].get("value")) == (
        "拼音：开着，按一下关闭",
        "off",
    )


def test_the_summary_links_each_wrong_field_and_says_the_rest(render: Render) -> None:
    document = render(
        "error_summary",
        "error_summary(errors)",
        errors=[("", "这个班已经满了"), ("name", "请填写姓名"), ("one-0", "请选一个")],
    )
    assert [document.words(e) for e in document.all("h2")] == ["提交的内容有误"]
    assert [document.words(e) for e in document.all("li")] == ["这个班已经满了", "请填写姓名", "请选一个"]
    assert [e.get("href") for e in document.all("a")] == ["#name", "#one-0"]
    box = document.by_id["error-summary"]
    assert (box.get("tabindex"), box.get("role"), box.get("data-module")) == ("-1", None, "error-summary")
    assert [e.get("role") for e in box] == ["alert"]


def test_without_errors_there_is_no_summary(render: Render) -> None:
    document = render("error_summary", "error_summary([])")
    assert document.by_id == {}
