"""What the scripts add in a real browser: focus on errors, announcements, the player in step, the guide line."""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import LiveSite, open_context

pytestmark = pytest.mark.journey
LESSONS = "/accessibility/gallery/players"


@pytest.fixture
def lessons(browser_page: Page, live_site: LiveSite) -> Page:
    browser_page.goto(live_site.address + LESSONS)
    browser_page.wait_for_selector(".player__buttons")
    return browser_page


def press(page: Page, words: str) -> None:
    page.get_by_role("group", name="试听：三声提示音").get_by_role("button", name=words, exact=True).press(
        "Enter"
    )


def more(page: Page) -> None:
    page.locator("#audio-player").get_by_text("更多播放方法").press("Enter")


def marked(page: Page) -> list[str]:
    return [element.get_attribute("id") or "" for element in page.query_selector_all(".sentence--current")]


def playing_at(page: Page) -> float:
    return float(page.evaluate("() => document.querySelector('audio').currentTime"))


def said(page: Page) -> str:
    page.wait_for_timeout(250)
    return page.locator("[role=status]").last.inner_text()


def test_the_error_summary_has_the_focus_and_leads_into_its_field(
    browser_page: Page, live_site: LiveSite
) -> None:
    browser_page.goto(f"{live_site.address}/accessibility/gallery/fields")
    browser_page.wait_for_function("() => document.activeElement.id === 'error-summary'")
    browser_page.get_by_role("link", name="请选择上课方式").click()
    assert browser_page.evaluate("() => document.activeElement.id") == "mode-0"


def test_native_controls_give_way_to_chinese_buttons(lessons: Page) -> None:
    assert not lessons.evaluate(
        "() => [...document.querySelectorAll('audio, video')].some((m) => m.controls)"
    )
    group = lessons.get_by_role("group", name="试听：三声提示音")
    assert group.get_by_role("button").all_inner_texts() == ["播放", "上一句", "下一句"]


def test_nothing_loads_and_nothing_plays_before_it_is_pressed(
    browser_page: Page, live_site: LiveSite
) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(live_site.address + LESSONS)
    browser_page.wait_for_selector(".player__buttons")
    browser_page.wait_for_timeout(300)
    assert [url for url in asked if url.endswith((".wav", ".vtt"))] == []
    assert browser_page.evaluate(
        "() => [...document.querySelectorAll('audio, video')].every((m) => m.paused)"
    )


def test_the_sentence_that_is_read_is_marked_and_the_focus_stays(lessons: Page) -> None:
    press(lessons, "播放")
    lessons.wait_for_function("() => document.querySelector('.sentence--current')")
    assert marked(lessons) == ["gallery-s-1"]
    assert lessons.evaluate("() => document.activeElement.textContent") == "暂停"
    press(lessons, "下一句")
    lessons.wait_for_function(
        "() => document.getElementById('gallery-s-2').classList.contains('sentence--current')"
    )
    assert marked(lessons) == ["gallery-s-2"]
    press(lessons, "暂停")
    assert lessons.evaluate("() => document.querySelector('audio').paused")


def test_back_goes_to_the_start_of_the_sentence_and_then_to_the_one_before(lessons: Page) -> None:
    press(lessons, "播放")
    lessons.wait_for_function("() => document.querySelector('audio').duration > 5")
    lessons.evaluate("() => { const a = document.querySelector('audio'); a.pause(); a.currentTime = 3.5; }")
    press(lessons, "上一句")
    lessons.wait_for_function("() => document.querySelector('audio').currentTime === 2")
    for _ in range(2):
        press(lessons, "上一句")
        lessons.wait_for_function("() => document.querySelector('audio').currentTime === 0")


def test_the_last_sentence_has_no_next_one(lessons: Page) -> None:
    press(lessons, "播放")
    lessons.wait_for_function("() => document.querySelector('audio').duration > 5")
    lessons.evaluate("() => { const a = document.querySelector('audio'); a.pause(); a.currentTime = 4.5; }")
    press(lessons, "下一句")
    lessons.wait_for_timeout(200)
    assert playing_at(lessons) == pytest.approx(4.5, abs=0.1)


def test_a_sentence_can_be_chosen_before_anything_has_played(lessons: Page) -> None:
    press(lessons, "下一句")
    lessons.wait_for_function("() => document.querySelector('audio').currentTime === 2")
    press(lessons, "播放")
    lessons.wait_for_function(
        "() => document.getElementById('gallery-s-2').classList.contains('sentence--current')"
    )


def test_speed_goes_by_steps_says_itself_and_stops_at_the_ends(lessons: Page) -> None:
    more(lessons)
    player = lessons.locator("#audio-player")
    faster, slower = (player.get_by_role("button", name=words, exact=True) for words in ("快一点", "慢一点"))
    faster.press("Enter")
    assert said(lessons) == "速度 1.25 倍"
    for _ in range(20):
        faster.press("Enter")
    assert lessons.evaluate("() => document.querySelector('audio').playbackRate") == 3
    for _ in range(20):
        slower.press("Enter")
    assert lessons.evaluate("() => document.querySelector('audio').playbackRate") == 0.5


def test_the_speed_of_the_access_profile_holds(browser_page: Page, live_site: LiveSite) -> None:
    browser_page.context.add_cookies([{"name": "access", "value": "r4", "url": live_site.address}])
    browser_page.goto(live_site.address + LESSONS)
    browser_page.wait_for_selector(".player__buttons")
    assert browser_page.evaluate("() => document.querySelector('audio').playbackRate") == 1.5
    assert "速度 1.5 倍" in browser_page.locator(".player__state").first.inner_text()


def test_a_sound_that_cannot_be_loaded_says_what_to_do(chromium: Browser, live_site: LiveSite) -> None:
    context = open_context(chromium)
    page = context.new_page()
    page.route("**/tone.wav", lambda route: route.abort())
    page.goto(live_site.address + LESSONS)
    page.wait_for_selector(".player__buttons")
    press(page, "播放")
    page.wait_for_function("() => document.querySelector('.player__state').textContent.includes('没能播放')")
    assert said(page) == "没能播放。请检查网络，再按一次“播放”。"
    page.unroute("**/tone.wav")
    press(page, "播放")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
    assert "没能播放" not in page.locator(".player__state").first.inner_text()
    context.close()


def test_without_scripts_the_browsers_own_controls_are_there(chromium: Browser, live_site: LiveSite) -> None:
    context = open_context(chromium, scripts=False)
    page = context.new_page()
    page.goto(live_site.address + LESSONS)
    assert page.locator("audio[controls]").count() == 1
    assert page.locator(".player button").count() == 0
    context.close()


def test_who_begins_with_the_browsers_own_controls_goes_on_with_ours(
    chromium: Browser, live_site: LiveSite
) -> None:
    context = open_context(chromium)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/js/player.js*", lambda route: held.append(route))
    with page.expect_request("**/js/player.js*"):
        page.goto(live_site.address + LESSONS)
    page.locator("audio").focus()
    page.evaluate("() => document.querySelector('audio').play()")
    for route in held:
        route.continue_()
    page.wait_for_selector(".player__buttons")
    assert page.evaluate("() => document.activeElement.textContent") == "暂停"
    page.wait_for_selector(".sentence--current")
    context.close()


def test_a_saved_setting_is_announced_and_the_place_is_kept(browser_page: Page, live_site: LiveSite) -> None:
    browser_page.goto(f"{live_site.address}/settings/access")
    browser_page.get_by_role("button", name="深色", exact=True).press("Enter")
    browser_page.wait_for_url("**/settings/access?done=theme#set-theme")
    assert browser_page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert said(browser_page) == "已保存。"
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("() => document.activeElement.name") == "theme"


def test_without_scripts_a_setting_is_saved_all_the_same(chromium: Browser, live_site: LiveSite) -> None:
    context = open_context(chromium, scripts=False)
    page = context.new_page()
    page.goto(f"{live_site.address}/settings/access")
    page.get_by_role("button", name="高对比：黑底黄字").click()
    assert page.locator("html").get_attribute("data-theme") == "yellow-on-black"
    assert page.get_by_text("已保存。").is_visible()
    context.close()


def test_the_guide_line_follows_the_pointer_and_lets_presses_through(
    browser_page: Page, live_site: LiveSite
) -> None:
    browser_page.context.add_cookies([{"name": "access", "value": "g1", "url": live_site.address}])
    browser_page.goto(f"{live_site.address}/accessibility")
    browser_page.wait_for_selector(".guide-line", state="attached")
    browser_page.mouse.move(300, 200)
    browser_page.wait_for_function(
        "() => document.querySelector('.guide-line').getBoundingClientRect().top > 200"
    )
    assert (
        browser_page.evaluate("() => getComputedStyle(document.querySelector('.guide-line')).pointerEvents")
        == "none"
    )


def test_the_skip_link_leads_to_the_text(browser_page: Page, live_site: LiveSite) -> None:
    browser_page.goto(f"{live_site.address}/accessibility")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("() => document.activeElement.textContent") == "跳到正文"
    assert browser_page.evaluate("() => document.activeElement.getBoundingClientRect().top") >= 0
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("() => document.activeElement.id") == "main"
