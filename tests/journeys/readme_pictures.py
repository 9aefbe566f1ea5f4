"""Make the pictures of README from a demonstration site: `make screenshots` runs it after the others."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from tests.browser import SWITCHES, chromium_program, serving

TARGET = PROJECT_DIR / "docs" / "img"
BYTES_MAX = 200_000
_WIDE, _NARROW = (1180, 800), (400, 1250)


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve a demonstration site on a free port and yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance_dir=Path(folder), log_files=False, log_level="ERROR")
        make_keys(settings)
        migrate(settings.database_address, copies=Path(folder), now=instant_now())
        database = Database(settings.database_address)
        app = create_app(settings, database)
        runner = app.test_cli_runner()
        for command in (
            ["content", "load"],
            ["demo"],
        ):  # the lesson of the tour has its recording in its folder
            done = runner.invoke(args=command)
            if done.exit_code:
                raise SystemExit(done.output)
        with serving(app) as address:
            yield address
        database.dispose()


def enter(page: Page, address: str, name: str, station: str) -> None:
    """Open a station of the tour as one of the ten."""
    page.goto(f"{address}/demo/tour")
    page.locator("li", has=page.get_by_role("heading", name=station)).get_by_role("button").click()
    assert name in page.locator("header").inner_text()


def main() -> None:
    """Take the pictures."""
    program = chromium_program()
    if program is None:
        raise SystemExit("readme pictures: no Chromium; run `apt-get install chromium`")
    TARGET.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        for name, size, who, station in (
            ("home", _WIDE, "", ""),
            ("lesson", _NARROW, "学员01", "听一节课"),
            ("why-450", _WIDE, "学员01", "450.00 元从哪里来"),
            ("quota", _WIDE, "基地01", "选送任务"),
        ):
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
            page = context.new_page()
            if who:
                enter(page, address, who, station)
            else:
                page.goto(address)
            target = TARGET / f"{name}.png"
            page.screenshot(path=target)
            assert target.stat().st_size <= BYTES_MAX, f"{target.name} is {target.stat().st_size} bytes"
            context.close()
        browser.close()
    print(f"readme pictures: in {TARGET.relative_to(PROJECT_DIR)}")


if __name__ == "__main__":
    main()
