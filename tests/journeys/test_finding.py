"""Courses are found and chosen by keyboard alone, in pages without scripts."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe, open_context, small_targets
from tests.journeys.region import Region
from tests.journeys.test_outlines import OUTLINES, outline_of

pytestmark = pytest.mark.journey


def test_without_scripts_a_course_is_found_by_keyboard_alone(chromium: Browser, region: Region) -> None:
    context = open_context(chromium, scripts=False)
    page = context.new_page()
    page.goto(region.address + "/")
    page.get_by_label("想学什么？").focus()
    page.keyboard.type("推拿")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.get_by_role("heading", level=1).inner_text() == "搜索“推拿”"
    page.get_by_role("link", name="盲人保健按摩（五级入门）").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/blind-massage")
    page.get_by_text("3 课，约").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="洗净双手再碰顾客", exact=True).is_visible()
    context.close()


def test_filters_are_set_and_taken_off_by_keyboard_without_scripts(chromium: Browser, region: Region) -> None:
    context = open_context(chromium, scripts=False, width=320)
    page = context.new_page()
    page.goto(region.address + "/courses")
    page.get_by_text("按条件挑课程").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("门类").select_option("food")
    page.get_by_role("button", name="按这些条件看课程").press("Enter")
    page.wait_for_url("**category=food*")
    assert page.get_by_role("heading", level=2, name="共 2 门课程").is_visible()
    page.get_by_role("link", name="去掉：餐饮").press("Enter")
    page.wait_for_url("**/courses")
    assert page.get_by_role("heading", level=2, name="共 10 门课程").is_visible()
    context.close()


@pytest.mark.survey
def test_words_are_offered_as_a_combobox_and_chosen_by_keys_alone(chromium: Browser, region: Region) -> None:
    context = open_context(chromium)
    page = context.new_page()
    page.goto(region.address + "/search")
    box = page.get_by_role("combobox", name="想学什么？")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.focus()
    page.keyboard.type("anm")
    words = page.get_by_role("listbox", name="可以选的词")
    expect(words).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = words.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert '- combobox "想学什么？"' in page.locator("main").aria_snapshot()
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    assert page.url.endswith("/search"), "nothing is sent before a choice"
    page.keyboard.type("o")
    expect(words).to_be_visible()
    page.keyboard.press("ArrowDown")
    word = words.get_by_role("option", selected=True).inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.get_by_role("heading", level=1).inner_text() == f"搜索“{word}”"
    context.close()


def heard(page: Page) -> dict[str, Any]:
    """Return the combobox as Chromium gives it to a screen reader: what is said of it, and the options of its list."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("Accessibility.enable")
    nodes = {node["nodeId"]: node for node in protocol.send("Accessibility.getFullAXTree")["nodes"]}
    protocol.detach()

    def of(role: str) -> list[dict[str, Any]]:
        return [one for one in nodes.values() if not one["ignored"] and one["role"]["value"] == role]

    def told(node: dict[str, Any]) -> dict[str, Any]:
        return {one["name"]: one["value"] for one in node["properties"]}

    [box] = of("combobox")
    related = {
        name: [node.get("idref", "") for node in value.get("relatedNodes", [])]
        for name, value in told(box).items()
    }
    return {
        "name": box["name"]["value"],
        "value": box.get("value", {}).get("value", ""),
        "expanded": told(box)["expanded"]["value"],
        "autocomplete": told(box)["autocomplete"]["value"],
        "controls": related.get("controls", []),
        "active": related.get("activedescendant", []),
        "lists": [one["name"]["value"] for one in of("listbox")],
        "options": [(one["name"]["value"], told(one)["selected"]["value"]) for one in of("option")],
    }


@pytest.mark.survey
def test_the_combobox_is_heard_as_the_pattern_says_through_all_its_keys(
    chromium: Browser, region: Region
) -> None:
    """Source: WAI-ARIA Authoring Practices, editable combobox with list autocomplete, manual selection."""
    context = open_context(chromium)
    page = context.new_page()
    page.goto(region.address + "/search")
    box = page.get_by_role("combobox", name="想学什么？")
    listed = page.get_by_role("listbox", name="可以选的词")
    box.focus()
    before = heard(page)
    assert (before["name"], before["autocomplete"]) == ("想学什么？", "list")
    assert (before["expanded"], before["active"], before["options"]) == (False, [], [])
    page.keyboard.type("s")
    page.keyboard.type("h")
    expect(listed).to_be_visible()
    opened = heard(page)
    count = len(opened["options"])
    assert count >= 2
    assert opened["expanded"]
    assert opened["controls"] == ["search-box-words"]
    assert opened["lists"] == ["可以选的词"]
    assert not any(is_selected for _word, is_selected in opened["options"])
    expect(page.locator("body > [role=status]")).to_have_text(f"有 {count} 个词可以选，按向下箭头。")
    options = listed.get_by_role("option")
    assert [
        (one.get_attribute("aria-posinset"), one.get_attribute("aria-setsize")) for one in options.all()
    ] == [(str(place), str(count)) for place in range(1, count + 1)]
    assert axe(page) == []
    assert small_targets(page) == []

    page.keyboard.press("ArrowDown")
    first = heard(page)
    assert first["active"] == ["search-box-words-0"]
    assert [is_selected for _word, is_selected in first["options"]] == [True] + [False] * (count - 1)
    assert first["value"] == "sh", "what was typed stays until a choice"
    # Which words are offered changes with the courses that other journeys make.
    said = [
        f"某个词{'，选中' if is_chosen else ''}，第 {place} 个，共 {count} 个"
        for place, (_word, is_chosen) in enumerate(first["options"], 1)
    ]
    form = outline_of(page.locator("main form").first.aria_snapshot())
    tree = "\n".join([re.sub(r'option "[^"]*"', 'option "某个词"', form), *said, ""])
    approved = OUTLINES / "combobox.txt"
    if os.environ.get("APPROVE"):
        approved.write_text(tree, encoding="utf-8")
    assert tree == approved.read_text(encoding="utf-8")
    page.keyboard.press("ArrowUp")
    assert heard(page)["active"] == [f"search-box-words-{count - 1}"], "up from the first comes to the last"
    page.keyboard.press("ArrowDown")
    assert heard(page)["active"] == ["search-box-words-0"]
    for key, caret in (("Home", 0), ("End", 2)):
        page.keyboard.press("ArrowDown")
        page.keyboard.press(key)
        back = heard(page)
        assert (back["expanded"], back["active"]) == (True, [])
        assert not any(is_selected for _word, is_selected in back["options"])
        assert box.evaluate("(input) => input.selectionStart") == caret
    page.keyboard.press("Escape")
    closed = heard(page)
    assert (closed["expanded"], closed["active"], closed["options"]) == (False, [], [])
    assert closed["value"] == "sh"
    page.keyboard.press("ArrowDown")
    expect(listed).to_be_visible()
    assert heard(page)["active"] == ["search-box-words-0"], "the arrow opens a closed list"
    page.keyboard.press("Tab")
    expect(listed).to_be_hidden()
    assert page.get_by_role("button", name="搜索", exact=True).evaluate("(e) => e === document.activeElement")
    assert page.url.endswith("/search"), "nothing was sent"

    box.focus()
    page.keyboard.press("ArrowDown")
    expect(listed).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=sh")
    context.close()


@pytest.mark.survey
def test_a_word_of_the_combobox_is_taken_with_a_finger(chromium: Browser, region: Region) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        locale="zh-CN",
        service_workers="block",
    )
    page = context.new_page()
    page.goto(region.address + "/search")
    page.get_by_label("想学什么？").tap()
    page.keyboard.type("面")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    word = option.inner_text()
    option.tap()
    page.wait_for_url("**/search?q=*")
    assert page.get_by_role("heading", level=1).inner_text() == f"搜索“{word}”"
    context.close()


@pytest.mark.survey
def test_the_number_of_results_is_spoken_and_voice_asks_where_the_browser_hears(
    chromium: Browser, region: Region
) -> None:
    context = open_context(chromium)
    context.add_init_script(
        """window.SpeechRecognition = class extends EventTarget {
          start() {
            const event = new Event("result");
            event.results = [[{ transcript: "我想学面点" }]];
            setTimeout(() => this.dispatchEvent(event), 50);
          }
        };"""
    )
    page = context.new_page()
    page.goto(region.address + "/search?q=手机")
    expect(page.locator("body > [role=status]")).to_have_text("找到 5 门课程")
    voice = page.get_by_role("button", name="说出来")
    expect(voice).to_have_accessible_description("您说的话由浏览器变成文字，可能会传给做浏览器的公司。")
    voice.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.get_by_role("link", name="中式面点制作（初级）").wait_for()
    page.goto(region.address + "/search?q=开飞机")
    expect(page.locator("body > [role=status]")).to_have_text("没有找到课程")
    context.close()


@pytest.mark.survey
def test_a_course_is_chosen_by_pictures_with_keys_alone_and_without_scripts(
    chromium: Browser, region: Region
) -> None:
    context = open_context(chromium, scripts=False, width=320)
    page = context.new_page()
    page.goto(region.address + "/courses")
    page.get_by_role("link", name="看图片找课程").press("Enter")
    page.wait_for_url("**/search/pictures")
    page.get_by_role("link", name="餐饮").press("Enter")
    page.get_by_role("link", name="都可以").press("Enter")
    page.get_by_role("link", name="上一步：选学法").press("Enter")
    page.get_by_role("link", name="看图学，用易读版").press("Enter")
    page.get_by_role("link", name="咖啡与甜点岗位（易读版·支持性就业）：可以报名").press("Enter")
    page.wait_for_url("**/courses/coffee-easyread")
    context.close()
