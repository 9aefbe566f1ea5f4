"""The gallery shows every component in every state, and axe finds nothing on it in any theme."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from learnhub.accessibility.views.gallery import GROUPS
from tests.browser import THEMES, LiveSite, axe, axe_in_all_themes, small_targets
from tests.visit import Visit

COMPONENTS = Path(__file__).resolve().parents[2] / "templates" / "components"
# Parts of every page or of every form: shown by the pages of the gallery themselves.
WITHOUT_SECTION = {"error_summary", "post_form"}


def names() -> set[str]:
    return {
        p.stem
        for p in COMPONENTS.glob("*.html")
        if not p.stem.startswith("_") and not p.stem.endswith(".examples")
    }


def test_every_component_is_in_the_gallery_and_has_examples() -> None:
    shown = [name for _words, group in GROUPS.values() for name in group]
    assert len(shown) == len(set(shown))
    assert set(shown) == names() - WITHOUT_SECTION
    assert [name for name in shown if not (COMPONENTS / f"{name}.examples.html").exists()] == []


def test_every_component_opens_with_its_contract_and_holds_a_macro_of_its_name() -> None:
    for name in names():
        text = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8")
        assert f"{{#- {name}(" in text, name
        assert "Contract\n" in text, name
        assert f"{{% macro {name}(" in text, name


@pytest.mark.parametrize("group", [None, *GROUPS])
def test_the_gallery_passes_the_page_checks(visit: Visit, group: str | None) -> None:
    if group is None:
        visit("accessibility.gallery")
    else:
        visit("accessibility.gallery_group", group=group)


def test_an_unknown_group_is_not_found(visit: Visit) -> None:
    visit("accessibility.gallery_group", status=404, group="nothing")


@pytest.mark.journey
@pytest.mark.parametrize("group", list(GROUPS))
def test_axe_finds_nothing_in_the_gallery(browser_page: Page, live_site: LiveSite, group: str) -> None:
    browser_page.goto(f"{live_site.address}/accessibility/gallery/{group}")
    assert axe_in_all_themes(browser_page) == []


@pytest.mark.journey
def test_axe_sees_a_planted_fault(browser_page: Page, live_site: LiveSite) -> None:
    browser_page.goto(f"{live_site.address}/accessibility/gallery")
    browser_page.evaluate("() => document.querySelector('h1').style.setProperty('color', '#999')")
    assert any("color-contrast" in line for line in axe(browser_page))


@pytest.mark.journey
@pytest.mark.survey
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("group", list(GROUPS))
def test_everything_that_can_be_pressed_is_44_px(
    browser_page: Page, live_site: LiveSite, group: str, width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 640})
    browser_page.goto(f"{live_site.address}/accessibility/gallery/{group}")
    assert small_targets(browser_page) == []


@pytest.mark.journey
@pytest.mark.survey
@pytest.mark.parametrize("theme", THEMES)
def test_the_ring_of_the_focus_is_seen_on_every_stop(
    browser_page: Page, live_site: LiveSite, theme: str
) -> None:
    browser_page.goto(f"{live_site.address}/accessibility/gallery/words")
    browser_page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    for _ in range(12):
        browser_page.keyboard.press("Tab")
        ring = browser_page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]; }"
        )
        assert ring == ["solid", "4px"]


@pytest.mark.journey
@pytest.mark.survey
@pytest.mark.parametrize("group", list(GROUPS))
@pytest.mark.parametrize("settings", ["", "r6t4l2p2"])
def test_nothing_is_wider_than_a_small_screen(
    browser_page: Page, live_site: LiveSite, group: str, settings: str
) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 640})
    if settings:
        browser_page.context.add_cookies([{"name": "access", "value": settings, "url": live_site.address}])
    browser_page.goto(f"{live_site.address}/accessibility/gallery/{group}")
    wide = browser_page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
