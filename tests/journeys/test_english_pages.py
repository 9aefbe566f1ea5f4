"""Every page in English: nothing of the program is left in Chinese, and every judge finds it as sound as the Chinese page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from learnhub.accounts.views.recognition import COOKIE
from tests.browser import axe
from tests.journeys.english import OwnWords, chinese_left, own_words, told_in_english
from tests.journeys.journey_pages import MAIN_PAGES, PAGES, JourneyPage, places
from tests.journeys.judges import NARROW, too_wide, unfold
from tests.journeys.region import Region, context_of, sign_in
from tests.page_checks import faults

pytestmark = pytest.mark.journey

# What stays Chinese on purpose, beside the words of rows and content.
CHINESE_ON_PURPOSE = {
    "certificate": "the certificate itself, as it is printed",
    "demo": "the stories of the demonstration's people, from its content",
    "draft-as-heard": "what a Mandarin screen reader says of a lesson",
    "draft-courseware-preview": "parts of courseware, named in its package",
    "draft-preview-faulty": "findings of the Chinese text of a lesson quote it",
    "review-courseware": "parts of courseware, named in its package",
    "draft-questions": "the words that mark questions in a list, as they are typed",
    "imports-columns": "the headings of the table that was brought",
    "own-claim": "the statement, sentence by sentence as the Mandarin voice reads it",
    "read-aloud": "what a Mandarin voice reads of a Chinese page",
    "sign-page": "the Chinese words that a signer signs",
}
# Judged in each run of the tests; the others by `make survey`.
JUDGED_ALWAYS = frozenset({"lesson"})


def marked(names: frozenset[str]) -> list[object]:
    return [
        pytest.param(one, id=one.name, marks=() if one.name in names else pytest.mark.survey) for one in PAGES
    ]


@pytest.fixture(scope="module")
def own(region: Region) -> OwnWords:
    return own_words(region)


@pytest.fixture(scope="module")
def cookies(region: Region) -> dict[str, str]:
    return {}


@pytest.mark.parametrize("one", marked(MAIN_PAGES))
def test_a_page_says_nothing_of_its_own_in_chinese(
    region: Region, own: OwnWords, cookies: dict[str, str], one: JourneyPage
) -> None:
    browser = region.app.test_client()
    if one.person is not None:
        if one.person not in cookies:
            cookies[one.person] = sign_in(region, one.person)
        browser.set_cookie(COOKIE, cookies[one.person])
    if one.access:
        browser.set_cookie("access", one.access)
    with told_in_english(region):
        answer = browser.get(one.path.format(**places(region)), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert '<html lang="en-GB"' in answer.text
    if one.name not in CHINESE_ON_PURPOSE:
        assert chinese_left(answer.text, own, typed=one.path) == []


@pytest.fixture(scope="module")
def windows(chromium: Browser, region: Region) -> Iterator[dict[tuple[str | None, str], Page]]:
    made: dict[tuple[str | None, str], Page] = {}
    yield made
    for page in made.values():
        page.context.close()


@pytest.mark.parametrize("one", marked(JUDGED_ALWAYS))
def test_an_english_page_is_as_sound(
    chromium: Browser, region: Region, windows: dict[tuple[str | None, str], Page], one: JourneyPage
) -> None:
    if (one.person, one.access) not in windows:
        windows[one.person, one.access] = context_of(
            chromium, region, one.person, access=one.access
        ).new_page()
    page = windows[one.person, one.access]
    page.set_viewport_size({"width": 1280, "height": 800})
    with told_in_english(region):
        answer = page.goto(region.address + one.path.format(**places(region)))
    assert answer is not None
    found = [f"checks: {line}" for line in faults(answer.text())]
    unfold(page)
    found += [f"axe: {line}" for line in axe(page)]
    page.set_viewport_size({"width": NARROW, "height": 640})
    found += [f"at 320: {line}" for line in too_wide(page)]
    assert found == []


def test_what_the_program_says_in_chinese_is_found() -> None:
    own = OwnWords(
        "盲人保健按摩。先洗手，再按摩",
        frozenset({"郑州市", "金水区", "小林"}),
        frozenset({"保健按摩", "课程"}),
    )
    assert chinese_left("<p>盲人保健按摩</p><p>郑州市金水区</p><p>小林</p><p>先洗手，再按摩</p>", own) == []
    assert chinese_left("<p>保健按摩</p>", own) == ["保健按摩"]
    assert chinese_left("<p>3 课程</p><p>小林 课程</p>", own) == ["课程", "小林 课程"]
    assert chinese_left('<img alt="点这里"><p>a</p>', own) == ["点这里"]
