"""How far it is, in presses of Tab, from the top of a page to what it is there for; counted by the browser itself.

Source: DESIGN §8: at most 5 stops to the main act of a page, at most 25 stops on a lesson page.
"""

import pytest
from playwright.sync_api import Browser

from tests.journeys.journey_pages import (
    EASY_READER,
    INSTRUCTOR,
    LESSON,
    OFFICER,
    PAGES,
    SPOKEN_LESSON,
    TRAINEE,
    places,
)
from tests.journeys.judges import stops, unfold
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of
from tests.page_checks.document import Document

pytestmark = pytest.mark.journey
ACT_STOPS_MAX, LESSON_STOPS_MAX = 5, 25
OPEN_LESSON = "/courses/blind-massage/lessons/head-and-shoulder-points"


@pytest.mark.parametrize(
    ("path", "person", "act"),
    [
        ("/", None, "想学什么？"),
        ("/search?q=按摩", None, "盲人保健按摩（五级入门）"),
        ("/courses/blind-massage", None, "报名"),
        ("/courses/blind-massage", TRAINEE, "接着学："),
        ("/register", None, "昵称"),
        ("/sign-in", None, "昵称"),
        ("/settings/access", None, "大一点"),
        ("/accessibility/report", None, "您想做什么"),
        ("/me", TRAINEE, "开始："),
        ("/me/subsidy/{enrolment}", TRAINEE, "这些钱从哪里来"),
        ("/teach/classes/{class}/sessions/{session}", INSTRUCTOR, "保存点名"),
        ("/office/classes/{class}", OFFICER, "计算补贴记录"),
    ],
)
def test_the_main_act_is_near_the_top(
    chromium: Browser, region: Region, path: str, person: str | None, act: str
) -> None:
    context = context_of(chromium, region, person)
    keyboard = Keyboard(context.new_page())
    keyboard.page.goto(region.address + path.format(**places(region)))
    keyboard.skip_to_main()
    keyboard.press_to_beginning(act)
    assert keyboard.stops <= ACT_STOPS_MAX
    context.close()


@pytest.mark.survey
@pytest.mark.parametrize(
    ("path", "person"),
    [
        (LESSON, None),
        (OPEN_LESSON, TRAINEE),
        (SPOKEN_LESSON, None),
        (f"{SPOKEN_LESSON}?card=all", EASY_READER),
    ],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_the_question_of_a_lesson_is_near_the_top(
    chromium: Browser, region: Region, path: str, person: str | None, scripts: bool
) -> None:
    context = context_of(chromium, region, person, scripts=scripts)
    keyboard = Keyboard(context.new_page())
    keyboard.page.goto(region.address + path)
    # Without the demonstration's own link, which no real site has.
    all_stops = [one for one in stops(keyboard.page) if "换一个演示身份" not in one]
    assert len(all_stops) <= LESSON_STOPS_MAX, "\n".join(all_stops)
    keyboard.page.goto(region.address + path)
    keyboard.skip_to_main()
    if keyboard.page.get_by_text("这一课学完了").count():
        keyboard.press_to_beginning("下一课：")
    else:
        keyboard.press_to_beginning("接着做：")
        keyboard.enter()
        reached = keyboard.tab()
        if reached.name == "听这道题":
            reached = keyboard.tab()
        assert reached.role in {"radio", "checkbox"} or reached.name == "本节学完", reached
    assert keyboard.stops <= ACT_STOPS_MAX
    context.close()


@pytest.mark.survey
@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("sign-desk", "先问再按"),
        ("sign-request", "哪天能拍好"),
        ("sign-choice", "洗净双手再碰顾客"),
        ("sign-lesson", "接着拍下一句没拍的"),
        ("sign-piece", "打开摄像头"),
        ("sign-times", "1."),
        ("sign-marking", "播放"),
        ("sign-review", "播放"),
        ("sign-portrait", "收回"),
        ("sign-page", "打开摄像头"),
        ("videos", "上传视频"),
        ("video-new", "视频"),
        ("video", "播放"),
        ("video-captions", "改第 1 条"),
        ("video-lesson", "放进哪一课"),
    ],
)
def test_the_studio_is_worked_in_few_presses(chromium: Browser, region: Region, name: str, act: str) -> None:
    page = next(one for one in PAGES if one.name == name)
    context = context_of(chromium, region, page.person)
    keyboard = Keyboard(context.new_page())
    keyboard.page.goto(region.address + page.path.format(**places(region)))
    all_stops = stops(keyboard.page)
    # A table of times is typed into: its fields come on top, and the page 边放边标 does the same with one key.
    typed = sum(one.startswith("textbox") for one in all_stops) if name == "sign-times" else 0
    assert len(all_stops) - typed <= LESSON_STOPS_MAX, all_stops
    # A list that is unfolded doesn't make the page long; the player's further buttons are asked for one by one.
    unfold(keyboard.page, "details:not(.player *)")
    unfolded = Document(keyboard.page.content())
    reached = [name for one in unfolded.stops if "换一个演示身份" not in (name := unfolded.name(one))]
    assert len(reached) - typed <= LESSON_STOPS_MAX, reached
    keyboard.page.goto(region.address + page.path.format(**places(region)))
    keyboard.skip_to_main()
    keyboard.press_to_beginning(act)
    assert keyboard.stops <= ACT_STOPS_MAX, all_stops
    context.close()
