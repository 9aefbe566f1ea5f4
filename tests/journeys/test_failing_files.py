"""The way of a learner stays whole when scripts or style never arrive, as on a bad line or behind a filter."""

import pytest
from playwright.sync_api import Browser, expect

from learnhub.learning.service import enrolments_of
from tests.journeys.journey_pages import SPOKEN_LESSON
from tests.journeys.judges import stops
from tests.journeys.keyboard import Keyboard
from tests.journeys.lessons import complete_lesson, lesson_text
from tests.journeys.region import Region, context_of, new_learner, person_id

pytestmark = pytest.mark.journey
COURSE, SLUG = "phone-basics", "phone-sound-charge"
MISSING = {
    "小暑": ("scripts", "**/static/*/js/**"),
    "大暑": ("one script of several", "**/static/*/js/player.js"),
    "立秋": ("style", "**/static/*/css/**"),
    "处暑": ("every file", "**/static/**"),
}


@pytest.mark.survey
@pytest.mark.parametrize("nickname", list(MISSING), ids=[told for told, _pattern in MISSING.values()])
def test_a_lesson_is_learned_without_what_never_arrives(
    chromium: Browser, region: Region, nickname: str
) -> None:
    new_learner(region, nickname, COURSE)
    context = context_of(chromium, region, nickname)
    context.route(MISSING[nickname][1], lambda route: route.abort())
    keyboard = Keyboard(context.new_page())
    keyboard.page.goto(f"{region.address}/courses/{COURSE}/lessons/{SLUG}")
    complete_lesson(keyboard, lesson_text(region, SLUG), errs_once=True)
    region.work_off()
    keyboard.page.goto(f"{region.address}/me/credits")
    expect(keyboard.page.locator("main ol").first).to_contain_text("得 10 积分")
    context.close()


@pytest.mark.survey
@pytest.mark.parametrize("pattern", ["**/static/*/js/**", "**/static/*/js/player.js"])
def test_the_sound_keeps_its_own_controls_when_its_script_fails(
    chromium: Browser, region: Region, pattern: str
) -> None:
    context = context_of(chromium, region)
    context.route(pattern, lambda route: route.abort())
    page = context.new_page()
    page.goto(region.address + SPOKEN_LESSON)
    page.wait_for_load_state("networkidle")
    expect(page.locator("audio[controls]")).to_have_count(1)
    assert page.locator(".player__buttons").count() == 0
    context.close()


def test_errors_are_told_and_lead_to_their_fields_without_scripts_and_style(
    chromium: Browser, region: Region
) -> None:
    context = context_of(chromium, region)
    context.route("**/static/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{region.address}/register")
    keyboard = Keyboard(page)
    keyboard.fill("昵称", "白露")
    keyboard.press("注册")
    expect(page.get_by_role("heading", level=2, name="提交的内容有误")).to_be_visible()
    expect(page.get_by_label("昵称", exact=True)).to_have_value("白露")
    keyboard.follow("请填写密码，至少 8 个字。")
    # The link leads to the field: it has the focus, or the next Tab comes to it.
    assert keyboard.focus.name == "密码" or keyboard.tab().name == "密码"
    context.close()


@pytest.mark.survey
def test_a_page_without_style_has_the_same_stops_in_the_same_order(chromium: Browser, region: Region) -> None:
    told = []
    for pattern in ("**/nothing", "**/static/*/css/**"):
        context = context_of(chromium, region, scripts=False)
        context.route(pattern, lambda route: route.abort())
        page = context.new_page()
        page.goto(region.address + SPOKEN_LESSON)
        told.append(stops(page))
        context.close()
    assert told[0] == told[1]


def test_a_key_pressed_twice_on_a_slow_line_is_one_enrolment(chromium: Browser, region: Region) -> None:
    new_learner(region, "秋分", COURSE)
    context = context_of(chromium, region, "秋分")
    page = context.new_page()
    page.goto(f"{region.address}/courses/coffee-easyread")
    keyboard = Keyboard(page)
    keyboard.press_to("报名")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("报名成功", timeout=20_000)
    with region.database.reading() as session:
        assert len(enrolments_of(session, person_id(region, "秋分"))) == 2
    context.close()
