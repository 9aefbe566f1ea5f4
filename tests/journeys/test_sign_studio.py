"""The sign studio in a real browser: the camera, and the one key that marks times.

The camera is Chromium's own generated picture; nothing of it is handed in.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from learnhub.authoring.models import SignWork
from learnhub.authoring.service.signing import works as sign_works
from learnhub.media.rules import Purpose
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from tests.browser import axe_in_all_themes, listen, small_targets
from tests.journeys.region import Region, context_of
from tests.journeys.studio import SIGNER, STUDIO, opened, sent

pytestmark = [pytest.mark.journey, pytest.mark.survey]


@pytest.fixture
def signer_context(chromium: Browser, region: Region) -> Iterator[BrowserContext]:
    """The phone of somebody who signs."""
    context = context_of(chromium, region, SIGNER, width=360, height=740)
    context.grant_permissions(["camera"], origin=region.address)
    yield context
    context.close()


def test_a_sentence_is_recorded_with_the_camera_looked_at_taken_again_and_sent(
    signer_context: BrowserContext, region: Region
) -> None:
    page = signer_context.new_page()
    complaints = listen(page)
    page.goto(f"{region.address}{STUDIO}/pieces/s-3")
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
    signer_context: BrowserContext, region: Region
) -> None:
    page = signer_context.new_page()
    complaints = listen(page)
    _video_of_the_camera(page, region)
    page.goto(f"{region.address}{STUDIO}/marking")
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
    with region.database.reading() as session:
        times = [start for _id, start in session.query(SignWork).one().times]
    assert 400 <= times[0] < times[1] - 400
    assert complaints == []


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


def _video_of_the_camera(page: Page, region: Region) -> None:
    """Keep four seconds of the generated camera as the whole video of the lesson."""
    page.goto(f"{region.address}{STUDIO}")
    content = bytes(page.evaluate(_RECORD))
    stored = sent(region.database, region.settings, content, Purpose.SIGN_RECORDING)
    with region.database.transaction() as session:
        lesson = opened(session)
        assert lesson.work is not None
        refusal = sign_works.keep_video(
            session,
            store_for(region.settings),
            stored,
            lesson.work,
            text_hash=lesson.place.version.text_hash,
            now=instant_now(),
        )
        assert not isinstance(refusal, Refusal), refusal
        sign_works.keep_times(lesson.work, [], now=instant_now())
