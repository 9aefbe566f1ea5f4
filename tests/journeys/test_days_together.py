"""The days of learning together, by keys alone on one telephone: calm mode, easy-read, a question, a hand-in, a test with help and more time.

The instructor answers by voice at another desk; mother and child change places. Every page that is passed is held to the page checks.
"""

import pytest
from playwright.sync_api import Browser, expect

from learnhub.accessibility.rules import AccessProfile, encode
from tests.browser import listen
from tests.journeys.enquiries import INSTRUCTOR, answer_by_voice
from tests.journeys.keyboard import Keyboard
from tests.journeys.lessons import complete_cards, hear, lesson_text
from tests.journeys.passing import every_page
from tests.journeys.region import Region, context_of, new_learner
from tests.journeys.taken_tests import answer_rightly, grant_more_time, question_at
from tests.journeys.test_changing_places import fill_in, leave, look_back, show_on_device, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.survey]
CHILD, MOTHER = "天天向上", "天天的妈妈"
COURSE, LESSON, TASK = "coffee-easyread", "americano-serve", "做一杯美式，端上桌"
ASKED = "杯子很烫，我怎么拿？"
TEST, QUESTIONS = "我学会了吗", 6
ACT_STOPS_MAX = 5


@pytest.mark.parametrize("engine", ["region", "postgres_region"])
def test_a_trainee_a_teacher_and_a_mother_learn_together(
    chromium: Browser, request: pytest.FixtureRequest, engine: str
) -> None:
    region: Region = request.getfixturevalue(engine)
    for nickname in (CHILD, MOTHER):
        new_learner(region, nickname, COURSE)
    grant_more_time(region, CHILD)
    profile = AccessProfile(is_easy_read_first=True, is_calm=True)
    context = context_of(chromium, region, width=360, access=encode(profile))
    keyboard = Keyboard(context.new_page())
    page, complaints = keyboard.page, listen(keyboard.page)
    with every_page(region.app) as passed:
        sign_in(keyboard, region, CHILD)
        show_on_device(keyboard, region, "兔子")
        learn_a_lesson(keyboard, region)
        ask(keyboard)
        say_who_helps(keyboard)
        hand_in(keyboard, region)
        look_at_work_and_answer(chromium, region)

        page.goto(f"{region.address}/me/enquiries")
        keyboard.press_to_beginning(ASKED)
        keyboard.enter()
        hear(keyboard)
        take_the_test(keyboard, region)

        leave(keyboard, scripts=True)
        keyboard.follow("另一个人")
        fill_in(keyboard, MOTHER)
        look_back(page, CHILD)
        page.goto(f"{region.address}/me")
        expect(page.locator("main")).not_to_contain_text(TASK)
        leave(keyboard, scripts=True)
        keyboard.follow(CHILD)
        assert page.get_by_label("昵称", exact=True).input_value() == CHILD
        look_back(page, MOTHER)
    context.close()
    print(f"{engine}: {len(passed.pages)} pages, {keyboard.stops} stops")
    found = passed.faults()
    assert not found, "\n".join(found)
    assert complaints == []


def learn_a_lesson(keyboard: Keyboard, region: Region) -> None:
    """From 我的学习 to the next step, and through the cards of one lesson to its end."""
    page = keyboard.page
    page.goto(region.address)
    keyboard.go_to_top()
    keyboard.press_to_beginning("我的学习")
    keyboard.enter()
    keyboard.skip_to_main()
    before = keyboard.stops
    keyboard.press_to_beginning("开始：")
    assert keyboard.stops - before <= ACT_STOPS_MAX
    keyboard.enter()
    page.goto(f"{region.address}/courses/{COURSE}/lessons/{LESSON}?card=1")
    _cards, most = complete_cards(keyboard, lesson_text(region, LESSON))
    assert most <= ACT_STOPS_MAX
    page.goto(f"{region.address}/courses/{COURSE}/lessons/{LESSON}?card=all")


def ask(keyboard: Keyboard) -> None:
    """Ask the teacher, in words, from the lesson."""
    keyboard.follow("问老师，看常见问题")
    keyboard.fill("您的问题（选填）", ASKED)
    keyboard.press("交给老师")
    expect(keyboard.page.get_by_text("问题已经交给老师").first).to_be_visible()


def say_who_helps(keyboard: Keyboard) -> None:
    """Say that somebody of the family reads out and keys today."""
    page = keyboard.page
    keyboard.go_to_top()
    keyboard.press_to_beginning("我的学习")
    keyboard.enter()
    keyboard.follow("看全部")  # easy-read shows the simple version first
    keyboard.press_to("提问、作业、打算、便利和核对")
    page.keyboard.press("Enter")
    keyboard.follow("今天有人帮我")
    keyboard.choose("家里人")
    for way in ("读题", "代操作"):
        keyboard.press_to(way, role="checkbox")
        page.keyboard.press("Space")
    keyboard.press("记下，今天有人帮我")
    expect(page.locator("main")).to_contain_text("记下了。今天学的课")


def hand_in(keyboard: Keyboard, region: Region) -> None:
    """Hand a task of the lesson in, after looking at it once more."""
    page = keyboard.page
    page.goto(f"{region.address}/courses/{COURSE}/lessons/{LESSON}?card=all")
    keyboard.follow(f"交作业：{TASK}")
    keyboard.fill("您的作业（选填）", "我做了一杯美式，说了小心烫。")
    keyboard.press("先看一遍")
    keyboard.press("交给老师")
    expect(page.get_by_text("作业交给老师了。").first).to_be_visible()  # a reader hears it too


def look_at_work_and_answer(chromium: Browser, region: Region) -> None:
    """At the teacher's desk: who helped stands beside the work; the question is answered by voice."""
    context = context_of(chromium, region, INSTRUCTOR)
    desk = context.new_page()
    keys = Keyboard(desk)
    desk.goto(f"{region.address}/teach/hand-ins")
    keys.follow(f"{CHILD}：{TASK}")
    expect(desk.locator("main")).to_contain_text("家里人")
    expect(desk.locator("main")).to_contain_text("代操作")
    desk.goto(f"{region.address}/teach/enquiries")
    keys.press_to_beginning(ASKED)
    keys.enter()
    answer_by_voice(keys)
    context.close()


def take_the_test(keyboard: Keyboard, region: Region) -> None:
    """Begin with more time, say who helps, hear a question, answer each, and read the result."""
    page = keyboard.page
    page.goto(f"{region.address}/courses/{COURSE}")
    keyboard.follow(TEST)
    expect(page.locator("main")).to_contain_text("多给时间")
    keyboard.go_to_top()
    keyboard.press("开始测验")
    most = 0
    for position in range(1, QUESTIONS + 1):
        expect(page.locator("h1")).to_have_text(f"第 {position} 题，共 {QUESTIONS} 题：{TEST}")
        if position == 2:
            hear_the_question(keyboard)
            tell_of_help(keyboard)
        keyboard.go_to_top()
        keyboard.skip_to_main()
        before = keyboard.stops
        fields = answer_rightly(keyboard, *question_at(region, CHILD, position))
        keyboard.press("记下这个答案")
        most = max(most, keyboard.stops - before - (fields - 1))
    assert most <= ACT_STOPS_MAX
    keyboard.go_to_top()
    keyboard.follow("都答完了，去交卷")
    keyboard.press("交卷")
    told = page.locator("main")
    for words in (f"{QUESTIONS} 题里答对 {QUESTIONS} 题，过了", "多给时间", "妈妈", "读题", "按键"):
        expect(told).to_contain_text(words)


def hear_the_question(keyboard: Keyboard) -> None:
    keyboard.follow("听这道题")
    hear(keyboard)
    keyboard.go_to_top()
    keyboard.follow("回去答这道题")


def tell_of_help(keyboard: Keyboard) -> None:
    """Say with the test who reads out and keys; the answers stay the trainee's own."""
    keyboard.follow("看看哪些题还没答，交卷")
    keyboard.follow("有人帮我读题、写字")
    for kind in ("读题", "按键"):
        keyboard.press_to(kind, role="checkbox")
        keyboard.page.keyboard.press("Space")
    keyboard.fill("谁帮的您", "妈妈")
    keyboard.press("记下")
    keyboard.go_to_top()
    keyboard.follow("答第 2 题")
