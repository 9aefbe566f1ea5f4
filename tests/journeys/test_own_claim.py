"""A trainee asks for money without the base, by keyboard alone, at 360 px: begin, see every line, name an account, check, send."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from tests.browser import axe, open_context, serving
from tests.people import BASE_ID, BASE_REGION, make_person
from tests.subsidy.claiming import CARD, approve_rolls
from tests.subsidy.made import train

pytestmark = [pytest.mark.journey, pytest.mark.survey]
_STOPS_MAX = 25


@pytest.fixture
def address(committed_app: Callable[[], Flask]) -> Iterator[str]:
    with serving(committed_app()) as served:
        yield served


def press(page: Page, words: str) -> None:
    """Walk to a button or link by Tab, and press it."""
    for _stop in range(_STOPS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == words:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to {words!r} in {_STOPS_MAX} stops of {page.url}")


def test_a_trainee_asks_for_money_by_keyboard_alone(
    chromium: Browser, address: str, committed_database: Database
) -> None:
    database = committed_database
    trainee, teacher, manager = (
        make_person(database, name, Holding(role, BASE_ID, BASE_REGION))
        for name, role in (
            ("小林", Role.TRAINEE),
            ("周老师", Role.INSTRUCTOR),
            ("何主任", Role.BASE_MANAGER),
        )
    )
    made = train(database, trainee, teacher)
    with database.transaction() as session:
        approve_rolls(session, made, manager)
        token = sign_ins.begin(session, trainee.person_id, device="手机", days=1, now=instant_now())
    context = open_context(chromium, width=360)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/me/subsidy/{made.enrolment_id}/claims")
    press(page, "自己申请补贴")
    assert axe(page) == []
    press(page, "开始申请")
    assert "450.00 元" in page.inner_text("main")
    press(page, "填收款账户")
    assert axe(page) == []
    page.get_by_label("户名").focus()
    page.keyboard.type("林小满")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # the second kind: no check digit in a number made for tests
    page.keyboard.press("Tab")
    page.keyboard.type(CARD)
    page.keyboard.press("Tab")
    page.keyboard.type("示例银行一支行")
    press(page, "登记账户")
    assert "****0004" in page.inner_text("main")
    assert axe(page) == []
    press(page, "交给残联")
    told = page.inner_text("main")
    assert "已经交给残联，等一位工作人员初审。" in told
    assert axe(page) == []
    context.close()
