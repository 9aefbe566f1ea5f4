"""The desks in a real browser: every axe rule in four themes, 320 px, 44 px, and the keyboard without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.ops.adapters.migration import migrate
from learnhub.policy.service import figures
from learnhub.primitives import instant_now
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.settings import Settings, make_keys
from learnhub.subsidy import service as subsidy
from learnhub.training.rules import Presence
from tests.browser import axe_in_all_themes, listen, open_context, serving, small_targets
from tests.classes import attend, both_bases, complete, course_with_lessons, enrol, join, open_class
from tests.people import (
    BASE_ID,
    BASE_REGION,
    NEIGHBOUR_BASE_ID,
    NEIGHBOUR_REGION,
    PREFECTURE,
    make_person,
)

pytestmark = pytest.mark.journey

# Page → (who opens it, address). {c}: the class, {s}: its last session, {e}: the first trainee's enrolment.
PAGES = {
    "credits": ("小林", "/me/credits"),
    "credits of a beginner": ("阿诺", "/me/credits"),
    "own records": ("小林", "/me/subsidy"),
    "own record": ("小林", "/me/subsidy/{e}"),
    "where the money comes from": ("小林", "/me/subsidy/{e}/why"),
    "classes": ("周老师", "/teach"),
    "class": ("周老师", "/teach/classes/{c}"),
    "trainees": ("周老师", "/teach/classes/{c}/trainees"),
    "history of marks": ("周老师", "/teach/classes/{c}/trainees/{e}"),
    "roll": ("周老师", "/teach/classes/{c}/sessions/{s}"),
    "roll just saved": ("周老师", "/teach/classes/{c}/sessions/{s}?done=marked"),
    "own board": ("何主任", "/base"),
    "board with an ended rule": ("景洪主任", "/base"),
    "office's board": ("老郑", "/office/quota"),
    "office's board of ended rules": ("省里", "/office/quota?show=ended"),
    "bases without a duty": ("老郑", "/office/quota?show=none"),
    "board of one base": ("老郑", "/office/quota/own-base"),
    "office's classes": ("老郑", "/office/classes"),
    "office's class": ("老郑", "/office/classes/{c}"),
    "office's record": ("老郑", "/office/classes/{c}/records/{e}"),
    "office's proof": ("老郑", "/office/classes/{c}/records/{e}/why"),
    "bases": ("", "/bases"),
    "base": ("", "/bases/own-base"),
}
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Served:
    """A class of two, served. tokens: a sign-in for each nickname."""

    address: str
    tokens: dict[str, str]
    places: dict[str, int]

    def open(self, context: BrowserContext, who: str, path: str) -> Page:
        if who:
            context.add_cookies([{"name": COOKIE, "value": self.tokens[who], "url": self.address}])
        page = context.new_page()
        page.goto(self.address + path.format(**self.places), wait_until="load")
        return page


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("desks")
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    tokens, places = _fill(database, settings)
    with serving(create_app(settings, database)) as address:
        yield Served(address, tokens, places)
    database.dispose()


def _fill(database: Database, settings: Settings) -> tuple[dict[str, str], dict[str, int]]:
    holdings = {
        "小林": Holding(Role.TRAINEE, BASE_ID, BASE_REGION),
        "阿诺": Holding(Role.TRAINEE, BASE_ID, BASE_REGION),
        "周老师": Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION),
        "何主任": Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION),
        "景洪主任": Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION),
        "老郑": Holding(Role.OFFICER, region_code=PREFECTURE),
        "省里": Holding(Role.OFFICER, region_code="530000"),
    }
    people = {name: make_person(database, name, held).person_id for name, held in holdings.items()}
    known = figures(settings.content_dir)
    now = instant_now()
    with database.transaction() as session:
        base, _neighbour = both_bases(session)
        session.add(
            TrainingBase(
                slug="county-base",
                name="中原区培训点",
                level=BaseLevel.COUNTY,
                region_code="410102",
                listed_on=None,
                address="一号路",
                phone="1",
                text_contact="",
                access_words="",
            )
        )
        course, versions = course_with_lessons(session, "massage")
        training_class = open_class(session, course, base, teachers=[people["周老师"]])
        enrolments = [enrol(session, people[name], course) for name in ("小林", "阿诺")]
        for enrolment in enrolments:
            join(session, training_class, enrolment)
        for version in versions:
            complete(session, people["小林"], enrolments[0].id, version)
        (first, *_rest) = credit.settle(session, person_id=people["小林"], figures=known, now=now)
        credit.reverse(session, entry_id=first.id, reason="记错了课", reversed_by=people["老郑"], now=now)
        attend(session, training_class, people["小林"], marked_by=people["周老师"])
        attend(
            session,
            training_class,
            people["阿诺"],
            marked_by=people["周老师"],
            sessions=1,
            presence=Presence.LEAVE,
        )
        subsidy.calculate(
            session, enrolment=enrolments[0], training_class=training_class, figures=known, now=now
        )
        evidence.seal(session, key=bytes(range(32)), now=now)
        tokens = {
            name: sign_ins.begin(session, person, device="电脑", days=30, now=now)
            for name, person in people.items()
        }
        places = {
            "c": training_class.id,
            "s": training_class.sessions[-1].id,
            "e": enrolments[0].id,
        }
    return tokens, places


def faults(page: Page) -> list[str]:
    """Return what axe finds in four themes with everything unfolded, what scrolls sideways, and what is too small to press."""
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    found = axe_in_all_themes(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(_OVERFLOW) > 0:
            found.append(f"scrolls sideways at {width} px")
        found += small_targets(page)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_has_nothing_that_axe_finds(chromium: Browser, served: Served, name: str) -> None:
    context = open_context(chromium)
    page = served.open(context, *PAGES[name])
    complaints = listen(page)
    assert page.locator("h1").count() == 1
    assert faults(page) == []
    context.close()
    assert complaints == []


def test_a_roll_with_mistakes_has_nothing_that_axe_finds(chromium: Browser, served: Served) -> None:
    context = open_context(chromium)
    page = served.open(context, *PAGES["roll"])
    for box in page.get_by_label("到课几分钟").all():
        box.fill("很久")
    page.get_by_role("button", name="全部到课").press("Enter")
    page.get_by_text("提交的内容有误").wait_for()
    assert page.get_by_label("阿诺到课几分钟").input_value() == "很久"
    assert faults(page) == []
    context.close()


def test_a_roll_is_called_by_keyboard_alone_without_scripts_and_enter_saves(
    chromium: Browser, served: Served
) -> None:
    context = open_context(chromium, scripts=False, width=320)
    page = served.open(context, "周老师", "/teach")
    page.get_by_role("link", name="盲人保健按摩班（班号 2026-按摩-01）").press("Enter")
    page.get_by_role("link", name="给3月3日 09:00的课点名").press("Enter")
    group = page.get_by_role("group", name="阿诺")
    group.get_by_label("到课").focus()
    page.keyboard.press("Space")
    page.get_by_label("阿诺到课几分钟").fill("200")
    page.keyboard.press("Enter")
    page.get_by_text("点名已经保存。").wait_for()
    assert page.get_by_label("阿诺到课几分钟").input_value() == "200"
    context.close()


def test_the_way_from_450_yuan_to_the_seal_opens_by_keyboard_without_scripts(
    chromium: Browser, served: Served
) -> None:
    context = open_context(chromium, scripts=False)
    page = served.open(context, "小林", "/me/subsidy")
    page.get_by_role("link", name="看“课程 massage”的补贴单").press("Enter")
    page.get_by_role("link", name="这些钱从哪里来").press("Enter")
    assert page.locator("h1").inner_text() == "450.00 元从哪里来"
    page.get_by_text("2026 年 3 月 2 日（星期一），到课 315 分钟，算一天。").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("封存：第 1 号").first.is_visible()
    context.close()
