"""Every page of the site and every state of error, held to all judges at once.

The pages of the main journey and their states of error are judged in each run of the tests, all the others by `make survey`.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser import listen
from tests.journeys.desk_pages import DESK_PAGES
from tests.journeys.desk_states import DESK_STATES, DeskState
from tests.journeys.error_states import STATES, ErrorState
from tests.journeys.journey_pages import MAIN_PAGES, PAGES, JourneyPage, places
from tests.journeys.judges import all_faults, open_metered, too_many_stops, unreachable_at_400_percent
from tests.journeys.money_pages import MONEY_PAGES
from tests.journeys.office_pages import OFFICE_PAGES
from tests.journeys.region import Region, context_of
from tests.journeys.register_pages import REGISTER_PAGES
from tests.journeys.ways_pages import WAYS_PAGES

pytestmark = pytest.mark.journey
# An entry of an office has a stop for each thing that the texts ask of it: one to four more than 25.
LONG_FORMS = frozenset(
    {"field-teacher-new", "field-assessor-new", "reports-target-new", "office-file", "imports-columns"}
)


Opening = Callable[[JourneyPage], tuple[Page, list[str]]]


@pytest.fixture(scope="module")
def opened(chromium: Browser, region: Region) -> Iterator[Opening]:
    """Give each person one window for all their pages: a new one for each page costs more than to judge it.

    Whatever a page complains about in its console is in the list that comes with it.
    """
    windows: dict[tuple[str | None, str], tuple[Page, list[str]]] = {}

    def window_of(one: JourneyPage) -> tuple[Page, list[str]]:
        if (one.person, one.access) not in windows:
            page = context_of(chromium, region, one.person, access=one.access).new_page()
            windows[one.person, one.access] = page, listen(page)
        page, complaints = windows[one.person, one.access]
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(reduced_motion="no-preference")
        complaints.clear()
        return page, complaints

    yield window_of
    for page, _ in windows.values():
        page.context.close()


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=one.name, marks=() if one.name in MAIN_PAGES else pytest.mark.survey)
        for one in PAGES
    ],
)
def test_a_page_is_light_sound_and_reachable(opened: Opening, region: Region, one: JourneyPage) -> None:
    page, complaints = opened(one)
    html, found = open_metered(page, region.address + one.path.format(**places(region)))
    found += all_faults(page, html)
    found += unreachable_at_400_percent(page)
    if (
        one in (*DESK_PAGES, *MONEY_PAGES, *OFFICE_PAGES, *REGISTER_PAGES, *WAYS_PAGES)
        and one.name not in LONG_FORMS
    ):
        found += too_many_stops(html)
    assert [*found, *complaints] == []


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_a_state_of_error_is_as_sound_and_says_what_to_do(
    chromium: Browser, region: Region, state: ErrorState
) -> None:
    with context_of(chromium, region, state.person) as context:
        page = context.new_page()
        complaints = listen(page)
        answers: list[Response] = []
        page.on(
            "response",
            lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None,
        )
        state.way(page, region)
        assert answers[-1].status == state.status
        assert state.told in page.locator("main").inner_text()
        found = all_faults(page, answers[-1].text())
        found += unreachable_at_400_percent(page)
        assert [*found, *complaints] == []


@pytest.mark.survey
@pytest.mark.parametrize("state", DESK_STATES, ids=[state.name for state in DESK_STATES])
def test_a_form_of_the_desk_that_comes_back_is_as_sound(
    opened: Opening, region: Region, state: DeskState
) -> None:
    page, complaints = opened(JourneyPage(state.name, state.path, state.person))
    answer = state.reach(page, region.address)
    assert answer.status == 422
    assert state.told in page.locator("main").inner_text()
    found = all_faults(page, answer.text())
    found += unreachable_at_400_percent(page)
    assert [*found, *complaints] == []
