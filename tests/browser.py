"""A real browser over a real server: Debian's Chromium driven by Playwright, with every rule that axe-core has.

Tests that use it are marked `journey`. A machine without Chromium skips them and says how to get it; in CI that is a failure.
"""

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
THEMES = ("light", "dark", "yellow-on-black", "black-on-white")
# Enhanced contrast (7:1) holds what plain contrast (4.5:1) asks; the theme that is judged by all rules has both.
COLOUR_RULES = ("color-contrast-enhanced", "link-in-text-block")
# The same engine without a window costs a third less; with one it does as well.
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    "--use-fake-device-for-media-stream",  # a generated picture instead of a camera
    "--use-fake-ui-for-media-stream",
)
_RUN = """
async ([only, left_out]) => {
  const rules = {};
  for (const rule of axe.getRules()) {
    rules[rule.ruleId] = { enabled: only ? only.includes(rule.ruleId) : !left_out.includes(rule.ruleId) };
  }
  const found = await axe.run(document, { rules, resultTypes: ["violations"], elementRef: false });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} (${rule.tags.filter((t) => /^wcag|best/.test(t)).join(" ")}): ${node.target.join(" ")}`
      + ` ${node.html.slice(0, 200)} ${(node.any[0] || node.all[0] || node.none[0] || {message: ""}).message}`));
}
"""


def chromium_program() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


class QuietHandler(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


@dataclass(frozen=True)
class LiveSite:
    """A site that is being served."""

    address: str
    app: Flask
    database: Database


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, one for all journeys."""
    program = chromium_program()
    if program is None:
        told = "no Chromium: run `apt-get install chromium` and then `make test` again"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """An empty site on SQLite, served on a free port of this machine alone."""
    folder = tmp_path_factory.mktemp("live")
    settings = Settings(instance_dir=folder / "instance", log_files=False, log_level="ERROR")
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    app = create_app(settings, database)
    with serving(app) as address:
        yield LiveSite(address, app, database)
    database.dispose()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve a site on a free port of this machine alone and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def open_context(
    chromium: Browser, *, width: int = 1280, height: int = 800, scripts: bool = True
) -> BrowserContext:
    """Open a browser of one person: own cookies, Chinese, with or without scripts."""
    return chromium.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        java_script_enabled=scripts,
        service_workers="block",
    )


@pytest.fixture
def browser_page(chromium: Browser, live_site: LiveSite) -> Iterator[Page]:
    """A page of a visitor at 1280 px; whatever it complains about in its console fails the test."""
    context = open_context(chromium)
    page = context.new_page()
    complaints = listen(page)
    yield page
    context.close()
    assert complaints == []


def listen(page: Page) -> list[str]:
    """Return a list that from now on collects what a page complains about in its console; a page that is itself an error
    page (404, 422 …) is no complaint."""
    complaints: list[str] = []
    pages: set[str] = set()

    def take(said: ConsoleMessage) -> None:
        is_of_a_page = said.text.startswith("Failed to load resource") and said.location["url"] in pages
        if said.type == "error" and not is_of_a_page:
            complaints.append(said.text)

    page.on("request", lambda request: pages.add(request.url) if request.is_navigation_request() else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", take)
    return complaints


def axe(page: Page, *, only: Sequence[str] | None = None, left_out: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds with every rule it has (A, AA, AAA, best practices, experimental), one line for each place.

    left_out: rules that a test leaves out, with the reason beside its call.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate(_RUN, [list(only) if only is not None else None, list(left_out)])
    return [str(line) for line in found]


def axe_in_all_themes(page: Page, *, left_out: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds on a loaded page: all rules in the light theme, colour rules in the other three."""
    found = []
    for theme in THEMES:
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        only = None if theme == THEMES[0] else COLOUR_RULES
        found += [f"{theme}: {line}" for line in axe(page, only=only, left_out=left_out)]
    return found


_TARGETS = """
(least) => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((e) => e.checkVisibility && e.checkVisibility())
  .filter((e) => !(e.tagName === "A" && getComputedStyle(e).display === "inline" && e.closest("p, li, td, th, dd, dt, .typed")))
  .map((e) => {
    // The words beside a radio button or checkbox press it too; they are one target.
    const boxes = [e, ...(["radio", "checkbox"].includes(e.type) ? e.labels : [])].map((x) => x.getBoundingClientRect());
    const width = Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left));
    const height = Math.max(...boxes.map((b) => b.bottom)) - Math.min(...boxes.map((b) => b.top));
    return [e, width, height, boxes[0]];
  })
  .filter(([e, width, height, own]) => own.right > 0 && own.bottom > 0 && (width < least || height < least))
  .map(([e, width, height]) => `${e.outerHTML.slice(0, 120)} is ${Math.round(width)} x ${Math.round(height)}`)
"""


def small_targets(page: Page, least_px: int = 44) -> list[str]:
    """Return what can be pressed but is smaller than 44 × 44 px; links within running text may be.

    Source: WCAG 2.2, 2.5.5 target size (enhanced), with its exception for inline targets.
    """
    return [str(line) for line in page.evaluate(_TARGETS, least_px)]
