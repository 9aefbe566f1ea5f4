"""A test by keys alone, in calm mode and easy-read, with more time granted: begun, the sign-in lost, gone on with, passed."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from learnhub.accessibility.rules import AccessProfile, encode
from learnhub.accounts.models import SignIn
from learnhub.primitives import instant_now
from tests.browser import listen
from tests.journeys.assessment_pages import COURSE
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of, new_learner, person_id
from tests.journeys.taken_tests import answer_rightly, grant_more_time, question_at

pytestmark = [pytest.mark.journey, pytest.mark.survey]
LEARNER, PASSWORD = "慢慢考", "春天里的一场雨"
STOPS_MAX = 5


def end_sign_ins(region: Region) -> None:
    with region.database.transaction() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.person_id == person_id(region, LEARNER))
            .values(ended_at=instant_now())
        )


def test_a_test_is_taken_calmly_to_its_end(chromium: Browser, region: Region) -> None:
    new_learner(region, LEARNER, COURSE)
    grant_more_time(region, LEARNER)
    profile = AccessProfile(is_easy_read_first=True, is_calm=True)
    context = context_of(chromium, region, LEARNER, width=320, access=encode(profile))
    keyboard = Keyboard(context.new_page())
    page, complaints = keyboard.page, listen(keyboard.page)
    page.goto(f"{region.address}/courses/{COURSE}")
    keyboard.follow("我学会了吗")
    expect(page.locator("main")).to_contain_text("多给时间")
    keyboard.go_to_top()
    keyboard.press("开始测验")
    most = 0
    for position in range(1, 7):
        expect(page.locator("h1")).to_have_text(f"第 {position} 题，共 6 题：我学会了吗")
        # Nothing counts down (a question itself may speak of minutes), and nothing is wider than the smallest screen.
        assert "还剩" not in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if position == 3:
            end_sign_ins(region)
        keyboard.go_to_top()
        keyboard.skip_to_main()
        before = keyboard.stops
        fields = answer_rightly(keyboard, *question_at(region, LEARNER, position))
        keyboard.press("记下这个答案")
        most = max(most, keyboard.stops - before - (fields - 1))
        if position == 3:
            expect(page.locator("main")).to_contain_text("您的登录已经结束")
            keyboard.fill("昵称", LEARNER)
            keyboard.fill("密码", PASSWORD)
            keyboard.press("登录")
            keyboard.press("确认提交")
            expect(page.locator("main")).to_contain_text("答案记下了")
    print(f"test: {most} stops at most to an answer")
    assert most <= STOPS_MAX
    keyboard.go_to_top()
    keyboard.follow("都答完了，去交卷")
    keyboard.press("交卷")
    expect(page.locator("main")).to_contain_text("6 题里答对 6 题，过了")
    expect(page.locator("main")).to_contain_text("多给时间")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []
    context.close()


_STAY = """async () => {
  const main = document.querySelector("script[type=module]").src;
  document.querySelector("main").insertAdjacentHTML("beforeend", '<div id="left" hidden data-seconds="900"><p>只剩几分钟了</p></div>');
  (await import(new URL("time-left.js", main))).mount(document.getElementById("left"));
}"""


def test_who_stays_on_a_question_is_told_before_its_time_ends(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region)
    page = context.new_page()
    page.clock.install()
    page.goto(region.address)
    page.evaluate(_STAY)
    page.clock.run_for("14:59")
    expect(page.locator("#left")).to_be_hidden()
    page.clock.run_for("00:02")
    expect(page.locator("#left")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="只剩几分钟了")).to_have_count(1)
    context.close()
