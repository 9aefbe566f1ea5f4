"""Courses are found and chosen by keyboard alone, in pages without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import open_context
from tests.journeys.region import Region

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
