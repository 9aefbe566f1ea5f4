"""The simple inbox in a real browser, by keyboard alone: one message, three choices, the next one; and a page of 25 before every judge."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.rules import AccessProfile
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.messages.rules import Kind
from learnhub.messages.service import tell
from learnhub.primitives import instant_now
from tests.browser import LiveSite, listen, open_context
from tests.journeys.judges import all_faults
from tests.journeys.keyboard import Keyboard
from tests.people import BASE_ID, BASE_REGION, Someone, make_person

pytestmark = [pytest.mark.journey, pytest.mark.survey]
_PICTURES = os.environ.get("PICTURES")  # a folder, for whoever wants to see


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = open_context(chromium)
    opened = context.new_page()
    complaints = listen(opened)
    yield opened
    context.close()
    assert complaints == []


def person_with(site: LiveSite, page: Page, nickname: str, count: int, *, is_simple: bool) -> Someone:
    """Make a person with so many messages, sign them in, and give them simple pages."""
    someone = make_person(site.database, nickname, Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
    now = instant_now()
    kinds = [Kind.CLAIM_PAID, Kind.CLASS_CHANGED, Kind.CERTIFICATE_ISSUED, Kind.CLAIM_APPROVED]
    with site.database.transaction() as session:
        for number in range(count):
            kind, words = kinds[number % len(kinds)], {"class_title": f"按摩第 {number + 1} 班"}
            tell(session, someone.person_id, kind, words, ("pages.me", {}), key=str(number), now=now)
        if is_simple:
            profile = AccessProfile(is_easy_read_first=True)
            accessibility.keep_profile(session, someone.person_id, profile, now=now)
        token = sign_ins.begin(session, someone.person_id, device="电脑，Chrome", days=30, now=now)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": site.address}])
    return someone


def picture(page: Page, name: str) -> None:
    if _PICTURES:
        page.screenshot(path=Path(_PICTURES) / f"{name}.png", full_page=True)


def test_one_message_at_a_time_is_read_by_three_keys(page: Page, live_site: LiveSite) -> None:
    person_with(live_site, page, "易读小林", 2, is_simple=True)
    answer = page.goto(f"{live_site.address}/me/messages")
    assert answer is not None
    assert all_faults(page, answer.text()) == []
    picture(page, "simple")
    keyboard = Keyboard(page)
    keyboard.skip_to_main()
    assert keyboard.press_to("打开") <= 2
    keyboard.press("看过了，看下一条")
    expect(page.locator("main")).to_contain_text("按摩第 1 班")
    picture(page, "simple-next")
    keyboard.press("打开")
    expect(page).to_have_url(f"{live_site.address}/me")
    page.goto(f"{live_site.address}/me/messages")
    expect(page.locator("main")).to_contain_text("没有新消息。")


def test_a_flood_is_a_page_that_no_judge_faults(page: Page, live_site: LiveSite) -> None:
    person_with(live_site, page, "消息很多的小林", 40, is_simple=False)
    answer = page.goto(f"{live_site.address}/me/messages")
    assert answer is not None
    assert all_faults(page, answer.text()) == []
    expect(page.get_by_role("link", name="还有 7 条“补贴发放”")).to_be_visible()
    picture(page, "flood")
