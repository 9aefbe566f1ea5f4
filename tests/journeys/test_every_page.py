"""Every page of the journeys and every state of error, held to all judges at once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Response

from tests.browser import listen
from tests.journeys.error_states import STATES, ErrorState
from tests.journeys.journey_pages import PAGES, JourneyPage, places
from tests.journeys.judges import all_faults, open_metered, unreachable_at_400_percent
from tests.journeys.region import Region, context_of

pytestmark = pytest.mark.journey


@pytest.fixture
def opened(chromium: Browser, region: Region) -> Iterator[Callable[[JourneyPage], BrowserContext]]:
    """Open browsers for the people of pages; whatever a page complains about in its console fails the test."""
    contexts: list[BrowserContext] = []

    def open_for(one: JourneyPage) -> BrowserContext:
        contexts.append(context_of(chromium, region, one.person, access=one.access))
        return contexts[-1]

    yield open_for
    for context in contexts:
        context.close()


@pytest.mark.parametrize("one", PAGES, ids=[one.name for one in PAGES])
def test_a_page_is_light_sound_and_reachable(
    opened: Callable[[JourneyPage], BrowserContext], region: Region, one: JourneyPage
) -> None:
    page = opened(one).new_page()
    complaints = listen(page)
    html, found = open_metered(page, region.address + one.path.format(**places(region)))
    found += all_faults(page, html)
    found += unreachable_at_400_percent(page)
    assert [*found, *complaints] == []


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_a_state_of_error_is_as_sound_and_says_what_to_do(
    opened: Callable[[JourneyPage], BrowserContext], region: Region, state: ErrorState
) -> None:
    page = opened(JourneyPage(state.name, "", state.person)).new_page()
    complaints = listen(page)
    answers: list[Response] = []
    page.on(
        "response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None
    )
    state.way(page, region)
    assert answers[-1].status == state.status
    assert state.told in page.locator("main").inner_text()
    found = all_faults(page, answers[-1].text())
    found += unreachable_at_400_percent(page)
    assert [*found, *complaints] == []
