"""Three documents that nobody prepared become drafts: by keyboard, without scripts, with the refusals on the way counted."""

import re

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.authoring.importing import documents
from tests.browser import axe, axe_in_all_themes, small_targets
from tests.journeys.journey_pages import INSTRUCTOR
from tests.journeys.keyboard import Keyboard
from tests.journeys.region import Region, context_of

pytestmark = pytest.mark.journey
REFUSALS_MAX = 3
ACT_STOPS_MAX = 5
NARROW = 320


def test_three_documents_become_drafts_by_keyboard_without_scripts(chromium: Browser, region: Region) -> None:
    context = context_of(chromium, region, INSTRUCTOR, scripts=False)
    page = context.new_page()
    answers: list[int] = []

    def note(response: Response) -> None:
        answers.append(response.status)

    page.on("response", note)
    keyboard = Keyboard(page)
    looked_at: list[str] = []
    for name, content, kind in (
        ("手部卫生讲义.docx", documents.word_with_bold_headings(), "按摩"),
        ("开网店课件.pptx", documents.slides_with_notes(), "电商"),
        ("面点课.zip", documents.folder_of_texts(), "餐饮"),
    ):
        bring(page, keyboard, region, name, content)
        looked_at.append(page.url)
        if name.endswith(".docx"):
            confirm_headings(keyboard)
            looked_at.extend(places(page))
        keyboard.follow("看好了，建成草稿")
        looked_at.append(page.url)
        keyboard.press_to("教哪一类")
        chosen = page.locator("select[name=category] option:checked")
        for _ in range(page.locator("select[name=category] option").count()):
            if chosen.inner_text() != kind:
                page.keyboard.press("ArrowDown")
        assert chosen.inner_text() == kind
        keyboard.press("建成草稿")
        assert re.search(r"/teach/courses/[a-z0-9-]+/draft\?done=opened", page.url)
    refusals = sum(400 <= status < 500 for status in answers)
    assert refusals <= REFUSALS_MAX
    assert not any(status >= 500 for status in answers)
    context.close()
    judge(chromium, region, looked_at)


def bring(page: Page, keyboard: Keyboard, region: Region, name: str, content: bytes) -> None:
    """Send a file and wait until it was read. The dialog in which a file is chosen is the system's own."""
    page.goto(f"{region.address}/teach/imports")
    keyboard.follow("导入文件")
    keyboard.skip_to_main()
    stops = keyboard.stops
    keyboard.press_to_beginning("文件")
    assert keyboard.stops - stops <= ACT_STOPS_MAX
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    keyboard.press("导入")
    region.work_off()
    keyboard.follow("刷新，看看读好了没有")


def confirm_headings(keyboard: Keyboard) -> None:
    """Say yes to all headings, page by page."""
    keyboard.press_to_beginning("有 9 行像是标题")
    keyboard.enter()
    keyboard.press("确认")
    keyboard.press("确认")


def places(page: Page) -> list[str]:
    """Return the pages of one unit, one lesson and its blocks: a picture, a heading, what was lost."""
    preview = page.url.partition("?")[0]
    found = [f"{preview}/headings", f"{preview}/losses", f"{preview}/removal"]
    page.goto(f"{preview}/losses")
    found.append(page.locator("main .link-list__link").first.evaluate("(link) => link.href"))
    page.goto(preview)
    found.append(page.locator("main a[href*='/blocks/']").first.evaluate("(link) => link.href"))
    unit = page.locator("main a[href*='/units/']").first.evaluate("(link) => link.href")
    page.goto(unit)
    found += [unit, page.locator("main a[href*='/lessons/']").last.evaluate("(link) => link.href")]
    page.goto(preview)
    return found


def judge(chromium: Browser, region: Region, addresses: list[str]) -> None:
    """Hold the pages to axe in all themes, to targets, and to a small screen."""
    context = context_of(chromium, region, INSTRUCTOR)
    page = context.new_page()
    found = []
    for address in dict.fromkeys([*addresses, f"{region.address}/teach/imports/new"]):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        # The parts that only these pages have stand on the page of a lesson: its colours are judged in every theme.
        faults = axe_in_all_themes(page) if "/lessons/" in address else axe(page)
        faults += small_targets(page)
        page.set_viewport_size({"width": NARROW, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > NARROW:
            faults.append("wider than a small screen")
        page.set_viewport_size({"width": 1280, "height": 800})
        found += [f"{address.removeprefix(region.address)}: {fault}" for fault in faults]
    context.close()
    assert not found, "\n".join(found)
