"""The pages about people in a real browser: every judge, four themes, small screens, and the cookie at work."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import certificates, sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.audit.rules import Actor
from learnhub.primitives import instant_now
from learnhub.web import Site
from tests.browser import LiveSite, listen, open_context
from tests.journeys.judges import all_faults
from tests.people import BASE_ID, BASE_REGION, PASSWORD, PREFECTURE, Someone, make_person

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def people(live_site: LiveSite) -> dict[str, Someone]:
    """A trainee whose number was given twice, an officer, an administrator."""
    database = live_site.database
    trainee, twin = (
        make_person(database, name, Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
        for name in ("浏览小林", "浏览小林二")
    )
    site: Site = live_site.app.extensions["learnhub"]
    with database.transaction() as session:
        for person in (trainee, twin):
            number = CertificateNumber("11010519491231002X11")
            certificates.give(
                session, site_keys(site.settings), Actor(person.person_id), person.person_id, number,
                told=TEXTS[Basis.DUTY], now=instant_now(),
            )  # fmt: skip
    return {
        "trainee": trainee,
        "officer": make_person(database, "浏览老郑", Holding(Role.OFFICER, region_code=PREFECTURE)),
        "admin": make_person(database, "浏览站长", Holding(Role.ADMIN)),
    }


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = open_context(chromium)
    opened = context.new_page()
    complaints = listen(opened)
    yield opened
    context.close()
    assert complaints == []


def sign_in(page: Page, site: LiveSite, person: Someone) -> None:
    with site.database.transaction() as session:
        token = sign_ins.begin(session, person.person_id, device="电脑，Chrome", days=30, now=instant_now())
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": site.address}])


@pytest.mark.survey
@pytest.mark.parametrize(
    ("who", "address", "is_sent"),
    [
        (None, "/register", True),
        (None, "/reset-password", False),
        ("trainee", "/me/sign-ins", False),
        ("trainee", "/me/certificate", True),
        ("officer", "/office/people?open=y", False),
        ("officer", "/office/people/{trainee}", False),
        ("officer", "/office/people/{trainee}/roles/new", True),
        ("admin", "/office/audit", False),
    ],
)
def test_no_judge_finds_a_fault(
    page: Page, live_site: LiveSite, people: dict[str, Someone], who: str | None, address: str, is_sent: bool
) -> None:
    """is_sent: the empty form is sent off first, so that its errors are judged."""
    if who is not None:
        sign_in(page, live_site, people[who])
    answer = page.goto(live_site.address + address.format(trainee=people["trainee"].person_id))
    if is_sent:
        with page.expect_navigation() as sent:
            page.click("main form button")
        answer = sent.value
        assert page.title().startswith("错误：")
    assert answer is not None
    assert all_faults(page, answer.text()) == []


def test_a_form_goes_on_after_a_sign_in_that_had_ended_by_keyboard_alone(
    page: Page, live_site: LiveSite, people: dict[str, Someone]
) -> None:
    trainee = people["trainee"]
    sign_in(page, live_site, trainee)
    page.goto(f"{live_site.address}/me/certificate")
    with live_site.database.transaction() as session:
        sign_ins.end_all(session, trainee.person_id, now=instant_now())
    page.get_by_label("残疾人证号").focus()
    page.keyboard.type("1101 0519")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="登录", exact=True).wait_for()
    page.get_by_label("昵称").focus()
    page.keyboard.type(trainee.nickname)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="确认提交").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="提交的内容有误").wait_for()
    assert page.get_by_label("残疾人证号").input_value() == "1101 0519"
    assert page.get_by_role("link", name="您填了 8 位").count() == 1
