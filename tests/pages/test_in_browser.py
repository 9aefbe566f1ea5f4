"""Finding and choosing in a real browser: every axe rule in four themes, 320 px, 44 px, six requests, no scripts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys
from tests.browser import axe_in_all_themes, listen, open_context, serving, small_targets
from tests.classes import enrol
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.sample_site import learn, load_samples

pytestmark = pytest.mark.journey

VISITOR_PAGES = {
    "home": "/",
    "list": "/courses",
    "filtered list": "/courses?category=massage&region=410000",
    "list without a course": "/courses?category=massage&has=easy-read",
    "misread address": "/courses?category=nothing",
    "answer": "/search?q=手机",
    "answer in part": "/search?q=按摩+潜水艇",
    "nothing found": "/search?q=潜水艇",
    "no question": "/search",
    "open course": "/courses/blind-massage",
    "easy-read course": "/courses/coffee-easyread",
    "course in preparation": "/courses/live-selling",
    "shared module": "/courses/public-module",
    "one sentence": "/one-sentence",
    "no such course": "/courses/nothing-here",
}
LEARNER_PAGES = {
    "own page": "/me",
    "course that is being learned": "/courses/coffee-easyread",
    "just enrolled": "/courses/coffee-easyread?done=enrolled",
    "home of a learner": "/",
}
PAGES = {**VISITOR_PAGES, **LEARNER_PAGES}
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Served:
    """The sample courses, served. token: a sign-in of a trainee who has begun a course."""

    address: str
    token: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    load_samples(database, settings.instance_dir / "files")
    trainee = make_person(database, "小林", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
    token = _begin(database, trainee)
    with serving(create_app(settings, database)) as address:
        yield Served(address, token)
    database.dispose()


def _begin(database: Database, trainee: Someone) -> str:
    with database.transaction() as session:
        for slug in ("phone-basics", "coffee-easyread"):
            course = session.scalars(sa.select(Course).where(Course.slug == slug)).one()
            made = enrol(session, trainee.person_id, course)
        learn(
            session, trainee.person_id, made.id, catalogue.lesson_versions(session, made.course_version_id)[0]
        )
        return sign_ins.begin(session, trainee.person_id, device="电脑", days=30, now=instant_now())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_fits_and_has_nothing_that_axe_finds(
    chromium: Browser, served: Served, name: str
) -> None:
    context = open_context(chromium)
    if name in LEARNER_PAGES:
        context.add_cookies([{"name": COOKIE, "value": served.token, "url": served.address}])
    page = context.new_page()
    complaints = listen(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.address + PAGES[name], wait_until="load")
    assert len(asked) <= 6, asked
    assert all(address.startswith(served.address) for address in asked)
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    assert axe_in_all_themes(page) == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(_OVERFLOW) <= 0, f"scrolls sideways at {width} px"
        assert small_targets(page) == []
    context.close()
    assert complaints == []


def test_without_scripts_a_course_is_found_by_keyboard_alone(chromium: Browser, served: Served) -> None:
    context = open_context(chromium, scripts=False)
    page = context.new_page()
    page.goto(served.address + "/")
    page.get_by_label("想学什么？").focus()
    page.keyboard.type("推拿")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.get_by_role("heading", level=1).inner_text() == "搜索“推拿”"
    page.get_by_role("link", name="盲人保健按摩（五级入门）").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/blind-massage")
    page.get_by_text("3 课，约").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="洗净双手再碰顾客", exact=True).is_visible()
    context.close()


def test_filters_are_set_and_taken_off_by_keyboard_without_scripts(chromium: Browser, served: Served) -> None:
    context = open_context(chromium, scripts=False, width=320)
    page = context.new_page()
    page.goto(served.address + "/courses")
    page.get_by_text("按条件挑课程").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("门类").select_option("food")
    page.get_by_role("button", name="按这些条件看课程").press("Enter")
    page.wait_for_url("**category=food*")
    assert page.get_by_role("heading", level=2, name="共 2 门课程").is_visible()
    page.get_by_role("link", name="去掉：餐饮").press("Enter")
    page.wait_for_url("**/courses")
    assert page.get_by_role("heading", level=2, name="共 10 门课程").is_visible()
    context.close()
