"""Kept lessons when something goes wrong: the network hangs, the phone is full or took files away, a lesson changed, somebody else came."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import axe_in_all_themes, small_targets
from tests.journeys.judges import too_wide
from tests.journeys.lessons import lesson_text
from tests.journeys.phone import enter, keep, kept, learn, logged, phone, take, waiting
from tests.journeys.region import SPOKEN_COURSE, SPOKEN_LESSON, Region, new_learner, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.survey]
OTHER_LESSON = "wash-hands"
KEPT_IN = f"/courses/{SPOKEN_COURSE}/lessons/{SPOKEN_LESSON}/kept"
_FULL = """
const put = Cache.prototype.put;
Cache.prototype.put = function (asked, answer) {
  const kind = answer.headers.get("Content-Type") || "";
  return kind.startsWith("audio") ? Promise.reject(new DOMException("full", "QuotaExceededError")) : put.call(this, asked, answer);
};
"""
_COUNT_ASKED = """
const persist = navigator.storage.persist;
navigator.storage.persist = function () {
  localStorage.setItem("asked", Number(localStorage.getItem("asked")) + 1);
  return persist.call(this);
};
"""
_TAKE_SOUND_AWAY = """
async () => {
  const cache = await caches.open("learnhub-kept");
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    if ((answer.headers.get("Content-Type") || "").startsWith("audio")) {
      await cache.delete(request);
    }
  }
}
"""
# What the phone has is older than what the site has: another title sentence, and its first question asked something else.
_MAKE_OLDER = """
async (path) => {
  const cache = await caches.open("learnhub-kept");
  const request = (await cache.keys()).find((one) => new URL(one.url).pathname === path);
  const answer = await cache.match(request);
  const text = (await answer.text()).replace('<p class="lesson__summary">', '<p class="lesson__summary">旧的一句。')
    .replace(/data-seen="[^"]*"/g, 'data-seen="0123456789abcdef"');
  await cache.put(request, new Response(text, { headers: answer.headers }));
  localStorage.removeItem("learnhub.device.renewed");
}
"""
_LEARNED = """
() => new Promise((done) => {
  const asked = indexedDB.open("learnhub");
  asked.onsuccess = () => {
    const all = asked.result.transaction("learned").objectStore("learned").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})
"""


def address(region: Region, lesson: str) -> str:
    return f"{region.address}/courses/{SPOKEN_COURSE}/lessons/{lesson}"


@contextmanager
def slow(region: Region, seconds: float, *parts: str) -> Iterator[None]:
    """Let the site answer these addresses so much later, as a network does on which nothing comes; all at once at the end."""
    served: Any = region.app
    inner: Callable[..., Iterable[bytes]] = served.wsgi_app
    over = threading.Event()

    def late(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = str(environ["PATH_INFO"])
        if any(path.endswith(part) for part in parts):
            over.wait(seconds)
        return inner(environ, start)

    served.wsgi_app = late
    try:
        yield
    finally:
        served.wsgi_app = inner
        over.set()


def test_a_network_that_hangs_gives_way_to_the_phone_and_a_slow_one_is_waited_for(
    chromium: Browser, region: Region
) -> None:
    name = "山沟里的小路"
    new_learner(region, name, SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    with phone(chromium, region) as context:
        take(context, region, name)
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        with slow(region, 3, f"/lessons/{SPOKEN_LESSON}"):
            page.goto(address(region, SPOKEN_LESSON))
            assert not page.url.partition("?")[0].endswith("/kept")
        with slow(region, 90, f"/lessons/{SPOKEN_LESSON}", "/kept", "/learning/learner", "/learning/acts"):
            began = time.monotonic()
            page.goto(address(region, SPOKEN_LESSON))
            assert page.url.partition("?")[0].endswith(KEPT_IN)
            # Two waits: for the site's page, and for what the site says of the kept one.
            assert 9 < time.monotonic() - began < 16
            learn(page, text, answers=2)
            page.goto(f"{region.address}/offline")
            page.get_by_role("button", name="现在发送").click()
            expect(page.locator("[data-told]").first).to_have_text("正在发送。")
            expect(page.locator("[data-told]").first).to_contain_text("现在没有网", timeout=30_000)
            assert len(waiting(page)) == 2
        page.goto(f"{address(region, SPOKEN_LESSON)}/kept")
        with slow(region, 7, f"/lessons/{SPOKEN_LESSON}"):
            page.get_by_role("link", name="有网了，打开网站上的这一课").click()
            page.wait_for_url(lambda url: url.partition("?")[0].endswith(f"/lessons/{SPOKEN_LESSON}"))
        expect(page.locator("form").first).to_be_attached()
    assert len(logged(region, name)) == 2


def test_a_full_phone_keeps_nothing_by_half_and_says_what_gives_room(
    chromium: Browser, region: Region
) -> None:
    name = "手机快满的阿春"
    new_learner(region, name, SPOKEN_COURSE)
    small = lesson_text(region, OTHER_LESSON).title.text
    with phone(chromium, region) as context:
        context.add_init_script(_COUNT_ASKED)
        take(context, region, name)
        page = context.new_page()
        page.goto(f"{region.address}/courses/{SPOKEN_COURSE}/offline")
        expect(page.get_by_role("button", name="留在这台手机上")).to_be_visible()
        assert page.evaluate("() => localStorage.getItem('asked')") is None
        keep(page, region, SPOKEN_COURSE, [small])
        assert page.evaluate("() => localStorage.getItem('asked')") == "1"
        promised = page.evaluate("() => navigator.storage.persisted()")
        expect(page.locator("[data-told]")).to_contain_text(
            "答应不会自己清掉" if promised else "浏览器可能自己清掉几课"
        )
        before = kept(page).keys()
        page.add_init_script(_FULL)
        page.goto(f"{region.address}/courses/{SPOKEN_COURSE}/offline")
        expect(page.get_by_role("button", name="留在这台手机上")).to_be_visible()
        # The next lesson is ticked already; it is the first that doesn't fit.
        large = page.evaluate(
            "() => JSON.parse(document.querySelector('[data-lessons]').dataset.lessons)"
            "[[...document.querySelectorAll('input[type=checkbox]')].findIndex((box) => box.checked && !box.disabled)].title"
        )
        page.get_by_role("button", name="留在这台手机上").click()
        told = page.locator("[data-told]")
        expect(told).to_contain_text(f"留好了 0 课，手机的空间不够了，“{large}”（约")
        expect(told).to_contain_text(f"最大的是：“{small}”约")
        assert kept(page).keys() == before
        # What was ticked stays ticked: with more room, one press is enough.
        expect(page.get_by_role("checkbox", name=large)).to_be_checked()
        judged(page)
        page.get_by_role("link", name="看留在手机上的课，去掉不用的").click()
        expect(page.locator("[data-list=lessons] li")).to_have_count(1)
        expect(page.locator("p[data-sum]")).to_contain_text("一共留着 1 课，占")
        judged(page)


def test_what_the_phone_took_away_is_said_and_comes_back(chromium: Browser, region: Region) -> None:
    name = "声音不见了的小满"
    new_learner(region, name, SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    with phone(chromium, region) as context:
        take(context, region, name)
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        whole = kept(page).keys()
        for where, told in (
            (address(region, SPOKEN_LESSON), "p[data-lost]"),
            (f"{region.address}/offline", "p[data-state]"),
        ):
            page.evaluate(_TAKE_SOUND_AWAY)
            assert kept(page).keys() < whole
            context.set_offline(True)
            page.goto(where)
            expect(page.locator(told)).to_contain_text("清掉了这一课的一部分，可能缺声音或者图")
            judged(page)
            here = page.url
            context.set_offline(False)
            page.goto(here)
            expect(page.locator(told)).to_contain_text("已经补上了")
            assert kept(page).keys() == whole


def test_a_lesson_that_changed_is_told_and_what_was_answered_in_the_old_one_is_explained(
    chromium: Browser, region: Region
) -> None:
    name = "答了旧题的小雪"
    new_learner(region, name, SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    with phone(chromium, region) as context:
        take(context, region, name)
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        page.evaluate(_MAKE_OLDER, KEPT_IN)
        context.set_offline(True)
        page.goto(address(region, SPOKEN_LESSON))
        expect(page.locator(".lesson__summary")).to_contain_text("旧的一句")
        acts = learn(page, text)
        answers = sum(one["told"]["kind"] == "check.answered" for one in waiting(page))
        assert acts > answers > 0
        page.goto(f"{region.address}/offline")
        context.set_offline(False)
        page.reload()
        told = page.locator("[data-kept-told]")
        expect(told).to_contain_text(f"{acts - answers} 条记录发送好了")
        expect(told).to_contain_text(f"有 {answers} 条记录没有记下来")
        expect(told).to_contain_text(f"“{text.title.text}”有改动，已经换成新的")
        page.reload()
        expect(page.locator("[data-list=refused] li")).to_have_count(1)
        expect(page.locator("[data-list=refused] li")).to_contain_text(
            f"{answers} 条：这道题在您学完以后改过"
        )
        judged(page)
        page.get_by_role("button", name="知道了").click()
        expect(page.locator("[data-refusals]")).to_be_hidden()
        context.set_offline(True)
        page.goto(address(region, SPOKEN_LESSON))
        expect(page.locator(".lesson__summary")).not_to_contain_text("旧的一句")
        assert learn(page, text) == answers  # what was refused is asked again, and nothing else
        context.set_offline(False)
        expect(page.locator("[data-kept-told]")).to_contain_text(f"{answers} 条记录发送好了")
        page.goto(f"{region.address}/offline")
        page.get_by_role("button", name=f"从手机里去掉：{text.title.text}").click()
        expect(page.locator("[data-none]")).to_be_visible()
        assert kept(page) == {}
        assert page.evaluate(_LEARNED) == []
    assert len(logged(region, name)) == acts


def test_who_signs_in_between_two_questions_to_the_site_gets_nothing_of_the_other(
    chromium: Browser, region: Region
) -> None:
    mother, child = "轮着用的妈妈", "轮着用的孩子"
    for name in (mother, child):
        new_learner(region, name, SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    with phone(chromium, region) as context:
        take(context, region, mother)
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        context.set_offline(True)
        page.goto(address(region, SPOKEN_LESSON))
        learn(page, text, answers=2)
        assert page.locator("[data-results] > *").count() + page.locator("[data-done]:visible").count() > 0

        of_child = sign_in(region, child)

        def change_places(route: Route) -> None:
            answer = route.fetch()  # the site says: the mother is here, and this is her token
            enter(context, region, of_child)
            route.fulfill(response=answer)

        second = context.new_page()
        context.route("**/learning/learner", change_places)
        context.set_offline(False)
        # Whichever of the two tabs comes first.
        with context.expect_event("response", lambda answer: answer.url.endswith("/learning/acts")) as sent:
            second.goto(f"{region.address}/accessibility")
        assert sent.value.status in {403, 409}
        assert len(waiting(second)) == 2
        assert logged(region, child) == logged(region, mother) == []
        context.unroute_all(behavior="wait")
        # The next page knows that the child is here: what the mother did leaves the screen of the tab that was open.
        second.goto(f"{region.address}/me")
        expect(page.locator("[data-results] > *")).to_have_count(0)
        expect(page.locator("[data-done]:visible")).to_have_count(0)
        second.goto(f"{region.address}/offline")
        expect(second.locator("p[data-others]")).to_contain_text("2 条是另一个人学的")
        expect(second.locator("[data-list=waiting] li")).to_have_count(0)
        take(context, region, mother)
        second.goto(f"{region.address}/me")
        expect(second.locator("[data-kept-told]")).to_contain_text("2 条记录发送好了")
    assert logged(region, child) == []
    assert len(logged(region, mother)) == 2


def judged(page: Page) -> None:
    """axe in four themes, targets, and no sideways scrolling at 320 px."""
    page.set_viewport_size({"width": 320, "height": 740})
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []
    assert too_wide(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
