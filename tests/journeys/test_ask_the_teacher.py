"""By keyboard alone: a trainee asks about a sentence with the microphone, the teacher answers with a recording, the trainee hears it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.enquiries import INSTRUCTOR, answer_by_voice
from tests.journeys.keyboard import Keyboard
from tests.journeys.lessons import hear
from tests.journeys.region import Region, context_of, new_learner

pytestmark = [pytest.mark.journey, pytest.mark.survey]
ASKER = "提问的学员"
LESSON = "/courses/blind-massage/lessons/clean-hands"
_SELECT = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById("s-5"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def opened(chromium: Browser, region: Region, person: str, path: str) -> tuple[Page, Keyboard]:
    page = context_of(chromium, region, person).new_page()
    page.goto(region.address + path)
    return page, Keyboard(page)


def test_a_question_from_a_sentence_is_answered_by_voice_and_heard(chromium: Browser, region: Region) -> None:
    new_learner(region, ASKER, "blind-massage")
    page, keyboard = opened(chromium, region, ASKER, LESSON)
    page.evaluate(_SELECT)
    keyboard.follow("问老师，看常见问题")
    expect(page).to_have_url(re.compile(r"about=sentence\.s-5$"))
    expect(page.get_by_text("您问的是：按摩师靠手工作。")).to_be_visible()
    keyboard.press_to("说一段话")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="开始录音").wait_for()  # its script comes when somebody opens this
    keyboard.press_to("开始录音")
    page.keyboard.press("Enter")
    expect(page.get_by_text("正在录。说完按“录完了”。")).to_be_visible()
    assert keyboard.focus.name == "录完了"
    page.wait_for_timeout(1500)
    page.keyboard.press("Enter")
    expect(page.get_by_text("刚录的这一段").first).to_be_visible()
    assert keyboard.focus.name == "重录"
    keyboard.press("交给老师")
    expect(page.get_by_text("问题已经交给老师").first).to_be_visible()

    desk, keys = opened(chromium, region, INSTRUCTOR, "/teach/enquiries")
    keys.follow("录音")
    expect(desk.locator("mark")).to_have_text("按摩师靠手工作。")
    answer_by_voice(keys)
    desk.context.close()

    page.goto(region.address + "/me/enquiries")
    keyboard.follow("录音")
    hear(keyboard)
    page.context.close()
