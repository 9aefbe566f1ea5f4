"""A lesson to its end and to the line of its credit, by keys alone, with scripts and without: easy-read cards; sign video and transcript."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from learnhub.accessibility.rules import AccessProfile, encode
from learnhub.accessibility.rules.profile import FirstWay
from tests.browser import listen
from tests.journeys.films import put_films
from tests.journeys.keyboard import Keyboard
from tests.journeys.lessons import complete_cards, complete_lesson, lesson_text
from tests.journeys.region import Region, context_of, new_learner

pytestmark = [pytest.mark.journey, pytest.mark.survey]
CARDS_COURSE, CARDS_LESSON = "coffee-easyread", "wash-hands"
FILMED_COURSE, FILMED_LESSON = "phone-basics", "chat-and-contacts"
CARD_STOPS_MAX = 5


@pytest.fixture(scope="session")
def filmed(region: Region, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A lesson with a main video that has captions, and a sign video in step; returns its title."""
    return put_films(region, FILMED_LESSON, tmp_path_factory.mktemp("film"))


def learner(
    chromium: Browser, region: Region, course: str, profile: AccessProfile, *, scripts: bool
) -> BrowserContext:
    """Open the browser of somebody who is new in a course and has chosen how to learn."""
    nickname = f"{course[:6]}{'有' if scripts else '无'}脚本"
    new_learner(region, nickname, course)
    return context_of(chromium, region, nickname, scripts=scripts, access=encode(profile))


def see_the_credit(keyboard: Keyboard, region: Region, title: str) -> None:
    region.work_off()
    keyboard.go_to_top()
    keyboard.press_to_beginning("我的学习")
    keyboard.enter()
    if keyboard.page.get_by_role("link", name="看全部").count():  # the simple version
        keyboard.follow("看全部")
    keyboard.follow("看积分怎么来的")
    lines = keyboard.page.locator("main ol").first.locator("li")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text(f"学完“{title}”")


@pytest.mark.parametrize("scripts", [True, False])
def test_easy_read_cards_are_learned_to_the_end(chromium: Browser, region: Region, scripts: bool) -> None:
    profile = AccessProfile(is_easy_read_first=True)
    context = learner(chromium, region, CARDS_COURSE, profile, scripts=scripts)
    keyboard = Keyboard(context.new_page())
    page, complaints = keyboard.page, listen(keyboard.page)
    text = lesson_text(region, CARDS_LESSON)
    page.goto(f"{region.address}/courses/{CARDS_COURSE}/lessons/{CARDS_LESSON}?card=1")
    cards, most = complete_cards(keyboard, text)
    print(f"cards, scripts {scripts}: {cards} pages, {most} stops at most to 下一张")
    assert most <= CARD_STOPS_MAX
    see_the_credit(keyboard, region, text.title.text)
    assert complaints == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_sign_video_and_transcript_are_learned_to_the_end(
    chromium: Browser, region: Region, filmed: str, scripts: bool
) -> None:
    context = learner(
        chromium, region, FILMED_COURSE, AccessProfile(first_way=FirstWay.SIGN), scripts=scripts
    )
    keyboard = Keyboard(context.new_page())
    page, complaints = keyboard.page, listen(keyboard.page)
    page.goto(f"{region.address}/courses/{FILMED_COURSE}/lessons/{FILMED_LESSON}")
    assert page.evaluate("() => [...document.querySelectorAll('video')].every((one) => one.paused)")
    # What is said in the video is read, not watched.
    keyboard.press_to("视频里说的话，共 2 句")
    page.keyboard.press("Enter")
    expect(page.locator(".player__transcript").first).to_contain_text("再动手试")
    to_transcript = keyboard.stops
    sign = page.locator("#sign-player video")
    if scripts:
        keyboard.press_to("播放")
    else:
        keyboard.press_to("看手语")
    page.keyboard.press("Space")
    for _ in range(100):
        if float(sign.evaluate("(video) => video.currentTime")) > 0.3:
            break
        page.wait_for_timeout(100)
    assert float(sign.evaluate("(video) => video.currentTime")) > 0.3
    assert sign.evaluate("(video) => video.muted || !video.webkitAudioDecodedByteCount")
    page.keyboard.press("Space")
    print(
        f"sign first, scripts {scripts}: {to_transcript} stops to the transcript, {keyboard.stops} to the sign video"
    )
    keyboard.go_to_top()
    keyboard.skip_to_main()
    keyboard.press_to_beginning("接着做：")
    keyboard.enter()
    complete_lesson(keyboard, lesson_text(region, FILMED_LESSON))
    print(f"sign first, scripts {scripts}: {keyboard.stops} stops in all")
    see_the_credit(keyboard, region, filmed)
    assert complaints == []
    context.close()
