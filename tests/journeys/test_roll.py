"""A roll is called by keyboard alone, without scripts: Enter in a field saves what was said so far."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.journey_pages import INSTRUCTOR, places
from tests.journeys.region import Region, context_of

pytestmark = pytest.mark.journey


def test_enter_in_the_minutes_of_a_trainee_saves_the_roll(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region, INSTRUCTOR, scripts=False, width=320)
    page = context.new_page()
    page.goto(region.address + "/teach/classes/{class}/sessions/{session}".format(**places(region)))
    group = page.get_by_role("group", name="学员02")
    group.get_by_label("到课").focus()
    page.keyboard.press("Space")
    page.get_by_label("学员02到课几分钟").fill("200")
    page.keyboard.press("Enter")
    page.get_by_text("点名已经保存。").wait_for()
    assert page.get_by_label("学员02到课几分钟").input_value() == "200"
    context.close()
