"""How pages measure in a real browser: size, lines, weight, spacing asked for by readers, forced colours."""

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser import LiveSite, open_context

pytestmark = pytest.mark.journey
PAGES = ["/settings/access", "/accessibility", "/accessibility/report", "/accessibility/gallery/lessons"]
REQUESTS_MAX, BYTES_MAX = 6, 60_000
# WCAG 2.2, 1.4.12: what a reader may set without losing anything.
SPACING = """
for (const e of document.querySelectorAll("body *")) {
  e.style.setProperty("line-height", "1.5", "important");
  e.style.setProperty("letter-spacing", "0.12em", "important");
  e.style.setProperty("word-spacing", "0.16em", "important");
  if (e.tagName === "P") { e.style.setProperty("margin-bottom", "2em", "important"); }
}
"""
LINES = """
() => [...document.querySelectorAll("main p, main li, main dd")].filter((e) => e.getClientRects().length && !e.querySelector("p, article, div"))
  .map((e) => {
  const style = getComputedStyle(e), size = parseFloat(style.fontSize);
  return [size, parseFloat(style.lineHeight) / size, e.getBoundingClientRect().width / size, style.textAlign, style.fontStyle];
})
"""


@pytest.mark.survey
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_text_is_large_airy_left_aligned_and_at_most_38_characters_wide(
    browser_page: Page, live_site: LiveSite, path: str, width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.goto(live_site.address + path)
    measured = browser_page.evaluate(LINES)
    assert len(measured) > 3
    for size, line, characters, align, style in measured:
        assert size >= 18
        assert line >= 1.49
        assert characters <= 38.5
        assert align in {"left", "start"}
        assert style == "normal"


@pytest.mark.survey
@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light(chromium: Browser, live_site: LiveSite, path: str) -> None:
    context = open_context(chromium, width=360)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(live_site.address + path, wait_until="networkidle")
    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert len(answers) <= REQUESTS_MAX, sorted(sizes)
    assert sum(sizes.values()) <= BYTES_MAX, sizes
    context.close()


@pytest.mark.survey
@pytest.mark.parametrize("path", PAGES)
def test_a_readers_own_spacing_breaks_nothing(browser_page: Page, live_site: LiveSite, path: str) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 800})
    browser_page.goto(live_site.address + path)
    browser_page.evaluate(SPACING)
    wide = browser_page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    cut = browser_page.evaluate(
        "() => [...document.querySelectorAll('main *')].filter((e) => getComputedStyle(e).overflowY === 'hidden'"
        " && !e.closest('.visually-hidden, .table__head, progress') && e.scrollHeight > e.clientHeight + 2).map((e) => e.className)"
    )
    assert cut == []


@pytest.mark.survey
def test_forced_colours_keep_the_borders_of_buttons_and_states(
    chromium: Browser, live_site: LiveSite
) -> None:
    context = chromium.new_context(forced_colors="active", locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_site.address}/accessibility/gallery/words")
    widths = page.evaluate(
        "() => [...document.querySelectorAll('.button')].map((e) => getComputedStyle(e).borderTopWidth)"
    )
    assert set(widths) == {"2px"}
    drawn = page.evaluate(
        "() => [...document.querySelectorAll('.state:not(.state--plain)')].map((e) => {"
        " const s = getComputedStyle(e, '::before'); return parseFloat(s.borderTopWidth) + parseFloat(s.borderRightWidth); })"
    )
    assert min(drawn) > 0
    context.close()


def test_the_device_decides_where_nobody_has_chosen(chromium: Browser, live_site: LiveSite) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{live_site.address}/accessibility")
        grounds[scheme] = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        page.context.add_cookies([{"name": "access", "value": "c1", "url": live_site.address}])
        page.reload()
        grounds[f"{scheme}, light chosen"] = page.evaluate(
            "() => getComputedStyle(document.body).backgroundColor"
        )
        context.close()
    assert grounds["light"] != grounds["dark"]
    assert grounds["light"] == grounds["light, light chosen"] == grounds["dark, light chosen"]


def test_text_of_200_percent_is_twice_as_large(browser_page: Page, live_site: LiveSite) -> None:
    sizes = []
    for cookie in ("", "t4"):
        browser_page.context.add_cookies([{"name": "access", "value": cookie, "url": live_site.address}])
        browser_page.goto(f"{live_site.address}/accessibility")
        sizes.append(
            browser_page.evaluate(
                "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
            )
        )
    assert sizes[1] == pytest.approx(2 * sizes[0])
