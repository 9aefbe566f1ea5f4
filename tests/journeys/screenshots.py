"""Make pictures of the pages of the journeys, wide in four themes and narrow in two: `make screenshots`.

Names after it take pictures of these pages alone: python -m tests.journeys.screenshots home lesson
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from learnhub.settings import PROJECT_DIR
from tests.browser import SWITCHES, THEMES, chromium_program
from tests.journeys.error_states import STATES
from tests.journeys.journey_pages import PAGES, JourneyPage, places
from tests.journeys.region import Region, context_of, served_region

TARGET = PROJECT_DIR / "screenshots"
WIDTHS = {1280: THEMES, 360: ("light", "dark")}
# Pages shown with the first of their folded parts open.
UNFOLDED = frozenset({"record-why"})
GALLERY = ("fields", "words", "lessons")


# Pictures further down are loaded when one comes near them; a picture of the whole page wants them all.
_SHOW_PICTURES = """
async () => {
  const pictures = [...document.images];
  for (const one of pictures) one.loading = "eager";
  await Promise.all(pictures.map((one) => one.decode().catch(() => {})));
}
"""


def wanted(names: list[str]) -> list[JourneyPage]:
    """Return the pages of these names; all of them, the gallery too, for none."""
    pages = [*PAGES, *(JourneyPage(f"gallery-{name}", f"/accessibility/gallery/{name}") for name in GALLERY)]
    return [one for one in pages if not names or one.name in names]


def picture(page: Page, name: str, width: int) -> int:
    """Write the pictures of the page that is open and return how many there are."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(_SHOW_PICTURES)
    for theme in WIDTHS[width]:
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.screenshot(path=TARGET / f"{name}-{width}-{theme}.png", full_page=True)
    return len(WIDTHS[width])


def take(region: Region, names: list[str]) -> int:
    """Write the pictures into screenshots/ and return how many there are."""
    program = chromium_program()
    if program is None:
        raise SystemExit("screenshots: no Chromium; run `apt-get install chromium`")
    TARGET.mkdir(exist_ok=True)
    ids, count = places(region), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        for one in wanted(names):
            with context_of(browser, region, one.person, access=one.access) as context:
                page = context.new_page()
                answer = page.goto(region.address + one.path.format(**ids))
                if answer is None or answer.status != 200:
                    raise SystemExit(f"screenshots: {one.path} answered {answer and answer.status}")
                page.wait_for_load_state("networkidle")
                if one.name in UNFOLDED:
                    page.evaluate("() => { document.querySelector('main details').open = true; }")
                count += sum(picture(page, one.name, width) for width in WIDTHS)
        for state in STATES:
            if not names or state.name in names:
                with context_of(browser, region, state.person) as context:
                    page = context.new_page()
                    state.way(page, region)
                    count += sum(picture(page, f"error-{state.name}", width) for width in WIDTHS)
        browser.close()
    return count


def main() -> None:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as folder, served_region(Path(folder)) as region:
        count = take(region, sys.argv[1:])
    print(f"screenshots: {count} pictures in {TARGET.name}/")


if __name__ == "__main__":
    main()
