"""无障碍工具: each tool by keyboard alone, with and without scripts, changes the page one came from; all of them are reset in one press."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe_in_all_themes, listen, small_targets
from tests.journeys.judges import too_wide
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of, new_learner

pytestmark = pytest.mark.journey
LESSON = "/courses/coffee-easyread/lessons/wash-hands"
CARD = f"{LESSON}?card=1"

# What is pressed, and what must then be true on the page that one came from.
TOOLS = {
    "大一点": "getComputedStyle(document.documentElement).fontSize === '20px'",
    "高对比：黑底黄字": "getComputedStyle(document.body).backgroundColor === 'rgb(0, 0, 0)'",
    "大光标": "getComputedStyle(document.querySelector('h1')).cursor.includes('pointer-large')",
    "辅助线": "document.documentElement.dataset.guide === 'on'",
    "课文上面加拼音": "document.querySelectorAll('main ruby').length > 3",
    "大字幕": "document.documentElement.dataset.captions === 'large'",
    "安静模式": "document.documentElement.dataset.calm === 'on'",
    "慢一点": "document.documentElement.dataset.rate === '0.75'",
    "指读": "document.querySelector('.site-footer').textContent.includes('指读开着')",
    "简明版": "document.querySelectorAll('.deck .card').length === 1",
}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser, region: Region) -> Iterator[Page]:
    """A visitor on a lesson."""
    context = context_of(chromium, region, scripts=request.param)
    opened = context.new_page()
    complaints = listen(opened)
    opened.goto(region.address + LESSON)
    yield opened
    context.close()
    assert complaints == []


def holds(page: Page, told: str) -> bool:
    # The tool's own evaluation works in pages whose scripts are off, too.
    return bool(page.evaluate(f"() => Boolean({told})"))


@pytest.mark.survey
def test_tools_change_the_page_one_came_from_and_all_are_reset(page: Page) -> None:
    keyboard = Keyboard(page)
    assert [words for words, told in TOOLS.items() if holds(page, told)] == []
    keyboard.follow("无障碍工具")
    for words in TOOLS:
        keyboard.press_to_beginning(words)
        with page.expect_navigation():
            page.keyboard.press("Space")
        assert "已保存。" in page.inner_text("main")
    keyboard.follow("回到刚才的页面")
    assert page.url.endswith(LESSON)
    assert [words for words, told in TOOLS.items() if not holds(page, told)] == []
    keyboard.follow("无障碍工具")
    keyboard.press("全部恢复默认")
    keyboard.follow("回到刚才的页面")
    assert [words for words, told in TOOLS.items() if holds(page, told)] == []


def test_what_a_visitor_chose_is_there_after_signing_in(chromium: Browser, region: Region) -> None:
    new_learner(region, "立夏", "coffee-easyread")
    context = context_of(chromium, region, scripts=False)
    page = context.new_page()
    page.goto(f"{region.address}/settings/access")
    page.get_by_role("button", name="高对比：白底黑字").click()
    page.goto(f"{region.address}/sign-in")
    page.get_by_label("昵称").fill("立夏")
    page.get_by_label("密码", exact=True).fill("春天里的一场雨")
    page.locator("main").get_by_role("button", name="登录", exact=True).click()
    page.goto(region.address + LESSON)
    assert holds(page, "document.documentElement.dataset.theme === 'black-on-white'")
    context.clear_cookies(name="access")  # another device: the account knows it
    page.goto(region.address + LESSON)
    assert holds(page, "document.documentElement.dataset.theme === 'black-on-white'")
    context.close()


@pytest.mark.survey
@pytest.mark.parametrize(
    "path", ["/", CARD, f"{LESSON}?card=all", "/settings/access", "/courses", "/sign-in"]
)
def test_at_three_times_the_size_nothing_scrolls_sideways_on_a_small_screen(
    chromium: Browser, region: Region, path: str
) -> None:
    context = context_of(chromium, region, width=320, height=640, access="t6")
    page = context.new_page()
    page.goto(region.address + path)
    assert holds(page, "getComputedStyle(document.documentElement).fontSize === '48px'")
    assert too_wide(page) == []
    context.close()


@pytest.mark.survey
def test_the_guide_line_follows_pointer_and_focus(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region, access="g1")
    page = context.new_page()
    page.goto(region.address + LESSON)
    page.wait_for_selector(".guide-line", state="attached")
    page.mouse.move(300, 400)
    assert round(page.locator(".guide-line").bounding_box()["y"]) == 416  # type: ignore[index]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focus = page.evaluate("() => document.activeElement.getBoundingClientRect().bottom")
    assert abs(page.locator(".guide-line").bounding_box()["y"] - focus - 4) < 2  # type: ignore[index]
    context.close()


# Chromium without a window has no voices: the browser's voice is the one thing that is played by a stand-in.
_VOICE = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [
    { lang: "zh-CN", localService: false, name: "far" },
    { lang: "zh-CN", localService: LOCAL, name: "near" },
  ],
  addEventListener() {},
  cancel() {},
  speak: (one) => window.said.push([one.text, one.voice.name, one.rate]),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.mark.survey
def test_point_to_read_says_what_the_pointer_or_the_focus_is_on(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region, access="d1y1r1")
    context.add_init_script(_VOICE.replace("LOCAL", "true"))
    page = context.new_page()
    page.goto(region.address + CARD)
    page.get_by_text("指读开着：光标或焦点停在哪里").wait_for()
    page.locator(".card__words").hover()
    page.wait_for_function("() => window.said.length === 1")
    assert page.evaluate("() => window.said[0]") == ["把袖子卷上去。", "near", 0.75], (
        "words once, without their pinyin"
    )
    page.get_by_role("link", name="下一张").focus()
    page.wait_for_function("() => window.said.length === 2")
    assert page.evaluate("() => window.said[1][0]") == "下一张"
    assert page.locator(".pointed-at").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".pointed-at").count() == 0
    context.close()


@pytest.mark.survey
@pytest.mark.parametrize("access", ["", "d1"], ids=["switched off", "no voice of its own"])
def test_nothing_is_said_while_it_is_off_or_only_a_voice_from_elsewhere_is_there(
    chromium: Browser, region: Region, access: str
) -> None:
    context = context_of(chromium, region, access=access)
    context.add_init_script(_VOICE.replace("LOCAL", "false"))
    page = context.new_page()
    page.goto(region.address + CARD)
    page.locator(".card__words").hover()
    page.get_by_role("link", name="下一张").focus()
    page.wait_for_timeout(600)
    assert page.evaluate("() => window.said") == []
    assert page.get_by_text("念不出来").count() == (1 if access else 0)
    context.close()


def test_pinyin_is_seen_and_not_read_twice(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region, access="y1")
    page = context.new_page()
    page.goto(region.address + CARD)
    assert page.locator(".card__words rt").first.is_visible()
    protocol = context.new_cdp_session(page)
    nodes = {one["nodeId"]: one for one in protocol.send("Accessibility.getFullAXTree")["nodes"]}

    def said(node: dict[str, Any]) -> str:
        own = (
            node.get("name", {}).get("value", "") if node.get("role", {}).get("value") == "StaticText" else ""
        )
        return own or "".join(said(nodes[child]) for child in node.get("childIds", []))

    whole = said(next(iter(nodes.values())))
    assert whole.replace(" ", "").count("把袖子卷上去。") == 1
    assert "xiùzi" in page.inner_text(".card__words")
    assert "xiùzi" not in whole
    context.close()


@pytest.mark.survey
def test_a_card_is_held_to_axe_and_to_large_targets(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region)
    page = context.new_page()
    for card in ("1", "6", "99"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{region.address}{LESSON}?card={card}")
        assert axe_in_all_themes(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert small_targets(page) == []
        assert too_wide(page) == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_cards_are_turned_by_keyboard_and_their_buttons_stay_at_one_spot(
    chromium: Browser, region: Region, scripts: bool
) -> None:
    context = context_of(chromium, region, scripts=scripts, width=360, height=740, access="e1")
    page = context.new_page()
    keyboard = Keyboard(page)
    page.goto(f"{region.address}{LESSON}?card=1#card")
    spots = set()
    for _ in range(8):
        box = page.get_by_role("link", name="下一张").bounding_box()
        assert box is not None
        spots.add((round(box["x"]), round(box["y"]), round(box["width"]), round(box["height"])))
        keyboard.stops = 0
        keyboard.follow("下一张")
        assert keyboard.stops <= 3, "from the card itself, not from the top of the page"
        assert "#card" in page.url
    assert len(spots) == 1, spots
    context.close()


@pytest.mark.survey
def test_a_card_plays_its_own_sentence_and_again_at_再来一次(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region)
    page = context.new_page()
    page.goto(region.address + CARD)
    assert page.evaluate("() => document.querySelector('audio').readyState") == 0, "nothing loads by itself"
    for button in (page.get_by_role("button", name="听这一张"), page.get_by_role("link", name="再来一次")):
        button.click()
        page.wait_for_function("() => document.querySelector('audio').ended", timeout=15_000)
        assert page.url.endswith(CARD)
    assert 0.4 < page.evaluate("() => document.querySelector('audio').duration") < 6
    context.close()
