"""What a screen reader is given: the accessibility tree of six pages, kept as approved outlines that a reviewer can read.

An outline is Chromium's own tree: roles, names and states in reading order, without addresses. Dates, seal numbers and checksums
differ from day to day and stand as words. After a wanted change write them anew and read the difference before committing it:

    APPROVE=1 .venv/bin/pytest tests/journeys/test_outlines.py
"""

import os
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from learnhub.training.models import TrainingClass
from tests.journeys.journey_pages import INSTRUCTOR, LESSON, TRAINEE, places
from tests.journeys.region import Region, context_of

pytestmark = pytest.mark.journey
OUTLINES = Path(__file__).parent / "outlines"
ROLL_CLASS = "演示-咖啡-01"  # no journey changes it
_VARYING = (
    (r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日", "某年某月某日"),
    (r"\d{1,2} ?月 ?\d{1,2} ?日", "某月某日"),
    (r"星期[一二三四五六日]", "星期几"),
    (r"封存：第 \d+ 号", "封存：第几号"),
    (r"\d\d:\d\d算的", "某时算的"),
    (r"证据链第 \d+ 条", "证据链第几条"),  # how much was done before, by other journeys too
    (r"校验值开头 [0-9a-f]{8}", "校验值开头某某"),
)
# name → (address, who, what of the page, how many of its folded parts are opened)
PAGES = {
    "home": ("/", None, "body", 0),
    "course": ("/courses/blind-massage", None, "main", 1),
    "lesson": (LESSON, None, "body", 0),
    "credits": ("/me/credits", TRAINEE, "main", 0),
    # Of a class that is over: what other journeys learn and hand in calculates no record of it anew.
    "record-why": ("/me/subsidy/{completed}/why", TRAINEE, "main", 1),
    "roll-call": ("/teach/classes/{roll_class}/sessions/{roll_session}", INSTRUCTOR, "main", 0),
}


def roll_places(region: Region) -> dict[str, int]:
    """Return the ids of a roll that no other test calls."""
    with region.database.reading() as session:
        found = session.scalars(sa.select(TrainingClass).where(TrainingClass.number == ROLL_CLASS)).one()
        return {"roll_class": found.id, "roll_session": found.sessions[0].id}


def outline_of(snapshot: str) -> str:
    """Return a tree without addresses, with words for what differs from day to day."""
    lines = [line for line in snapshot.splitlines() if not re.match(r"\s*- /url: ", line)]
    text = "\n".join(re.sub(r'^(\s*- (?:link|button) ".*"):$', r"\1", line) for line in lines)
    for pattern, words in _VARYING:
        text = re.sub(pattern, words, text)
    return text + "\n"


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_heard_as_approved(chromium: Browser, region: Region, name: str) -> None:
    path, person, part, unfolded = PAGES[name]
    context = context_of(chromium, region, person)
    page = context.new_page()
    page.goto(region.address + path.format(**places(region), **roll_places(region)))
    page.wait_for_load_state("networkidle")
    for box in page.locator("main details").all()[:unfolded]:
        box.evaluate("(box) => { box.open = true; }")
    heard = outline_of(page.locator(part).aria_snapshot())
    context.close()
    approved = OUTLINES / f"{name}.yaml"
    if os.environ.get("APPROVE"):
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(heard, encoding="utf-8")
    assert heard == approved.read_text(encoding="utf-8")


def test_approved_outlines_have_one_first_heading_and_no_nameless_stop() -> None:
    texts = {name: (OUTLINES / f"{name}.yaml").read_text(encoding="utf-8") for name in PAGES}
    assert {
        name: len(re.findall(r"heading \".+\" \[level=1\]", text)) for name, text in texts.items()
    } == dict.fromkeys(PAGES, 1)
    kinds = "link|button|textbox|searchbox|radio|checkbox|combobox"
    stops = [one for text in texts.values() for one in re.findall(rf"^\s*- ((?:{kinds})\b.*)$", text, re.M)]
    assert len(stops) > 40
    assert [one for one in stops if not re.match(r'\w+ "(.*[㐀-鿿].*|English)"', one)] == []


def test_an_outline_says_what_differs_from_day_to_day_in_words() -> None:
    snapshot = '- link "看":\n  - /url: /a/3\n- text: 2026年11月2日星期一 封存：第 7 号，校验值开头 0a1b2c3d，3 月 2 日'
    assert outline_of(snapshot) == (
        '- link "看"\n- text: 某年某月某日星期几 封存：第几号，校验值开头某某，某月某日\n'
    )
