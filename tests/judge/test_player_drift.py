"""Two minutes of a second picture in step with a voice and with a main video: slow network, seeks, changes of speed.

What was measured is written to docs/judged/player-drift.txt, for people.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import open_context
from tests.journeys.drift import (
    DRIFT_SECONDS_MAX,
    Material,
    Seen,
    SlowFiles,
    drift_site,
    leader_at,
    put_together,
    seen,
)

pytestmark = pytest.mark.judge
SECONDS = 120
REPORT = Path(__file__).resolve().parents[2] / "docs" / "judged" / "player-drift.txt"
STALL_MINUTES_MAX = 6


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return Material.made(tmp_path_factory.mktemp("drift-files"), SECONDS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, material: Material) -> Iterator[tuple[str, SlowFiles]]:
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("", encoding="utf-8")
    with drift_site(tmp_path_factory.mktemp("drift"), material) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, site: tuple[str, SlowFiles]) -> Iterator[Page]:
    context = open_context(chromium)
    yield context.new_page()
    context.close()
    site[1].sign_bytes_a_second = 0


def play_to_the_end(page: Page, acts: list[tuple[float, str]]) -> None:
    """Play; press each act (a data-act) when its place is reached, in order."""
    page.locator("[data-act=toggle]").first.press("Enter")
    waiting = list(acts)
    for _ in range(STALL_MINUTES_MAX * 60 * 10):
        if waiting and leader_at(page) >= waiting[0][0]:
            page.locator(f"[data-act={waiting.pop(0)[1]}]").first.press("Enter")
        if leader_at(page) >= SECONDS - 1:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the leader stands at {leader_at(page)}")


def _line_words(share: float) -> str:
    return f"at {share:.0%} of its bit rate" if share else "on a fast line"


def report(name: str, told: Seen) -> None:
    late = sorted(abs(one) for one in told.apart)
    line = (
        f"{name}: {len(late)} frames, worst {late[-1] * 1000:.0f} ms, 99 of 100 within {late[len(late) * 99 // 100] * 1000:.0f} ms, "
        f"{told.passed_over} passed over in seeks and stalls, {told.stalls} stalls, {told.jumps} seeks; "
        f"the worst: {told.worst_told}\n"
    )
    with REPORT.open("a", encoding="utf-8") as file:
        file.write(line)
    print(line)


@pytest.mark.parametrize("share", [0, 0.7], ids=["fast", "below its bit rate"])
def test_a_picture_goes_with_the_main_video(
    page: Page, site: tuple[str, SlowFiles], material: Material, share: float
) -> None:
    site[1].sign_bytes_a_second = int(material.sign_bytes_a_second * share)
    put_together(page, site[0] + "/drift/video")
    dice = random.Random(7)
    acts = [(float(at), dice.choice(["faster", "slower", "back", "forward"])) for at in range(8, 110, 9)]
    play_to_the_end(page, acts)
    told = seen(page)
    report(f"main video, sign file {_line_words(share)}", told)
    assert len(told.apart) > 800
    assert told.worst <= DRIFT_SECONDS_MAX
    assert told.stalls or not share


@pytest.mark.parametrize("share", [0, 0.7], ids=["fast", "below its bit rate"])
def test_a_picture_goes_with_the_voice(
    page: Page, site: tuple[str, SlowFiles], material: Material, share: float
) -> None:
    site[1].sign_bytes_a_second = int(material.sign_bytes_a_second * share)
    put_together(page, site[0] + "/drift/lesson")
    acts = [(15.0, "faster"), (30.0, "slower"), (45.0, "back"), (60.0, "forward"), (90.0, "slower")]
    play_to_the_end(page, acts)
    told = seen(page, material)
    report(f"voice, sign file {_line_words(share)}", told)
    assert len(told.apart) > 800
    assert told.worst <= DRIFT_SECONDS_MAX
    assert told.stalls or not share
