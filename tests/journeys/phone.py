"""A phone that keeps lessons, for journeys without a network: a browser whose service worker is let in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from learnhub.accounts.views.recognition import COOKIE
from learnhub.catalogue.rules import LessonText
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from tests.journeys.lessons import choices
from tests.journeys.region import Region, person_id, sign_in

# What a learner's clock says is three days ahead of the server's.
WRONG_CLOCK = """
const told = Date.prototype.toISOString;
Date.prototype.toISOString = function () { return told.call(new Date(this.getTime() + 3 * 86400 * 1000)); };
"""
_ALL_ACTS = """
() => new Promise((done) => {
  const asked = indexedDB.open("learnhub");
  asked.onsuccess = () => {
    const all = asked.result.transaction("acts").objectStore("acts").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})
"""
_ALL_KEPT = """
async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const url = new URL(request.url);
      const answer = await cache.match(request);
      const kind = answer.headers.get("Content-Type") || "";
      found[`${name} ${request.method} ${url.pathname}`] = /text|json|svg/.test(kind) ? await answer.text() : "";
    }
  }
  return found;
}
"""


@contextmanager
def phone(chromium: Browser, region: Region, *, clock: str = "") -> Iterator[BrowserContext]:
    """Open a phone's browser, nobody signed in. clock: a script that puts its clock wrong."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    if clock:
        context.add_init_script(clock)
    yield context
    context.set_offline(False)
    context.close()


def take(context: BrowserContext, region: Region, nickname: str | None) -> None:
    """Let somebody be signed in on the phone, or nobody; without signing out, as a sign-in ends by itself."""
    context.clear_cookies()
    if nickname is not None:
        enter(context, region, sign_in(region, nickname))


def enter(context: BrowserContext, region: Region, token: str) -> None:
    """Put who signed in with this token in the place of who was here; in between nobody is missing."""
    context.add_cookies([{"name": COOKIE, "value": token, "url": region.address}])


def keep(
    page: Page,
    region: Region,
    course: str,
    titles: list[str],
    *,
    button: str = "留在这台手机上",
    kept: str = "留好了 {count} 课",
) -> None:
    """Tick lessons on the pages 离线学习 and keep them. button, kept: what the page says, in its reader's language."""
    left = set(titles)
    for number in range(1, 9):
        page.goto(f"{region.address}/courses/{course}/offline?page={number}")
        pressed = page.get_by_role("button", name=button)
        expect(pressed).to_be_visible()
        boxes = page.get_by_role("checkbox").all()
        here = {
            title
            for title in left
            for box in boxes
            if title in box.evaluate("box => box.labels[0].textContent")
        }
        for box in boxes:
            box.set_checked(False)
        for title in here:
            page.get_by_role("checkbox", name=title).check()
        if here:
            pressed.click()
            expect(page.locator("[data-told]")).to_contain_text(kept.format(count=len(here)), timeout=20_000)
        left -= here
        if not left:
            return
    raise AssertionError(f"not offered: {left}")


def learn(page: Page, text: LessonText, *, errs: int = 0, answers: int = 99) -> int:
    """Answer and close on a kept page until the lesson is done or so many answers are given; return how many acts. errs: of the first answers."""
    acts = 0
    expect(page.locator(".lesson-act:visible")).to_have_count(1)
    while acts < answers and not page.get_by_text("这一课学完了").count():
        legend = page.locator(".lesson-act:visible legend")
        if legend.count():
            right, wrong = choices(text, legend.inner_text())
            page.locator(".lesson-act:visible").get_by_label(
                wrong if acts < errs else right, exact=True
            ).check()
            page.locator(".lesson-act:visible").get_by_role("button", name="提交答案").click()
            expect(page.locator(".lesson-answer:focus")).to_contain_text(
                "再想一想" if acts < errs else "答对了"
            )
        else:
            page.get_by_role("button", name="本节学完").click()
        acts += 1
        # What comes next has the focus once the act is on the disk.
        page.wait_for_function("() => document.activeElement.matches('main [tabindex=\"-1\"]')")
    return acts


def waiting(page: Page) -> list[dict[str, Any]]:
    """Return the acts that wait on the phone, in order."""
    found: list[dict[str, Any]] = page.evaluate(_ALL_ACTS)
    return found


def kept(page: Page) -> dict[str, str]:
    """Return what all caches of the phone hold: cache, method and path, with the text where it is one."""
    found: dict[str, str] = page.evaluate(_ALL_KEPT)
    return found


def logged(region: Region, nickname: str) -> list[Any]:
    """Return somebody's acts of learning in the evidence log, in order."""
    with region.database.reading() as session:
        rows = evidence.entries(session, learning.subject_of(person_id(region, nickname)))
        session.expunge_all()
    return [row for row in rows if row.kind in {"section.closed", "check.answered"}]


def let_pictures_go(context: BrowserContext, page: Page, title: str) -> None:
    """On the list of what is kept, without a network: signing and video stay, and that is said; with one they go alone."""
    told = page.locator("[data-told]")
    alone = page.get_by_role("button", name=f"只去掉手语和视频：{title}")
    alone.click()
    expect(told).to_contain_text("手语和视频还在")
    context.set_offline(False)
    alone.click()
    expect(told).to_contain_text("文字和朗读还在")
    expect(page.locator("[data-list=lessons] li")).not_to_contain_text("有手语")
    expect(alone).to_be_hidden()
    assert not [path for path in kept(page) if path.endswith(".webm")]
    assert len([path for path in kept(page) if path.endswith("/kept")]) == 1
    context.set_offline(True)
