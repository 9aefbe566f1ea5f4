"""Make pictures of the main pages in every theme, wide and narrow: `make screenshots`.

Without an argument it serves a site of its own with the sample courses; with an address it takes pictures of that site.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from tests.browser import SWITCHES, THEMES, chromium_program, serving

TARGET = PROJECT_DIR / "screenshots"
WIDTHS = (1280, 360)
PAGES = (
    "/",
    "/courses",
    "/courses/blind-massage",
    "/courses/blind-massage/lessons/clean-hands",
    "/search?q=按摩",
    "/sign-in",
    "/register",
    "/settings/access",
    "/accessibility",
    "/accessibility/report",
    "/accessibility/gallery/fields",
    "/accessibility/gallery/words",
    "/accessibility/gallery/lessons",
)


@contextmanager
def own_site() -> Iterator[str]:
    """Serve a site with the sample courses on a free port and yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance_dir=Path(folder), log_files=False, log_level="ERROR")
        make_keys(settings)
        migrate(settings.database_address, copies=Path(folder), now=instant_now())
        database = Database(settings.database_address)
        app = create_app(settings, database)
        loaded = app.test_cli_runner().invoke(args=["content", "load"])
        print(loaded.output.strip().splitlines()[-1] if loaded.output.strip() else "screenshots: no courses")
        with serving(app) as address:
            yield address
        database.dispose()


def take(address: str) -> int:
    """Write the pictures into screenshots/ and return how many there are."""
    program = chromium_program()
    if program is None:
        raise SystemExit("screenshots: no Chromium; run `apt-get install chromium`")
    TARGET.mkdir(exist_ok=True)
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
            page = context.new_page()
            for path in PAGES:
                answer = page.goto(address + path)
                if answer is None or answer.status != 200:
                    print(f"screenshots: {path} answered {answer.status if answer else 'nothing'}, left out")
                    continue
                name = re.sub(r"\W+", "-", path).strip("-") or "home"
                for theme in THEMES:
                    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
                    page.screenshot(path=TARGET / f"{name}-{width}-{theme}.png", full_page=True)
                    count += 1
            context.close()
        browser.close()
    return count


def main() -> None:
    """Take the pictures."""
    if len(sys.argv) > 1:
        count = take(sys.argv[1].rstrip("/"))
    else:
        with own_site() as address:
            count = take(address)
    print(f"screenshots: {count} pictures in {TARGET.name}/")


if __name__ == "__main__":
    main()
