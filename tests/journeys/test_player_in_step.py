"""A second picture in step with a voice or a main video: ten seconds of each; two minutes are in tests/judge."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe_in_all_themes, listen, open_context, small_targets
from tests.journeys.drift import (
    Material,
    SlowFiles,
    drift_site,
    leader_at,
    put_together,
    seen,
)
from tests.journeys.judges import too_wide, unfold

pytestmark = [pytest.mark.journey, pytest.mark.survey]
SECONDS = 12
# Notes what screen readers are told.
_HEAR = """
() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[role=status]")) {
    new MutationObserver(() => region.textContent && window.heard.push(region.textContent)).observe(region, { childList: true });
  }
}
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return Material.made(tmp_path_factory.mktemp("drift-files"), SECONDS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, material: Material) -> Iterator[tuple[str, SlowFiles]]:
    with drift_site(tmp_path_factory.mktemp("drift"), material) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, site: tuple[str, SlowFiles]) -> Iterator[Page]:
    context = open_context(chromium)
    opened = context.new_page()
    complaints = listen(opened)
    yield opened
    context.close()
    site[1].sign_bytes_a_second = 0
    assert complaints == []


def wait_until(page: Page, seconds: float) -> None:
    for _ in range(600):
        if leader_at(page) >= seconds:
            return
        page.wait_for_timeout(50)
    raise AssertionError(
        f"the leader stands at {leader_at(page)}: {page.locator('.player__state').first.inner_text()}"
    )


@pytest.mark.parametrize("name", ["lesson", "video"])
def test_players_are_sound_with_everything_open(page: Page, site: tuple[str, SlowFiles], name: str) -> None:
    put_together(page, f"{site[0]}/drift/{name}")
    page.locator("[data-act=place-beside]").press("Enter")
    page.wait_for_selector("[data-act=place-beside][aria-pressed=true]")
    unfold(page)  # what is said and what is seen are lists with links
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(
        "() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"
    )  # windows tell of it then
    assert too_wide(page) == []
    assert small_targets(page) == []


def test_a_second_picture_goes_with_the_main_video_through_seeks_and_speeds(
    page: Page, site: tuple[str, SlowFiles]
) -> None:
    put_together(page, site[0] + "/drift/video")
    page.locator("[data-act=toggle]").press("Enter")
    wait_until(page, 2)
    page.locator("[data-act=forward]").press("Enter")
    wait_until(page, 5)
    page.locator("[data-act=faster]").press("Enter")
    wait_until(page, 7)
    told = seen(page)
    assert len(told.apart) > 60, told
    assert told.goes_along, told.worst_told


def test_voice_and_picture_begin_each_sentence_together(
    page: Page, site: tuple[str, SlowFiles], material: Material
) -> None:
    put_together(page, site[0] + "/drift/lesson")
    page.locator("#sign-player [data-act=toggle]").press("Enter")
    wait_until(page, 5)
    told = seen(page, material)
    assert len(told.apart) > 60, told
    assert told.goes_along, told.worst_told
    assert page.evaluate("() => document.querySelectorAll('.sentence--current').length") == 1


def test_when_one_stalls_both_wait_and_it_is_said_once(
    page: Page, site: tuple[str, SlowFiles], material: Material
) -> None:
    site[1].sign_bytes_a_second = int(material.sign_bytes_a_second * 0.6)
    put_together(page, site[0] + "/drift/video")
    page.evaluate(_HEAR)
    page.locator("[data-act=toggle]").press("Enter")
    page.wait_for_function("() => window.drift.stalls >= 1", timeout=20_000)
    assert page.evaluate("() => [...document.querySelectorAll('.player video')].every((one) => one.paused)")
    assert page.locator("[data-act=toggle]").inner_text() == "暂停"
    page.wait_for_timeout(300)
    assert page.locator("[role=status]").last.inner_text() == "还没有下载好，正在等。"
    stood = leader_at(page)
    wait_until(page, stood + 1)
    told = seen(page)
    assert told.goes_along, told.worst_told
    assert page.evaluate("() => window.heard.filter((one) => one.includes('正在等')).length") == told.stalls


def test_a_description_that_is_longer_than_its_pause_holds_the_video(
    page: Page, site: tuple[str, SlowFiles]
) -> None:
    page.goto(site[0] + "/drift/video")
    page.locator(".player__more summary").press("Enter")
    page.locator("[data-act=description]").press("Enter")
    page.wait_for_selector("[data-act=description][aria-pressed=true]")
    page.locator("[data-act=toggle]").press("Enter")
    page.wait_for_function("() => !document.querySelector('.player__description').paused", timeout=10_000)
    assert page.locator(".player__description-words").inner_text() == "描述画面"
    page.wait_for_function("() => document.querySelector('.player .player__media').paused", timeout=10_000)
    assert leader_at(page) == pytest.approx(1.2, abs=0.15)
    assert page.locator("[data-act=toggle]").inner_text() == "暂停"
    wait_until(page, 1.5)
    assert page.evaluate("() => document.querySelector('.player__description').paused")
