"""A claim in the browser, by keyboard: base, two officers, the public notice, approval, payment, and what the trainee reads."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.subsidy.models import ClaimStep
from learnhub.subsidy.rules.claims import StepKind
from tests.browser import axe, open_context, serving
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.subsidy.claiming import Office, approve_rolls, colleague
from tests.subsidy.made import train

pytestmark = pytest.mark.journey
PUBLISHED = datetime(2026, 3, 30, 2, tzinfo=UTC)  # its period is long over: the browser's clock is today's


@pytest.fixture
def address(committed_app: Callable[[], Flask]) -> Iterator[str]:
    with serving(committed_app()) as served:
        yield served


def page_of(chromium: Browser, database: Database, address: str, person: Someone) -> Page:
    with database.transaction() as session:
        token = sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())
    context = open_context(chromium)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context.new_page()


def press(page: Page, words: str) -> None:
    """Press a button by keyboard."""
    page.get_by_role("button", name=words, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_claim_goes_by_keyboard_to_a_payment_that_the_trainee_reads_of(
    chromium: Browser,
    address: str,
    committed_database: Database,
    settings: Settings,
) -> None:
    database = committed_database
    people = {name: colleague(database, name) for name in ("初审同事", "复审同事")}
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
    office = Office.of(database, settings)
    office.give_account(made, manager)

    base = page_of(chromium, database, address, manager)
    base.goto(f"{address}/base/classes/{made.class_id}/claims")
    assert axe(base) == []
    press(base, "做一份申请")
    claim = base.url.split("?")[0]
    press(base, "提交给残联")
    assert "轮到残联" in base.inner_text("main")
    desks = {name: page_of(chromium, database, address, person) for name, person in people.items()}
    for name, words in (("初审同事", "初审通过"), ("复审同事", "复审通过")):
        desks[name].goto(claim)
        press(desks[name], words)
    claim_id = int(claim.rsplit("/", 1)[1])
    published = office.step(claim_id, people["复审同事"], StepKind.PUBLICISED, at=PUBLISHED)
    assert isinstance(published, ClaimStep)
    desks["复审同事"].goto(claim)
    assert axe(desks["复审同事"]) == []
    press(desks["复审同事"], "批准")
    payer = desks["初审同事"]
    payer.goto(claim)
    payer.get_by_label("拨付凭证号").fill("财务 2026-118")
    press(payer, "登记已经拨付")
    assert "财务 2026-118" in payer.inner_text("main")
    own = page_of(chromium, database, address, trainee)
    own.goto(f"{address}/me/subsidy/{made.enrolment_id}/claims")
    assert "已经拨付，请看看账户。" in own.inner_text("main")
    assert "450.00 元" in own.inner_text("main")
    assert axe(own) == []
