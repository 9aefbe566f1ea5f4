"""The main job from end to end, with the keyboard alone, with scripts and without, on both engines.

A visitor finds a course, registers, enrols, completes a lesson by answering and sees the credit; the instructor marks fifteen days;
the officer calculates; the trainee reads 450.00 yuan and why, down to the seal.
"""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, expect

from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.service import course_by_slug
from learnhub.learning.service import enrolment_or_none
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from tests.browser import listen
from tests.journeys.keyboard import Keyboard
from tests.journeys.lessons import complete_lesson, lesson_text
from tests.journeys.region import Region, context_of, person_id

pytestmark = pytest.mark.journey
COURSE, TITLE = "blind-massage", "盲人保健按摩（五级入门）"
FIRST_LESSON, FIRST_TITLE = "work-ethics-quality", "职业道德与质量意识"
CLASS_NUMBER, DAYS = "演示-按摩-01", 15
INSTRUCTOR, OFFICER = "教师01", "省干部01"
PASSWORD = "我喜欢听雨打芭蕉"


def test_a_trainee_learns_online_and_offline_and_the_subsidy_adds_up(
    chromium: Browser, region: Region
) -> None:
    whole_journey(chromium, region, "小满", scripts=True)


@pytest.mark.survey
def test_the_same_journey_without_scripts_on_postgresql(chromium: Browser, postgres_region: Region) -> None:
    whole_journey(chromium, postgres_region, "谷雨", scripts=False)


def whole_journey(chromium: Browser, region: Region, nickname: str, *, scripts: bool) -> None:
    """Go the whole way in one browser, as families with one telephone do: each person signs out for the next."""
    context = context_of(chromium, region, scripts=scripts)
    page = context.new_page()
    complaints = listen(page)
    keyboard = Keyboard(page)

    find_the_course(keyboard, region)
    register_and_enrol(keyboard, nickname)
    learn_the_first_lesson(keyboard, lesson_text(region, FIRST_LESSON))
    region.work_off()
    read_the_credit(keyboard)

    give_a_place(region, nickname)
    enter_as(keyboard, INSTRUCTOR)
    mark_all_days(keyboard, nickname)
    region.seal()
    enter_as(keyboard, OFFICER)
    calculate(keyboard, nickname)

    change_places(keyboard, nickname)
    read_where_the_money_comes_from(keyboard)
    assert complaints == []
    context.close()


def find_the_course(keyboard: Keyboard, region: Region) -> None:
    """From the first page to the course, by search; before enrolling it says what is accessible and what isn't."""
    page = keyboard.page
    page.goto(region.address)
    keyboard.fill("想学什么？", "按摩")
    keyboard.enter()
    expect(heading(page)).to_have_text("搜索“按摩”")
    keyboard.follow(TITLE)
    expect(heading(page)).to_have_text(TITLE)
    told = page.locator("main").inner_text()
    for words in (
        "每一课都有文字",
        "手语：还没有",
        "易读版：还没有",
        "要不要交钱",
        "不收费",
        "100 学时，15 天",
        "30.00 元",
    ):
        assert words in told, words
    keyboard.press_to("4 课，约 63 分钟")  # one unit unfolds to what each lesson has and lacks
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=FIRST_TITLE)).to_contain_text("没有")


def register_and_enrol(keyboard: Keyboard, nickname: str) -> None:
    """Press 报名 as a visitor, register with nickname and password, and come back to enrol."""
    page = keyboard.page
    keyboard.go_to_top()
    keyboard.press("报名")
    expect(heading(page)).to_have_text("登录")
    expect(page.locator("main")).to_contain_text("还没有昵称和密码，请先注册")
    keyboard.follow("注册，只要一个昵称和一个密码")
    keyboard.fill("昵称", nickname)
    keyboard.fill("密码", PASSWORD)
    keyboard.press("注册")
    expect(heading(page)).to_have_text(TITLE)
    keyboard.press("报名")
    expect(page.locator("main")).to_contain_text("报名成功")


def learn_the_first_lesson(keyboard: Keyboard, text: LessonText) -> None:
    """Answer wrongly once, read why, answer rightly; close every section."""
    keyboard.follow(f"开始学：{FIRST_TITLE}")
    keyboard.follow("接着做：第 1 节的题")
    complete_lesson(keyboard, text, errs_once=True)
    expect(keyboard.page.locator("main")).to_contain_text("积分会记到您的积分单里")


def read_the_credit(keyboard: Keyboard) -> None:
    """The statement says what the lesson brought."""
    page = keyboard.page
    keyboard.go_to_top()
    keyboard.press_to_beginning("我的学习")
    keyboard.enter()
    keyboard.follow("看积分怎么来的")
    expect(heading(page)).to_have_text("我的积分和学时")
    expect(page.locator("main ol").first.locator("li")).to_have_count(1)
    expect(page.locator("main ol").first).to_contain_text(f"学完“{FIRST_TITLE}”（课程“{TITLE}”），得")


def mark_all_days(keyboard: Keyboard, nickname: str) -> None:
    """The instructor marks the new trainee present on every day; who has been marked before stays as marked."""
    page = keyboard.page
    open_own_class(keyboard)
    keyboard.press_to_beginning("给")
    keyboard.enter()
    for day in range(1, DAYS + 1):
        expect(heading(page)).to_contain_text("的点名")
        keyboard.press("全部到课")
        expect(page.locator("main")).to_contain_text("点名已经保存。")
        if day < DAYS:
            keyboard.skip_to_main()
            keyboard.press_to_beginning("接着给")
            keyboard.enter()
    open_own_class(keyboard)
    expect(page.locator("main")).to_contain_text("到今天为止的课都点过名了")
    keyboard.press_to_beginning("看 ")
    keyboard.enter()
    expect(page.get_by_role("row", name=nickname)).to_contain_text(f"到课 {DAYS} 天，请假 0 天，没到 0 天")
    expect(page.get_by_role("row", name="学员02")).to_contain_text("请假 1 天")


def calculate(keyboard: Keyboard, nickname: str) -> None:
    """The officer calculates the records of the class and sees the amount on the board."""
    page = keyboard.page
    keyboard.follow("本地区的班")
    keyboard.follow(f"盲人保健按摩演示班（班号 {CLASS_NUMBER}）")
    keyboard.press("计算补贴记录")
    row = page.get_by_role("row", name=nickname)
    expect(row).to_contain_text(f"{DAYS} 天")
    expect(row).to_contain_text("450.00 元")


def read_where_the_money_comes_from(keyboard: Keyboard) -> None:
    """The trainee unfolds 450.00 yuan to a day, a mark, the entry of evidence and the seal."""
    page = keyboard.page
    keyboard.press_to_beginning("我的学习")
    keyboard.enter()
    keyboard.follow("看补贴")
    keyboard.follow(f"看“{TITLE}”的补贴单")
    expect(page.locator("main")).to_contain_text("450.00 元")
    keyboard.follow("这些钱从哪里来")
    expect(heading(page)).to_have_text("450.00 元从哪里来")
    days = page.locator("main details")
    expect(days).to_have_count(DAYS)
    told = page.locator("main").inner_text()
    assert "30.00 元" in told
    assert "来源：" in told
    keyboard.press_to_role("DisclosureTriangle")
    page.keyboard.press("Enter")
    expect(days.first).to_contain_text(f"{INSTRUCTOR}在")
    expect(days.first).to_contain_text("证据：证据链第")
    expect(days.first).to_contain_text("封存：第")


def enter_as(keyboard: Keyboard, name: str) -> None:
    """Sign out and sign in as one of the ten, by the button of the demonstration."""
    keyboard.go_to_top()
    keyboard.press("退出，换人使用")
    keyboard.follow("换一个演示身份")
    keyboard.press(f"进入：{name}")
    keyboard.go_to_top()


def change_places(keyboard: Keyboard, nickname: str) -> None:
    """Sign out and sign in with nickname and password."""
    keyboard.go_to_top()
    keyboard.press("退出，换人使用")
    keyboard.fill("昵称", nickname)
    keyboard.fill("密码", PASSWORD)
    keyboard.press("登录")


def open_own_class(keyboard: Keyboard) -> None:
    keyboard.go_to_top()
    keyboard.follow("我教的班")
    keyboard.follow(f"盲人保健按摩演示班（班号 {CLASS_NUMBER}）")


def give_a_place(region: Region, nickname: str) -> None:
    """Give the trainee a place in the class; the base does that, whose page for it comes with a later issue."""
    with region.database.transaction() as session:
        course = course_by_slug(session, COURSE)
        enrolment = enrolment_or_none(session, person_id=person_id(region, nickname), course_id=course.id)
        assert enrolment is not None
        found = session.scalars(sa.select(TrainingClass).where(TrainingClass.number == CLASS_NUMBER)).one()
        refused = training.take_place(
            session, training_class=found, enrolment=enrolment, today=found.opened_on
        )
    assert refused is None


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)
