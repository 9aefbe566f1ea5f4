"""The sound of a lesson in a real browser: spoken by the built-in voice, in step with its text, under the reader's control."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import listen
from tests.journeys.journey_pages import SPOKEN_LESSON
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of

pytestmark = pytest.mark.journey
OUT_OF_STEP_SECONDS_MAX = 0.15
# Notes every change of the marked sentence with the place in the sound, and every move of the focus.
_WATCH = """
() => {
  const audio = document.querySelector("audio");
  window.seen = { marks: [], focus: [] };
  let mark = null, focus = document.activeElement;
  const look = () => {
    const now = document.querySelector(".sentence--current");
    if (now !== mark) { mark = now; window.seen.marks.push([now ? now.id : "", audio.currentTime]); }
    if (document.activeElement !== focus) { focus = document.activeElement; window.seen.focus.push(focus.outerHTML.slice(0, 80)); }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""


@pytest.fixture
def spoken(chromium: Browser, region: Region) -> Iterator[Page]:
    """A lesson with sound, open and quiet."""
    context = context_of(chromium, region)
    page = context.new_page()
    complaints = listen(page)
    page.goto(region.address + SPOKEN_LESSON)
    page.wait_for_selector(".player__buttons")
    yield page
    context.close()
    assert complaints == []


def cues(page: Page) -> list[tuple[str, float]]:
    """Return id and start of each cue, in seconds."""
    told = page.evaluate(
        "() => [...document.querySelector('track').track.cues].map((c) => [c.id, c.startTime])"
    )
    return [(str(name), float(start)) for name, start in told]


def place(page: Page) -> float:
    return float(page.evaluate("() => document.querySelector('audio').currentTime"))


def play_until(page: Page, seconds: float) -> None:
    page.wait_for_function("(t) => document.querySelector('audio').currentTime >= t", arg=seconds)


def test_a_rendered_lesson_sounds_and_nothing_does_before_it_is_pressed(spoken: Page) -> None:
    keyboard = Keyboard(spoken)
    state = spoken.evaluate(
        "() => { const a = document.querySelector('audio'); return [a.paused, a.readyState, a.networkState, a.autoplay]; }"
    )
    assert state[:2] == [True, 0]
    assert state[3] is False
    keyboard.press_to("播放")
    spoken.keyboard.press("Enter")
    play_until(spoken, 0.5)
    heard = spoken.evaluate(
        "() => { const a = document.querySelector('audio'); return [a.duration, a.muted, a.error]; }"
    )
    assert heard[0] > 30
    assert heard[1:] == [False, None]
    assert keyboard.focus.name == "暂停"
    spoken.keyboard.press("Enter")
    assert spoken.evaluate("() => document.querySelector('audio').paused")


def test_the_sentence_being_read_is_marked_in_step_and_the_focus_stays(spoken: Page) -> None:
    keyboard = Keyboard(spoken)
    keyboard.press_to("播放")
    spoken.evaluate(_WATCH)
    spoken.keyboard.press("Space")
    spoken.wait_for_function("() => window.seen.marks.filter((mark) => mark[0]).length > 2")
    seen = spoken.evaluate("() => window.seen")
    begins = dict(cues(spoken))
    late = {name: at - begins[name] for name, at in seen["marks"] if name and at >= begins[name]}
    assert len(late) >= 3, seen
    assert {name: by for name, by in late.items() if by > OUT_OF_STEP_SECONDS_MAX} == {}
    order = [name for name, _at in seen["marks"] if name]
    assert order == [name for name, _start in cues(spoken)][: len(order)]
    assert seen["focus"] == []
    assert keyboard.focus.name == "暂停"


def test_every_cue_marks_a_sentence_of_the_page(spoken: Page) -> None:
    Keyboard(spoken).press_to("下一句")
    spoken.keyboard.press("Enter")
    spoken.wait_for_function("() => (document.querySelector('track').track.cues || []).length > 0")
    found = spoken.evaluate(
        "(ids) => ids.filter((id) => !document.getElementById(id))", [name for name, _start in cues(spoken)]
    )
    assert found == []


def test_one_goes_sentence_by_sentence_and_by_steps_of_speed_with_keys_alone(spoken: Page) -> None:
    keyboard = Keyboard(spoken)
    keyboard.press_to("播放")
    spoken.keyboard.press("Enter")
    play_until(spoken, 0.3)
    spoken.keyboard.press("Enter")  # pause
    begins = [start for _name, start in cues(spoken)]
    keyboard.press_to("下一句")
    for number in (1, 2, 3):
        spoken.keyboard.press("Enter")
        spoken.wait_for_timeout(50)
        assert place(spoken) == pytest.approx(begins[number], abs=0.06)
    spoken.evaluate("(t) => { document.querySelector('audio').currentTime = t + 1.2; }", begins[3])
    keyboard.tab_back()
    assert keyboard.focus.name == "上一句"
    for number in (3, 2):
        spoken.keyboard.press("Enter")
        spoken.wait_for_timeout(50)
        assert place(spoken) == pytest.approx(begins[number], abs=0.06)
    keyboard.press_to("快一点")
    spoken.keyboard.press("Enter")
    assert spoken.evaluate("() => document.querySelector('audio').playbackRate") == 1.25
    expect(spoken.locator(".player__state")).to_contain_text("速度 1.25 倍")
    assert keyboard.focus.name == "快一点"


def test_the_sound_can_be_begun_anywhere_because_the_server_serves_ranges(spoken: Page) -> None:
    address = spoken.locator("audio").get_attribute("src")
    part = spoken.request.get(
        str(spoken.url).split("/courses")[0] + str(address), headers={"Range": "bytes=1000-1999"}
    )
    assert part.status == 206
    assert len(part.body()) == 1000
    assert part.headers["content-type"] == "audio/mpeg"


def test_without_scripts_the_browsers_own_controls_play(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region, scripts=False)
    page = context.new_page()
    page.goto(region.address + SPOKEN_LESSON)
    audio = page.locator("audio[controls]")
    expect(audio).to_have_count(1)
    expect(audio).to_have_attribute("aria-label", "听这一课")
    assert page.locator(".player button").count() == 0
    audio.focus()
    page.keyboard.press("Space")  # Chromium's own controls: Space plays
    for _ in range(50):  # a page without scripts can't wait for a condition of its own
        if place(page) > 0.2:
            break
        page.wait_for_timeout(100)
    assert place(page) > 0.2
    context.close()
