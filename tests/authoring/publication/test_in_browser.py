"""The whole road by keyboard alone: a draft is submitted, comes back with a comment, is mended, published, found, and counted."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, add_bases, open_tiny
from tests.authoring.publication.road import REVIEWING, SLUG
from tests.browser import axe_in_all_themes, open_context, serving, small_targets
from tests.journeys.keyboard import Keyboard
from tests.people import BASE_ID, BASE_REGION, Someone, make_person

pytestmark = [pytest.mark.journey, pytest.mark.survey]
COMMENT, MENDED = "说清楚推几次。", "手放在桌面上，慢慢地向前推三次，感觉手心下面的布料。"
TITLE = f"课程 {SLUG}"


@dataclass(frozen=True)
class RoadSite:
    """A served site with one draft, and the tokens of the people's sign-ins."""

    address: str
    author: str
    officer: str
    manager: str


@pytest.fixture(scope="module")
def road_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoadSite]:
    folder = tmp_path_factory.mktemp("road")
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    author = make_person(database, "周老师", *TEACHING)
    officer = make_person(database, "老郑", *REVIEWING)
    manager = make_person(database, "何主任", Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION))
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), author)

    def token(person: Someone) -> str:
        with database.transaction() as session:
            return sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())

    with serving(create_app(settings, database)) as address:
        yield RoadSite(address, token(author), token(officer), token(manager))
    database.dispose()


def test_a_course_goes_the_whole_road_by_keyboard_alone(chromium: Browser, road_site: RoadSite) -> None:
    site = road_site
    context = open_context(chromium, width=1280, height=800)
    page = context.new_page()
    keyboard = Keyboard(page)

    def enter_as(token: str, path: str) -> None:
        context.add_cookies([{"name": COOKIE, "value": token, "url": site.address}])
        page.goto(site.address + path)

    def heading() -> str:
        return page.get_by_role("heading", level=1).inner_text()

    def look() -> None:
        assert (axe_in_all_themes(page), small_targets(page)) == ([], []), page.url

    enter_as(site.author, "/teach/courses")
    keyboard.follow(TITLE)
    keyboard.follow("提交审核，或者看审核到哪一步")
    keyboard.press("提交审核")
    assert heading().startswith("提交回执")

    enter_as(site.officer, "/office/courses")
    keyboard.follow(TITLE)
    keyboard.press("开始审核")
    keyboard.follow("第一课push-slow")
    look()
    keyboard.press_to("说的是哪里")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keyboard.fill("意见", COMMENT)
    keyboard.press("记下意见")
    page.goto(f"{site.address}/office/courses/{SLUG}")
    keyboard.follow("退回修改")
    keyboard.press("退回给作者")
    assert "现在没有课程在等审核" in page.locator("main").inner_text()

    enter_as(site.author, f"/teach/courses/{SLUG}/draft/publication")
    assert COMMENT in page.locator("main").inner_text()
    look()
    keyboard.press_to_beginning("打开《第一课push-slow》的“手放在桌面上")
    keyboard.enter()
    keyboard.press_to_role("textbox")
    page.keyboard.press("Control+A")
    page.keyboard.type(MENDED * 8)
    keyboard.press("保存这一块")
    page.goto(f"{site.address}/teach/courses/{SLUG}/draft/publication")
    keyboard.press("提交审核")

    enter_as(site.officer, "/office/courses")
    keyboard.follow(TITLE)
    keyboard.press("开始审核")
    keyboard.follow("发布")
    keyboard.press("发布这门课")
    assert "发布了" in page.locator("main").inner_text()

    context.clear_cookies()
    page.goto(f"{site.address}/courses")
    keyboard.follow(TITLE)
    assert heading() == TITLE
    page.goto(f"{site.address}/search?q=测试")
    assert TITLE in page.locator("main").inner_text()
    enter_as(site.manager, "/base")
    assert "已上线" in page.locator("main").inner_text()
    context.close()
