"""The sound of a lesson in a real browser: spoken by the built-in voice, in step with its text, under the reader's control."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import listen
from tests.journeys.journey_pages import SPOKEN_LESSON
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import SPOKEN_COURSE, Region, context_of, new_learner
from tests.journeys.region import SPOKEN_LESSON as BUILT_IN

pytestmark = pytest.mark.journey
OUT_OF_STEP_SECONDS_MAX = 0.15
# Notes every change of the marked sentence with the place in the sound, and every move of the focus.
_WATCH = """
() => {
  const audio = document.querySelector("audio");
  window.seen = { marks: [], words: [], focus: [] };
  let mark = null, word = null, focus = document.activeElement;
  const look = () => {
    const now = document.querySelector(".sentence--current");
    if (now !== mark) { mark = now; window.seen.marks.push([now ? now.id : "", audio.currentTime]); }
    const lit = CSS.highlights.get("word");
    const range = lit && [...lit][0];
    if (range && range !== word) { word = range; window.seen.words.push([mark && mark.id, range.toString(), audio.currentTime]); }
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


@pytest.mark.survey
def test_each_word_is_marked_when_it_is_heard_where_the_voice_tells_words(
    chromium: Browser, region: Region
) -> None:
    context = context_of(chromium, region)
    page = context.new_page()
    page.goto(f"{region.address}/courses/{SPOKEN_COURSE}/lessons/{BUILT_IN}")
    page.wait_for_selector(".player__buttons")
    page.evaluate(_WATCH)
    page.locator("[data-act=toggle]").first.press("Enter")
    page.wait_for_function("() => window.seen.words.length > 5")
    seen = page.evaluate("() => window.seen")
    told, late = words(page), []
    for sentence, word, at in seen["words"]:
        heard = [
            start for name, text, start in told if (name, text) == (sentence, word) and start <= at + 0.02
        ]
        assert heard, (sentence, word, at)
        if at - heard[-1] > OUT_OF_STEP_SECONDS_MAX:
            late.append((sentence, word, at, heard))
    assert len(late) <= 1, late  # a machine at work on other things draws a frame late, above all the first
    page.locator(".player__more summary").first.press("Enter")
    switch = page.get_by_role("button", name="标出正在读的词")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.press("Enter")
    page.wait_for_function("() => !CSS.highlights.get('word')")
    assert page.evaluate("() => document.querySelectorAll('.sentence--current').length") == 1
    shown = page.locator(".player__sentences option").first.inner_text()
    assert "<" not in shown, shown
    context.close()


def words(page: Page) -> list[tuple[str, str, float]]:
    """Return sentence, word without the marks after it, and when it is heard, as the cues tell."""
    told = page.evaluate("() => [...document.querySelector('track').track.cues].map((c) => [c.id, c.text])")
    found = []
    for name, text in told:
        for hours, minutes, seconds, word in re.findall(r"<(\d+):(\d+):([\d.]+)>([^<]*)", text):
            start = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
            found.append((name, re.sub(r"[^\w]+$", "", word), start))
    return found


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
    open_more(keyboard)
    keyboard.press_to("快一点")
    spoken.keyboard.press("Enter")
    assert spoken.evaluate("() => document.querySelector('audio').playbackRate") == 1.25
    expect(spoken.locator(".player__state")).to_contain_text("速度 1.25 倍")
    assert keyboard.focus.name == "快一点"


def open_more(keyboard: Keyboard) -> None:
    """Open what stands behind 更多播放方法."""
    keyboard.press_to("更多播放方法")
    keyboard.page.keyboard.press("Enter")


@pytest.mark.survey
def test_a_sentence_is_searched_for_and_heard_from_there_with_keys_alone(spoken: Page) -> None:
    keyboard = Keyboard(spoken)
    open_more(keyboard)
    spoken.wait_for_function("() => document.querySelectorAll('.player__sentences option').length > 3")
    found = cues(spoken)
    wanted = spoken.locator(".player__sentences option").nth(3).inner_text().split("　")[1]
    keyboard.press_to("找一句")
    spoken.keyboard.type(wanted[:6])
    expect(spoken.locator(".player__found")).to_have_text("找到 1 句")
    keyboard.press_to("从这一句开始")
    spoken.keyboard.press("Enter")
    play_until(spoken, found[3][1] + 0.1)
    assert place(spoken) < found[3][1] + 3
    assert spoken.locator(".sentence--current").get_attribute("id") == found[3][0]
    assert keyboard.focus.name == "从这一句开始"
    spoken.evaluate("() => document.querySelector('audio').pause()")
    spoken.locator(".player__search").fill("没有这样的话")
    expect(spoken.locator(".player__found")).to_have_text("没有找到，请换个词")
    assert spoken.locator(".player__sentences option").count() == 0


def stop_in_the_third_sentence(page: Page) -> str:
    """Play, go to the third sentence, pause; return its id."""
    keyboard = Keyboard(page)
    keyboard.press_to("播放")
    page.keyboard.press("Enter")
    play_until(page, 0.2)
    begins = cues(page)
    page.evaluate("(t) => { document.querySelector('audio').currentTime = t; }", begins[2][1] + 0.2)
    play_until(page, begins[2][1] + 0.3)
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    return begins[2][0]


@pytest.mark.survey
def test_a_visitor_goes_on_where_they_left_off_when_they_choose_to(spoken: Page) -> None:
    sentence = stop_in_the_third_sentence(spoken)
    spoken.reload()
    keyboard = Keyboard(spoken)
    keyboard.press_to("从第 3 句继续")
    assert spoken.evaluate(
        "() => { const a = document.querySelector('audio'); return [a.paused, a.readyState]; }"
    ) == [
        True,
        0,
    ]
    spoken.keyboard.press("Enter")
    spoken.wait_for_function(
        "(id) => { const now = document.querySelector('.sentence--current'); return now && now.id === id; }",
        arg=sentence,
    )


def test_somebody_signed_in_goes_on_at_another_device_even_without_scripts(
    chromium: Browser, region: Region
) -> None:
    new_learner(region, "听课人", "coffee-easyread")
    phone = context_of(chromium, region, "听课人")
    page = phone.new_page()
    page.goto(region.address + SPOKEN_LESSON)
    page.wait_for_selector(".player__buttons")
    with page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/place")) as told:
        stop_in_the_third_sentence(page)
    assert told.value.status == 204
    phone.close()
    computer = context_of(chromium, region, "听课人", scripts=False)
    page = computer.new_page()
    page.goto(region.address + SPOKEN_LESSON)
    link = page.get_by_role("link", name="从第 3 句继续")
    assert "#t=" in str(link.get_attribute("href"))
    computer.close()


@pytest.mark.survey
def test_the_lock_screen_and_headset_keys_work_the_player(spoken: Page) -> None:
    spoken.evaluate(
        "() => { window.keys = {}; navigator.mediaSession.setActionHandler = (act, deed) => { window.keys[act] = deed; }; }"
    )
    keyboard = Keyboard(spoken)
    keyboard.press_to("播放")
    spoken.keyboard.press("Enter")
    play_until(spoken, 0.3)
    told = spoken.evaluate(
        "() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState, Object.keys(window.keys).sort()]"
    )
    assert told[0] == spoken.locator("h1").inner_text()
    assert told[1:] == [
        "playing",
        ["nexttrack", "pause", "play", "previoustrack", "seekbackward", "seekforward"],
    ]
    begins = [start for _name, start in cues(spoken)]
    spoken.evaluate("() => window.keys.nexttrack()")
    play_until(spoken, begins[1])
    spoken.evaluate("() => window.keys.pause()")
    assert spoken.evaluate("() => document.querySelector('audio').paused")
    expect(spoken.get_by_role("button", name="播放", exact=True)).to_be_visible()


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
