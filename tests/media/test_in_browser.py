"""Sending a video in a real browser: pieces, a broken line, no scripts; every axe rule, 320 px, 44 px."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.media import service
from learnhub.media.rules.captions import CaptionCue, TrackKind
from learnhub.media.rules.limits import Purpose
from learnhub.primitives import instant_now
from tests.browser import LiveSite, axe_in_all_themes, listen, open_context, small_targets
from tests.media import recordings as made
from tests.people import BASE_ID, BASE_REGION, Someone, make_person

pytestmark = [pytest.mark.journey, pytest.mark.survey]

_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_STOPS_MAX = 25


@dataclass
class Teacher:
    """A teacher with a browser of their own. video: the page of a captioned video that was sent before."""

    site: LiveSite
    person: Someone
    token: str
    video: str

    def open(self, chromium: Browser, **values: object) -> BrowserContext:
        context = open_context(chromium, **values)  # type: ignore[arg-type]
        context.add_cookies([{"name": COOKIE, "value": self.token, "url": self.site.address}])
        return context


@pytest.fixture(scope="session")
def teacher(live_site: LiveSite) -> Teacher:
    person = make_person(live_site.database, "录像的周老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    with live_site.database.transaction() as session:
        token = sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())
    video = _stored(live_site, person)
    return Teacher(live_site, person, token, f"/teach/videos/{video}")


def _stored(site: LiveSite, person: Someone) -> str:
    places = service.places_for(site.app.extensions["learnhub"].settings)
    stored = service.take_stream(
        site.database.transaction,
        places,
        io.BytesIO(made.mp4(seconds=40)),
        person_id=person.person_id,
        purpose=Purpose.LESSON_VIDEO,
        limits=service.Limits(10**9, 10**9),
        has_converter=False,
        now=instant_now(),
    )
    cues = [
        CaptionCue(second * 1000, second * 1000 + 900, f"第 {second} 步，把手打湿") for second in range(14)
    ]
    with site.database.transaction() as session:
        service.add_version(session, stored.id, TrackKind.CAPTIONS, cues, made_by=None, now=instant_now())  # type: ignore[union-attr]
    return stored.token  # type: ignore[union-attr]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A video of several pieces."""
    path = tmp_path / "洗手.mp4"
    path.write_bytes(made.mp4(filling=2_300_000))
    return path


def test_a_video_goes_in_pieces_and_on_after_a_break(
    chromium: Browser, teacher: Teacher, large: Path
) -> None:
    context = teacher.open(chromium)
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    is_broken = [True]

    def breaks(route: Route) -> None:
        if is_broken[0] and route.request.method == "PATCH" and sent.count("PATCH") > 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", breaks)
    page.goto(f"{teacher.site.address}/teach/videos/new", wait_until="networkidle")
    page.get_by_label(re.compile("视频文件")).set_input_files(large)
    assert "POST" not in sent, "nothing is sent before the button is pressed"
    page.get_by_role("button", name="上传", exact=True).press("Enter")
    page.get_by_role("button", name="继续上传").wait_for(timeout=30_000)
    words = page.locator(".upload__words").inner_text()
    assert "网络断了" in words
    assert "%" in words
    received = int(re.findall(r"(\d+)%", words)[0])
    assert 10 < received < 90
    is_broken[0] = False
    before = sent.count("PATCH")
    page.get_by_role("button", name="继续上传").press("Enter")
    page.wait_for_url(re.compile(r"/teach/videos/[\w-]+\?done=sent"))
    assert sent.count("PATCH") - before <= 4, "what had arrived was not sent again"
    assert "视频已经收到" in page.locator("main").inner_text()
    context.close()


def test_a_sign_in_that_ended_costs_nothing_that_was_chosen_or_recorded(
    chromium: Browser, teacher: Teacher, large: Path
) -> None:
    """A take that was recorded in the page is in no file: to load the page anew would be to lose it."""
    context = teacher.open(chromium)
    page = context.new_page()
    page.goto(f"{teacher.site.address}/teach/videos/new", wait_until="networkidle")
    page.get_by_label(re.compile("视频文件")).set_input_files(large)
    context.clear_cookies()
    page.get_by_role("button", name="上传", exact=True).press("Enter")
    page.get_by_text("您的登录已经结束").wait_for()
    assert small_targets(page) == []
    with context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录").press("Enter")
    assert opened.value.url.endswith("/sign-in")
    nobody = make_person(
        teacher.site.database, "同机的吴老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)
    )
    for person, outcome in ((nobody, "现在登录的是另一个人"), (teacher.person, "")):
        with teacher.site.database.transaction() as session:
            token = sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())
        context.add_cookies([{"name": COOKIE, "value": token, "url": teacher.site.address}])
        page.get_by_role("button", name="继续上传").press("Enter")
        if outcome:
            page.get_by_text(outcome).wait_for()
    page.wait_for_url(re.compile(r"/teach/videos/[\w-]+\?done=sent"))
    context.close()


def test_an_upload_can_be_cancelled_and_a_wrong_file_is_named(
    chromium: Browser, teacher: Teacher, tmp_path: Path
) -> None:
    wrong = tmp_path / "video.mp4"
    wrong.write_bytes(b"PK\x03\x04" + bytes(900_000))
    context = teacher.open(chromium)
    page = context.new_page()
    page.goto(f"{teacher.site.address}/teach/videos/new", wait_until="networkidle")
    page.get_by_label(re.compile("视频文件")).set_input_files(wrong)
    page.get_by_role("button", name="上传", exact=True).press("Enter")
    page.get_by_text("这是压缩包").wait_for()
    assert page.url.endswith("/new")
    page.get_by_role("button", name="取消上传").press("Enter")
    page.get_by_text("已经取消").wait_for()
    context.close()


def test_without_scripts_the_form_sends_it_at_once(chromium: Browser, teacher: Teacher, large: Path) -> None:
    context = teacher.open(chromium, scripts=False)
    page = context.new_page()
    page.goto(f"{teacher.site.address}/teach/videos/new", wait_until="networkidle")
    page.get_by_label(re.compile("视频文件")).set_input_files(large)
    page.get_by_role("button", name="上传", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"/teach/videos/[\w-]+\?done=sent"))
    context.close()


@pytest.mark.parametrize(
    "where",
    [
        "/teach/videos",
        "/teach/videos/new",
        "{v}",
        "{v}/captions",
        "{v}/captions/text",
        "{v}/captions/cues/2",
        "{v}/erasure",
    ],
)
def test_every_page_of_videos_passes_the_judges(chromium: Browser, teacher: Teacher, where: str) -> None:
    context = teacher.open(chromium)
    page: Page = context.new_page()
    complaints = listen(page)
    page.goto(teacher.site.address + where.format(v=teacher.video))
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []
    stops = page.evaluate(
        "() => [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary, main [tabindex=\"0\"]')].filter((e) => e.checkVisibility()).length"
    )
    assert stops <= _STOPS_MAX
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(_OVERFLOW) <= 0
    assert complaints == []
    context.close()
