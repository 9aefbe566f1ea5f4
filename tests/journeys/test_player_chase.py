"""How a second picture comes back to its leader, as a function of what it is off and how often it is looked at: no clock but ours."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey
MODULE = Path(__file__).parents[2] / "static" / "js" / "player-together.js"
CALM_SECONDS = 0.012
# Plays a leader and a picture by numbers alone. gaps: seconds between two looks, taken in turn; skew: how much faster the picture's own
# clock goes. Notes what the picture was ahead by, look by look. gain: one that asks nothing of the gaps, to show that the test sees a swing.
_RUN = """
({ ahead, rate, gaps, skew, looks, gain }) => {
  const { chasingRate, longestGap } = window.together;
  const told = [ahead];
  let gap = 0;
  for (let look = 0; look < looks; look += 1) {
    const seconds = gaps[look % gaps.length];
    const speed = gain
      ? (Math.abs(ahead) < 0.012 ? rate : Math.max(rate * (1 - Math.max(ahead * gain, -0.6)), 0.1))
      : chasingRate(ahead, rate, gap);
    ahead += (speed * (1 + skew) - rate) * seconds;
    gap = longestGap(gap, seconds);
    told.push(ahead);
  }
  return told;
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Any:
    opened = chromium.new_page()
    opened.add_script_tag(
        content=MODULE.read_text(encoding="utf-8") + "\nwindow.together = { chasingRate, longestGap };",
        type="module",
    )
    opened.wait_for_function("() => window.together")
    yield opened
    opened.close()


def run(page: Page, **said: Any) -> list[float]:
    return [float(one) for one in page.evaluate(_RUN, {"skew": 0, "looks": 300, "gain": 0, **said})]


@pytest.mark.parametrize("rate", [0.5, 1, 3])
def test_however_late_it_is_looked_at_a_picture_comes_nearer_and_does_not_swing(
    page: Page, rate: float
) -> None:
    for gaps in ([0.02], [0.1], [0.3], [0.02, 0.02, 0.02, 0.25], [0.02] * 30 + [0.5]):
        for ahead in (0.3, 0.08, -0.08, -0.3):
            told = run(page, ahead=ahead, rate=rate, gaps=gaps)
            settled = told[len(gaps) + 1 :]  # from the second late look on it knows how late a look may be
            sign = 1 if settled[0] > 0 else -1
            assert min(one * sign for one in settled) > -CALM_SECONDS, (gaps, ahead, told)
            assert abs(told[-1]) <= CALM_SECONDS, (gaps, ahead, told[-1])


def test_a_gain_that_asks_nothing_of_the_gaps_would_swing(page: Page) -> None:
    told = run(page, ahead=0.08, rate=1, gaps=[0.3], gain=8)
    assert min(told) < -0.05
    assert abs(told[-1]) > CALM_SECONDS


def test_a_clock_that_goes_wrong_is_held_within_a_frame(page: Page) -> None:
    for skew in (0.01, -0.01):
        for gaps in ([0.02], [0.3]):
            told = run(page, ahead=0.0, rate=1, gaps=gaps, skew=skew)
            assert max(abs(one) for one in told) < 0.04, (skew, gaps)


def test_a_late_look_is_believed_at_once_and_forgotten_in_seconds(page: Page) -> None:
    after = "(looks) => { let gap = window.together.longestGap(0.02, 0.4); for (; looks; looks -= 1) gap = window.together.longestGap(gap, 0.02); return gap; }"
    assert page.evaluate(after, 0) == 0.4
    assert 0.1 < page.evaluate(after, 50) < 0.2
    assert page.evaluate(after, 200) == 0.02
