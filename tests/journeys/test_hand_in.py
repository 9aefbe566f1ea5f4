"""By keyboard alone: a trainee hands in work with a recording, the teacher answers line by line, the trainee reads it and hands in again."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of, new_learner
from tests.journeys.work import INSTRUCTOR, LESSON, TASKS
from tests.learning.asking import spoken

pytestmark = [pytest.mark.journey, pytest.mark.survey]
LEARNER = "交作业的学员"


def opened(chromium: Browser, region: Region, person: str, path: str) -> tuple[Page, Keyboard]:
    page = context_of(chromium, region, person).new_page()
    page.goto(region.address + path)
    return page, Keyboard(page)


def test_work_is_handed_in_answered_and_handed_in_again(chromium: Browser, region: Region) -> None:
    new_learner(region, LEARNER, "blind-massage")
    page, keyboard = opened(chromium, region, LEARNER, f"/courses/blind-massage/lessons/{LESSON}")
    keyboard.follow("交作业：揉和按各做一分钟，边做边数")
    keyboard.press_to("您的作业（选填）")
    page.keyboard.type("揉了一分钟，手没有滑。")
    keyboard.press_to("说一段话")
    page.keyboard.press("Enter")
    recording = {"name": "work.wav", "mimeType": "audio/wav", "buffer": spoken(3)}
    page.get_by_label("录音文件").set_input_files(recording)
    keyboard.press("先看一遍")
    expect(page.get_by_text("还没有交。")).to_be_visible()
    keyboard.press("交给老师")
    expect(page.get_by_text("作业交给老师了。").first).to_be_visible()  # a reader hears it too

    desk, keys = opened(chromium, region, INSTRUCTOR, "/teach/hand-ins")
    keys.follow(f"{LEARNER}：揉和按各做一分钟，边做边数")
    for number in range(3):
        if number:
            keys.tab()  # from the radio button that was just pressed
        keys.press_to("够了")
        desk.keyboard.press("Space")
    keys.press_to("收下了")
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    assert keys.focus.name == "请再试一次"
    keys.press_to("对学员说的话（选填）")
    desk.keyboard.type("停够两个呼吸再起来，就够了。")
    keys.press("交给学员")
    expect(desk.get_by_text("反馈已经交给学员")).to_be_visible()
    desk.context.close()

    page.goto(f"{region.address}{TASKS}/rhythm-count")
    expect(page.get_by_text("停够两个呼吸再起来，就够了。")).to_be_visible()
    expect(page.get_by_text("现在：请再试一次。")).to_be_visible()
    keyboard.press_to("您的作业（选填）")
    page.keyboard.type("又做了一遍，每次停两个呼吸。")
    keyboard.press("先看一遍")
    keyboard.press("交给老师")
    expect(page.get_by_text("第 2 次")).to_be_visible()
    page.context.close()
