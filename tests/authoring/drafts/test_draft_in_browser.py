"""The block editor in a real browser: by keyboard without scripts, kept over a crash with them, and as assistive software is given it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

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
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.browser import LiveSite, axe_in_all_themes, listen, open_context, serving, small_targets
from tests.journeys.keyboard import Keyboard
from tests.people import BASE_ID, BASE_REGION, Someone, make_person

pytestmark = [pytest.mark.journey, pytest.mark.survey]
DRAFT = "/teach/courses/new-push/draft"
LESSON = f"{DRAFT}/lessons/push-slow"


@pytest.fixture(scope="module")
def draft_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, Someone, Someone]]:
    """A site of its own with one draft, and two people who may work on it."""
    folder = tmp_path_factory.mktemp("drafts")
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    with database.transaction() as session:
        add_bases(session)
    teacher = make_person(database, "周老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    manager = make_person(database, "何主任", Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION))
    with database.transaction() as session:
        open_tiny(session, store_for(settings), teacher)
    app = create_app(settings, database)
    with serving(app) as address:
        yield LiveSite(address, app, database), teacher, manager
    database.dispose()


def browser_of(
    chromium: Browser, site: LiveSite, person: Someone, *, scripts: bool = True, width: int = 1280
) -> BrowserContext:
    with site.database.transaction() as session:
        token = sign_ins.begin(session, person.person_id, device="电脑", days=30, now=instant_now())
    context = open_context(chromium, scripts=scripts, width=width)
    context.add_cookies([{"name": COOKIE, "value": token, "url": site.address}])
    return context


def test_a_blind_author_edits_adds_and_moves_a_block_by_keyboard_without_scripts(
    chromium: Browser, draft_site: tuple[LiveSite, Someone, Someone]
) -> None:
    site, teacher, _manager = draft_site
    context = browser_of(chromium, site, teacher, scripts=False)
    keyboard = Keyboard(context.new_page())
    page = keyboard.page
    page.goto(f"{site.address}/teach/courses")
    keyboard.skip_to_main()
    keyboard.follow("课程 new-push")
    keyboard.press_to_beginning("第 1 单元：线上课")
    page.keyboard.press("Enter")
    keyboard.follow("第一课press-deep")
    keyboard.press_to_beginning("第 1 节：第1节")
    page.keyboard.press("Enter")
    keyboard.follow("第 2 块，段落")
    keyboard.fill("内容", "用手心推，不用手指。")
    keyboard.press("保存这一块")
    assert page.title().startswith("改课文：第一课press-deep")
    # The way back leads to the block itself, in its open section: the next stop is its own link.
    assert keyboard.tab().name == "第 2 块，段落"
    keyboard.enter()
    keyboard.follow("移动、删除、在后面加一块和别的")
    keyboard.follow("在后面加一块")
    keyboard.press_to("加哪一种")
    while page.get_by_label("加哪一种").input_value() != "warning":
        page.keyboard.press("ArrowDown")
    keyboard.press("去写这一块")
    keyboard.fill("内容", "皮肤破了不能推。")
    keyboard.press("加上这一块")
    assert keyboard.tab().name == "第 3 块，提示：危险和禁忌"
    keyboard.enter()
    keyboard.follow("移动、删除、在后面加一块和别的")
    keyboard.press("往前移一块")
    words = page.locator("main").inner_text()
    assert words.index("皮肤破了不能推。") < words.index("用手心推，不用手指。")
    context.close()


def test_what_was_typed_before_a_crash_is_offered_back(
    chromium: Browser, draft_site: tuple[LiveSite, Someone, Someone]
) -> None:
    site, teacher, _manager = draft_site
    context = browser_of(chromium, site, teacher)
    page = context.new_page()
    complaints = listen(page)
    page.clock.install()
    late: list[Route] = []
    page.route("**/keep-typed*.js", lambda route: late.append(route))
    # The script comes after the words, as on a slow line.
    with page.expect_request("**/keep-typed*.js"):
        page.goto(f"{site.address}{LESSON}/blocks/2", wait_until="commit")
        page.get_by_label("内容").fill("写到一半，浏览器没了")
    late.pop().continue_()
    page.wait_for_selector(".kept-typed", state="attached")
    with page.expect_response("**/draft/typed"):
        page.clock.fast_forward(10_500)
    page.get_by_text("已自动存好").first.wait_for()
    assert complaints == []
    context.close()
    again = browser_of(chromium, site, teacher)
    page = again.new_page()
    page.goto(f"{site.address}{LESSON}")
    page.get_by_role("link", name="接着写").click()
    assert page.get_by_label("内容").input_value() == "写到一半，浏览器没了"
    page.get_by_role("button", name="保存这一块").click()
    page.wait_for_url("**done=saved**")
    assert page.get_by_text("没保存的修改还在").count() == 0
    again.close()


def test_every_page_of_the_editor_passes_axe_and_has_targets_large_enough(
    chromium: Browser, draft_site: tuple[LiveSite, Someone, Someone]
) -> None:
    site, teacher, manager = draft_site
    context, other = (browser_of(chromium, site, person, width=360) for person in (teacher, manager))
    page, second = context.new_page(), other.new_page()
    complaints = listen(page)
    found: list[str] = []
    for path in (
        "/teach/courses", "/teach/courses/new", f"{DRAFT}?unit=1", f"{DRAFT}/units/1", f"{LESSON}?block=2", f"{LESSON}/blocks/3",
        f"{LESSON}/blocks/2/place", f"{LESSON}/place", f"{LESSON}/preview", f"{DRAFT}/versions", f"{DRAFT}/team",
    ):  # fmt: skip
        page.goto(site.address + path)
        found += judged(page, path)
    for one in (page, second):
        one.goto(f"{site.address}{LESSON}/blocks/6")
    for one, words in ((page, "教师写的。"), (second, "主任写的。")):
        one.get_by_label("内容").fill(words)
        one.get_by_role("button", name="保存这一块").click()
    second.wait_for_url("**/merging/**")
    found += judged(second, "merging")
    second.get_by_role("button", name="合并并保存").click()
    found += judged(second, "merging, undecided")
    assert found == []
    assert complaints == []
    context.close()
    other.close()


def judged(page: Page, path: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    told = [*axe_in_all_themes(page), *small_targets(page), *(["is wider than the screen"] if wide else [])]
    return [f"{path}: {one}" for one in told]
