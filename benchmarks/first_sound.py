"""How long from the press of 播放 to the first sound, on a phone line of 400 kbit/s with 400 ms of delay? In Debian's Chromium.

Baseline: the same press on this machine's own line.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.load import line
from tests.browser import SWITCHES, chromium_program
from tests.journeys.journey_pages import SPOKEN_LESSON
from tests.journeys.region import Region, context_of, served_region

_SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_TIMES = 5
# The time from the press until the sound has moved, by the page's own clock.
_MEASURE = """
() => new Promise((told) => {
  const audio = document.querySelector("audio");
  const pressed = performance.now();
  document.querySelector("[data-act=toggle]").click();
  const look = () => (audio.currentTime > 0.02 ? told(performance.now() - pressed) : requestAnimationFrame(look));
  look();
})
"""


def main() -> None:
    """Measure both lines in turns."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served_region(Path(folder)) as region,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium_program(), args=list(SWITCHES))
        slow, fast = [], []
        for _ in range(_TIMES):
            slow.append(_first_sound(browser, region, is_slow=True))
            fast.append(_first_sound(browser, region, is_slow=False))
        browser.close()
    line(
        "from 播放 to the first sound at 400 kbit/s",
        statistics.median(slow),
        statistics.median(fast),
        "s",
        "here",
    )
    line("the slowest of five", max(slow), max(fast), "s", "here")


def _first_sound(browser: Browser, region: Region, *, is_slow: bool) -> float:
    context = context_of(browser, region, width=360)
    page = context.new_page()
    if is_slow:
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", _SLOW)
    page.goto(region.address + SPOKEN_LESSON, wait_until="networkidle")
    page.wait_for_selector(".player__buttons")
    seconds = float(page.evaluate(_MEASURE)) / 1000
    context.close()
    return seconds


if __name__ == "__main__":
    main()
