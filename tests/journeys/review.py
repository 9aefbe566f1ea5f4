"""What an office does with a course that was sent in, and its author with what comes back: by keyboard."""

from learnhub.accounts.views.recognition import COOKIE
from tests.journeys.new_course import TITLE, Road
from tests.journeys.region import Region, sign_in

COMMENT = "这一段写明是哪一种纸巾。"
LESSON = "为什么要洗手"
MENDED = "洗完以后，用一次性的擦手纸擦干，再垫着它去关水龙头，手就不会又弄脏。"


def enter_as(road: Road, region: Region, person: str, path: str) -> None:
    """Change places in the browser and open a page."""
    road.page.context.add_cookies([{"name": COOKIE, "value": sign_in(region, person), "url": region.address}])
    road.page.goto(region.address + path)


def return_with_a_comment(road: Road) -> None:
    """Begin the review, say something of one block, and send the course back."""
    road.keyboard.follow(TITLE)
    road.keyboard.press("开始审核")
    road.keyboard.follow(LESSON)
    road.keyboard.press_to("说的是哪里")
    for _ in range(3):
        road.page.keyboard.press("ArrowDown")
    road.fill("意见", COMMENT)
    road.keyboard.press("记下意见")
    road.back(TITLE)
    road.keyboard.follow("退回修改")
    road.keyboard.press("退回给作者")


def mend_and_submit_again(road: Road) -> None:
    """Open the block that the comment is tied to, from where it is told; mend it and submit."""
    assert COMMENT in road.page.locator("main").inner_text()
    road.open(f"打开《{LESSON}》的")
    road.keyboard.press_to_role("textbox")
    road.page.keyboard.press("Control+End")
    road.page.keyboard.insert_text(MENDED)
    road.keyboard.press("保存这一块")
    road.back("大纲：")
    road.keyboard.follow("提交审核，或者看审核到哪一步")
    road.keyboard.press("提交审核")


def publish(road: Road) -> None:
    """Review what was sent in again, and publish it."""
    road.keyboard.follow(TITLE)
    road.keyboard.press("开始审核")
    road.keyboard.follow("发布")
    road.keyboard.press("发布这门课")
    assert "发布了" in road.page.locator("main").inner_text()
