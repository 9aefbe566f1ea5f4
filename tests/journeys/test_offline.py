"""Lessons learned without a network: kept by wish, judged on the phone, sent once, by whoever learned them, whatever interrupts."""

import random
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.rules import AccessProfile, Language
from learnhub.credits.models import CreditEntry
from learnhub.primitives import instant_now
from tests.browser import axe_in_all_themes, small_targets
from tests.journeys.films import put_films
from tests.journeys.judges import too_wide
from tests.journeys.lessons import lesson_text
from tests.journeys.phone import WRONG_CLOCK, keep, kept, learn, let_pictures_go, logged, phone, take, waiting
from tests.journeys.region import SPOKEN_COURSE, SPOKEN_LESSON, Region, new_learner, person_id

pytestmark = pytest.mark.journey
OTHER_LESSON = "wash-hands"
FILMED_COURSE, FILMED_LESSON = "phone-basics", "make-calls"
INTERRUPTIONS = 100


def address(region: Region, lesson: str) -> str:
    return f"{region.address}/courses/{SPOKEN_COURSE}/lessons/{lesson}"


def test_a_lesson_is_learned_without_a_network_and_sent_once_there_is_one(
    chromium: Browser, region: Region
) -> None:
    new_learner(region, "山里的小禾", SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    with phone(chromium, region) as context:
        take(context, region, "山里的小禾")
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        context.set_offline(True)
        page.goto(address(region, SPOKEN_LESSON))
        assert page.url.partition("?")[0] == f"{address(region, SPOKEN_LESSON)}/kept"
        acts = learn(page, text, errs=1)
        told = [act["told"] for act in waiting(page)]
        assert len(told) == acts > 2
        context.set_offline(False)  # the open page notices it
        expect(page.locator("[data-kept-told]")).to_contain_text(f"{acts} 条记录发送好了")
        assert waiting(page) == []
    rows = logged(region, "山里的小禾")
    assert [row.payload.get("check") or row.payload["section"] for row in rows] == [
        one.get("check") or one["section"] for one in told
    ]


@pytest.mark.survey
def test_two_lessons_learned_offline_are_recognised_once_in_order_by_the_servers_clock(
    chromium: Browser, region: Region
) -> None:
    name = "离线的小雨"
    new_learner(region, name, SPOKEN_COURSE)
    texts = {slug: lesson_text(region, slug) for slug in (OTHER_LESSON, SPOKEN_LESSON)}
    with phone(chromium, region, clock=WRONG_CLOCK) as context:
        take(context, region, name)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        keep(page, region, SPOKEN_COURSE, [text.title.text for text in texts.values()])
        nothing_private(page, name)
        context.set_offline(True)
        count = 0
        for slug, text in texts.items():
            page.goto(address(region, slug))
            expect(page.locator("h1")).to_have_text(text.title.text)
            if slug == SPOKEN_LESSON:
                heard(page)
            count += learn(page, text, errs=2)
            judged(page)
        told = [act["told"] for act in waiting(page)]
        assert len(told) == count
        assert sum(one["kind"] == "check.answered" for one in told) >= 6
        page.goto(f"{region.address}/me")
        assert page.url == f"{region.address}/offline"
        expect(page.locator("[data-list=lessons] li")).to_have_count(2)
        expect(page.locator("[data-list=waiting]")).to_contain_text(texts[SPOKEN_LESSON].title.text)
        judged(page)
        page.get_by_role("button", name="现在发送").click()
        expect(page.locator("[data-told]")).to_contain_text("现在没有网")
        context.set_offline(False)
        page.get_by_role("button", name="现在发送").click()
        expect(page.locator("[data-told]")).to_contain_text("都发送好了")
        nothing_private(page, name)
        page.get_by_role("button", name="全部从手机里去掉").click()
        expect(page.locator("[data-none]")).to_be_visible()
        assert kept(page) == {}
        assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
        assert faults == []
    rows = logged(region, name)
    assert [row.client_id for row in rows] == [
        client_id(one, row) for one, row in zip(told, rows, strict=True)
    ]
    assert all(row.happened_at <= row.received_at <= instant_now() for row in rows)
    region.work_off()
    with region.database.reading() as session:
        credited = session.scalars(
            sa.select(CreditEntry).where(CreditEntry.person_id == person_id(region, name))
        ).all()
    assert len(credited) == 2


@pytest.mark.survey
def test_what_somebody_learned_is_not_sent_for_another_person_on_the_same_phone(
    chromium: Browser, region: Region
) -> None:
    for name in ("同机的妈妈", "同机的孩子"):
        new_learner(region, name, SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    with phone(chromium, region) as context:
        take(context, region, "同机的妈妈")
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        context.set_offline(True)
        page.goto(address(region, SPOKEN_LESSON))
        learn(page, text, answers=2)
        take(context, region, None)
        context.set_offline(False)
        expect(page.locator("[data-kept-told]")).to_contain_text("2 条学习记录等着发送，登录以后自动发送")
        take(context, region, "同机的孩子")
        page.goto(region.address)
        expect(page.locator("[data-kept-told]")).to_contain_text("2 条是另一个人学的，请那个人登录后发送")
        page.goto(f"{region.address}/offline")
        expect(page.locator("p[data-others]")).to_contain_text("2 条是另一个人学的")
        expect(page.locator("[data-list=waiting] li")).to_have_count(0)
        assert logged(region, "同机的孩子") == []
        # The child signs out by the button: nothing of the child stays, and the mother's acts do.
        page.goto(region.address)
        page.locator("form[action*=sign-out] button").first.click()
        page.wait_for_load_state("load")
        page.wait_for_function("() => !localStorage.getItem('learnhub.learner')")
        assert len(waiting(page)) == 2
        context.set_offline(True)
        page.goto(f"{address(region, SPOKEN_LESSON)}/kept")
        expect(page.locator("[data-told]").first).to_contain_text("现在没有人在这台手机上登录")
        take(context, region, "同机的妈妈")
        context.set_offline(False)
        expect(page.locator("[data-kept-told]")).to_contain_text("2 条记录发送好了")
    assert len(logged(region, "同机的妈妈")) == 2


@pytest.mark.survey
def test_whatever_interrupts_each_act_stands_in_the_log_once(chromium: Browser, region: Region) -> None:
    """The real client script, interrupted at random: before or after the server took a batch, page closed, a second tab, acts mixed."""
    name = "断断续续的阿满"
    new_learner(region, name, SPOKEN_COURSE)
    text = lesson_text(region, SPOKEN_LESSON)
    chance = random.Random(20260301)
    with phone(chromium, region) as context:
        take(context, region, name)
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [text.title.text])
        mark = page.locator("[data-learner]").get_attribute("data-learner") or ""
        check = text.checks[0]
        ids: list[str] = []
        broken = {"how": ""}

        def interrupt(route: Route) -> None:
            if broken["how"] == "before":
                route.abort()
            elif broken["how"] == "after":
                route.fetch()
                route.abort()
            else:
                route.continue_()

        context.route("**/learning/acts", interrupt)
        for run in range(INTERRUPTIONS):
            fresh = [
                {
                    "kind": "check.answered", "course": SPOKEN_COURSE, "lesson": SPOKEN_LESSON, "edition": text.edition.value,
                    "check": check.name, "question": 1, "chosen": [check.questions[0].choices[0].key],
                    "client_id": f"run-{run:04}-{number}", "happened_at": "2026-03-01T09:00:00Z",
                }
                for number in range(chance.randint(1, 4))
            ]  # fmt: skip
            chance.shuffle(fresh)
            ids += [str(one["client_id"]) for one in fresh]
            store_acts(page, mark, fresh)
            way = chance.choice(("before", "after", "closed", "second tab", "offline", ""))
            broken["how"] = way if way in {"before", "after"} else ""
            if way == "closed":
                page.evaluate(_BEGIN_SENDING)
                page.close()
                page = context.new_page()
                page.goto(f"{region.address}/accessibility")
            elif way == "second tab":
                second = context.new_page()
                second.goto(f"{region.address}/accessibility", wait_until="commit")
                page.evaluate(_SEND)
                second.close()
            else:
                context.set_offline(way == "offline")
                page.evaluate(_SEND)
                context.set_offline(False)
        broken["how"] = ""
        page.evaluate(_SEND)
        page.evaluate(_SEND)  # what another call was sending when it was interrupted
        assert waiting(page) == []
        assert page.evaluate(_REFUSED) == 0
    rows = logged(region, name)
    assert [
        row.client_id.removeprefix("answer:") for row in rows
    ] == ids  # each once, in the order it was done
    received = [row.received_at for row in rows]
    assert received == sorted(received)
    assert all(row.happened_at <= row.received_at <= instant_now() for row in rows)
    assert len(ids) > INTERRUPTIONS


@pytest.mark.survey
def test_signing_and_a_video_are_kept_by_a_wish_of_their_own_and_play_from_the_phone(
    chromium: Browser, region: Region, tmp_path: Path
) -> None:
    title = put_films(region, FILMED_LESSON, tmp_path)
    new_learner(region, "看手语的小满", FILMED_COURSE)
    with phone(chromium, region) as context:
        take(context, region, "看手语的小满")
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        keep(page, region, FILMED_COURSE, [title])  # text and reading alone
        assert not [path for path in kept(page) if path.endswith(".webm")]
        told = page.locator("[data-told]")

        # A phone that is full in the middle keeps what was there, and says what it wants.
        full = context.new_page()
        full.add_init_script(_FULL_FOR_VIDEOS)
        full.goto(page.url)
        choose_pictures(full, title)
        full.get_by_role("button", name="留在这台手机上").click()
        expect(full.locator("[data-told]")).to_contain_text("手机的空间不够了")
        assert not [path for path in kept(full) if path.endswith(".webm")]
        full.close()

        page.reload()
        choose_pictures(page, title)
        expect(page.locator("p[data-sum]")).to_contain_text("打勾的有 1 课")
        page.get_by_role("button", name="留在这台手机上").click()
        expect(told).to_contain_text("留好了 1 课", timeout=20_000)
        nothing_private(page, "看手语的小满")
        assert len([path for path in kept(page) if path.endswith("/kept")]) == 1, (
            "no second copy of the lesson"
        )
        judged(page)

        context.set_offline(True)
        page.goto(f"{region.address}/courses/{FILMED_COURSE}/lessons/{FILMED_LESSON}")
        for player in (".player--sign", ".player--video"):
            plays_and_seeks(page, player)
        judged(page)
        page.goto(f"{region.address}/offline")
        expect(page.locator("[data-list=lessons] li")).to_contain_text("有手语，有视频")
        let_pictures_go(context, page, title)
        page.get_by_role("button", name=f"从手机里去掉：{title}").click()
        expect(page.locator("[data-none]")).to_be_visible()
        assert kept(page) == {}
        assert faults == []


@pytest.mark.survey
def test_who_reads_english_learns_in_english_without_a_network(chromium: Browser, region: Region) -> None:
    name = "读英文的小安"
    new_learner(region, name, SPOKEN_COURSE)
    english = AccessProfile(language=Language.ENGLISH)
    with region.database.transaction() as session:
        accessibility.keep_profile(session, person_id(region, name), english, now=instant_now())
    title = lesson_text(region, SPOKEN_LESSON).title.text
    with phone(chromium, region) as context:
        take(context, region, name)
        page = context.new_page()
        keep(page, region, SPOKEN_COURSE, [title], button="Keep on this phone", kept="Lessons kept: {count}")
        context.set_offline(True)
        page.goto(f"{region.address}/me")
        expect(page.locator("h1")).to_have_text("Lessons kept on this phone")
        expect(page.locator("[data-list=lessons] a [lang=zh-CN]")).to_have_text(title)
        judged(page)
        page.goto(address(region, SPOKEN_LESSON))
        expect(page.locator("html")).to_have_attribute("lang", "en-GB")
        page.locator(".lesson-act:visible input").first.check()
        page.locator(".lesson-act:visible").get_by_role("button", name="Send answer").click()
        expect(page.locator(".lesson-answer:focus")).to_contain_text("You chose")
        judged(page)


_FULL_FOR_VIDEOS = """
const put = Cache.prototype.put;
Cache.prototype.put = function (request, answer) {
  const isVideo = (answer.headers.get("Content-Type") || "").startsWith("video/");
  return isVideo ? Promise.reject(new DOMException("full", "QuotaExceededError")) : put.call(this, request, answer);
};
"""


def choose_pictures(page: Page, title: str) -> None:
    """Tick the signing and the video of a lesson that is kept already, and nothing else."""
    page.locator("summary", has_text="手语和视频").click()
    for box in page.get_by_role("checkbox").all():
        if box.is_enabled():
            box.set_checked(False)
    for what in ("手语", "视频"):
        page.get_by_role("checkbox", name=f"课的{what}：{title}").check()


def plays_and_seeks(page: Page, player: str) -> None:
    """A video plays from the phone and goes on from another place, without a network."""
    video = page.locator(f"{player} video").first
    page.locator(player).get_by_role("button", name="播放", exact=True).click()
    page.wait_for_function("video => video.currentTime > 0.3", arg=video.element_handle())
    video.evaluate("video => { video.currentTime = 4; }")
    page.wait_for_function(
        "video => video.currentTime >= 4 && !video.seeking && video.readyState >= 2",
        arg=video.element_handle(),
    )
    page.locator(player).get_by_role("button", name="暂停").click()
    stretch = video.evaluate(
        "async (video) => { const a = await fetch(video.currentSrc, {headers: {Range: 'bytes=100-199'}});"
        " return [a.status, (await a.blob()).size]; }"
    )
    assert stretch == [206, 100]


_MODULE = 'document.querySelector("script[src*=main]").src.replace("main.js", "{name}.js")'
_SEND = f"async () => {{ await (await import({_MODULE.format(name='kept-sender')})).start(); }}"
_BEGIN_SENDING = f"async () => {{ (await import({_MODULE.format(name='kept-sender')})).start(); }}"
_REFUSED = f"async () => (await (await import({_MODULE.format(name='kept-store')})).refused()).length"
_KEEP_ACTS = f"""
async ([learner, acts]) => {{
  const store = await import({_MODULE.format(name="kept-store")});
  for (const told of acts) {{
    await store.keepAct({{ learner, title: "一课", told }}, {{ key: "test", closed: [], passed: [], tries: {{}} }});
  }}
}}
"""


def store_acts(page: Page, mark: str, acts: list[dict[str, Any]]) -> None:
    page.evaluate(_KEEP_ACTS, [mark, acts])


def client_id(told: dict[str, Any], row: Any) -> str:
    """Return the name that an act has in the log."""
    if told["kind"] == "check.answered":
        return f"answer:{told['client_id']}"
    version = row.about.rpartition(":")[2]
    return f"close:{version}:{told['section']}"


def nothing_private(page: Page, name: str) -> None:
    """All caches hold public copies alone: the lessons, their files, the program's files."""
    found = kept(page)
    assert found
    for what, text in found.items():
        _cache, method, path = what.split(" ")
        assert method == "GET", what
        assert (
            path == "/offline"
            or path.endswith("/kept")
            or path.startswith(("/static/", "/slots/", "/media/"))
        ), what
        assert name not in text, what
        assert "form_token" not in text or path.startswith("/static/"), what


def heard(page: Page) -> None:
    """The sound comes from the phone, in step with the text, and from its middle too."""
    page.get_by_role("button", name="播放", exact=True).click()
    expect(page.locator(".sentence--current")).to_have_count(1)
    page.get_by_role("button", name="下一句").click()
    page.get_by_role("button", name="下一句").click()
    page.wait_for_function(
        "() => document.querySelector('audio').currentTime > 1 && !document.querySelector('audio').seeking"
    )
    page.get_by_role("button", name="暂停").click()
    stretch = page.evaluate(
        "async () => { const a = await fetch(document.querySelector('audio').src, {headers: {Range: 'bytes=100-199'}});"
        " return [a.status, (await a.blob()).size, a.headers.get('Content-Range').split('/')[0]]; }"
    )
    assert stretch == [206, 100, "bytes 100-199"]


def judged(page: Page) -> None:
    """axe in four themes, targets, and no sideways scrolling at 320 px."""
    page.set_viewport_size({"width": 320, "height": 740})
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []
    assert too_wide(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
