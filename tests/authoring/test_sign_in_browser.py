"""The sign studio in a real browser: the camera, the one key that marks times, and what assistive software is given.

The camera is Chromium's own generated picture; nothing of it is handed in.
"""

import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.abilities import Ability
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.authoring.models import SignWork
from learnhub.authoring.rules.signing import PORTRAIT
from learnhub.authoring.service import sign_consent, sign_works
from learnhub.catalogue.rules import SignLanguage
from learnhub.db import Database
from learnhub.media import service as media
from learnhub.media.rules import Purpose
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings, make_keys
from learnhub.storage.service import store_for
from tests.authoring.signing import COURSE, LESSON, STUDIO, able
from tests.bases import training_base
from tests.browser import LiveSite, axe_in_all_themes, listen, open_context, serving, small_targets
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.tiny_course import TinyCourse

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def signing_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, Settings, Someone]]:
    """A site of its own with one course and somebody who signs it."""
    folder = tmp_path_factory.mktemp("signing")
    settings = Settings(instance_dir=folder / "instance", log_files=False, log_level="ERROR")
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    with database.transaction() as session:
        session.add(training_base())
        course = TinyCourse(COURSE).load(session, store_for(settings))
        course.base_id = BASE_ID
    person = make_person(database, "周老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    able(database, make_person(database, "站长", Holding(Role.ADMIN)), person, Ability.NATIONAL_SIGN)
    app = create_app(settings, database)
    with serving(app) as address:
        yield LiveSite(address, app, database), settings, person
    database.dispose()


@pytest.fixture
def signer_context(
    chromium: Browser, signing_site: tuple[LiveSite, Settings, Someone]
) -> Iterator[BrowserContext]:
    site, _settings, person = signing_site
    with site.database.transaction() as session:
        sign_consent.give_consent(session, person.person_id, text_version=PORTRAIT.version, now=instant_now())
        opened = sign_works.sign_lesson(
            session,
            COURSE,
            LESSON,
            person_id=person.person_id,
            holdings=[Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)],
        )
        sign_works.begin(
            session, opened, person_id=person.person_id, language=SignLanguage.NATIONAL, now=instant_now()
        )
        token = sign_ins.begin(session, person.person_id, device="手机", days=30, now=instant_now())
    context = open_context(chromium, width=360, height=740)
    context.grant_permissions(["camera"], origin=site.address)
    context.add_cookies([{"name": COOKIE, "value": token, "url": site.address}])
    yield context
    context.close()


def test_a_sentence_is_recorded_with_the_camera_looked_at_taken_again_and_sent(
    signer_context: BrowserContext, signing_site: tuple[LiveSite, Settings, Someone]
) -> None:
    page = signer_context.new_page()
    complaints = listen(page)
    page.goto(f"{signing_site[0].address}{STUDIO}/pieces/s-1")
    page.get_by_role("button", name="打开摄像头").click()
    page.get_by_text("摄像头开着，还没有拍").first.wait_for()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    _take(page)
    _look_at_the_take(page)
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []
    page.get_by_role("button", name="重拍").press("Enter")
    _take(page)
    _look_at_the_take(page)
    assert sent == []
    page.get_by_role("button", name="存这一段").click()
    page.wait_for_url("**done=kept")
    assert "拍好了" in page.locator("main").inner_text()
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []
    assert complaints == []


def _take(page: Page) -> None:
    page.get_by_role("button", name="开始拍").press("Enter")
    page.get_by_text("正在拍。").first.wait_for()
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="拍完了").press("Enter")
    page.get_by_text("先在下面看一遍").first.wait_for()


def _look_at_the_take(page: Page) -> None:
    """Play what the browser still holds; one picture is on the page, and no other."""
    player = page.locator("#sign-playback")
    assert "没有上传" in player.inner_text()
    player.get_by_role("button", name="播放", exact=True).press("Enter")
    page.wait_for_function("() => document.querySelector('#sign-playback video').currentTime > 0.3")
    assert [one.is_visible() for one in page.locator("video").all()].count(True) == 1


def test_times_are_marked_with_one_key_taken_back_and_saved(
    signer_context: BrowserContext, signing_site: tuple[LiveSite, Settings, Someone]
) -> None:
    site, settings, person = signing_site
    page = signer_context.new_page()
    complaints = listen(page)
    _video_of_the_camera(page, site, settings, person)
    page.goto(f"{site.address}{STUDIO}/marking")
    page.get_by_role("button", name="开始放").press("Space")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.4")
    mark = page.get_by_role("button", name="下一句从这里开始")
    mark.press("Enter")
    page.wait_for_timeout(500)
    mark.press("Space")
    page.wait_for_timeout(500)
    mark.click()
    page.get_by_role("button", name="撤销").click()
    page.evaluate("document.querySelector('video').pause()")
    assert axe_in_all_themes(page) == []
    page.get_by_role("button", name="保存时间").click()
    page.wait_for_url("**done=saved")
    assert "已经标了 2 句" in page.locator("main").inner_text()
    with site.database.reading() as session:
        times = [start for _id, start in session.query(SignWork).one().times]
    assert 400 <= times[0] < times[1] - 400
    assert complaints == []


@pytest.mark.parametrize(
    "address",
    [
        "/teach/signing",
        "/teach/signing/portrait",
        "/teach/signing/pages",
        STUDIO,
        f"{STUDIO}/request",
        f"{STUDIO}/video",
    ],
)
def test_axe_finds_nothing_on_the_pages_of_the_studio(
    signer_context: BrowserContext, signing_site: tuple[LiveSite, Settings, Someone], address: str
) -> None:
    page = signer_context.new_page()
    page.goto(f"{signing_site[0].address}{address}")
    assert axe_in_all_themes(page) == []
    assert small_targets(page) == []


_RECORD = """
async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const recorder = new MediaRecorder(stream, { mimeType: "video/webm;codecs=vp8" });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start();
  await new Promise((done) => setTimeout(done, 4000));
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  stream.getTracks().forEach((track) => track.stop());
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
}
"""


def _video_of_the_camera(page: Page, site: LiveSite, settings: Settings, person: Someone) -> None:
    """Keep four seconds of the generated camera as the whole video of the lesson."""
    page.goto(f"{site.address}{STUDIO}")
    content = bytes(page.evaluate(_RECORD))
    stored = media.take_stream(
        site.database.transaction,
        media.places_for(settings),
        io.BytesIO(content),
        person_id=person.person_id,
        purpose=Purpose.SIGN_RECORDING,
        limits=media.limits_of(settings),
        has_converter=False,
        now=instant_now(),
    )
    assert not isinstance(stored, Refusal), stored
    with site.database.transaction() as session:
        work = session.query(SignWork).one()
        opened = sign_works.sign_lesson_of(session, work)
        refusal = sign_works.keep_video(
            session,
            store_for(settings),
            stored,
            work,
            text_hash=opened.place.version.text_hash,
            now=instant_now(),
        )
        assert refusal is None
