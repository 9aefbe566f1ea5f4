"""A lesson's main video: from a folder and from a teacher's own uploads, never without what people need of it."""

import io
import re
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.app import job_handlers
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.service import drafts, export_course
from learnhub.catalogue.models import Course, Lesson, LessonVideo
from learnhub.catalogue.rules import SlotKind, SlotState, SlotView
from learnhub.catalogue.service import lesson_versions, slots_of
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.web.guard import TOKEN_FIELD
from tests.authoring.drafts.drafts import TEACHING, add_bases, open_tiny
from tests.authoring.folders.test_check import faults, only_fault
from tests.authoring.folders.test_load import newest
from tests.catalogue.samples import course_files, load
from tests.classes import both_bases
from tests.ffmpeg import program_or_skip
from tests.media import recordings as made
from tests.media.test_views import Sender
from tests.people import Someone
from tests.visit import Clients, Submit, Visit

VIDEO = "lessons/wash-hands.video.mp4"
CAPTIONS = "lessons/wash-hands.captions.vtt"
DESCRIPTION = "lessons/wash-hands.desc.vtt"
VTT = "WEBVTT\n\n00:00.500 --> 00:01.500\n七步洗手\n".encode()
Files = dict[str, bytes]


def with_video() -> Files:
    return course_files() | {VIDEO: made.mp4(index_first=True), CAPTIONS: VTT}


@pytest.fixture
def store(settings: Settings) -> Path:
    return settings.instance_dir / "files"


def slots_now(database: Database) -> dict[SlotKind, SlotView]:
    with database.reading() as session:
        version = next(
            version
            for version in lesson_versions(session, newest(session, "test-course"))
            if session.get_one(Lesson, version.lesson_id).slug == "wash-hands"
        )
        return {slot.kind: slot for slot in slots_of(session, version)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({CAPTIONS: b""}, "这个文件里不是 WebVTT"),
        (
            {CAPTIONS: VTT.replace(b"01.500", b"09.500")},
            "captions.vtt:3: 这一条到 0:09.5 才完，视频只有 0:03",
        ),
        (
            {CAPTIONS: VTT + "\n00:01.000 --> 00:02.000\n重叠\n".encode()},
            "captions.vtt:6: 这一条从 0:01 开始",
        ),
        ({CAPTIONS: VTT.replace("七步洗手".encode(), b"<b onclick=x>1</b>")}, "这样的标记"),
        (
            {CAPTIONS: VTT.replace(b"WEBVTT\n", "WEBVTT\n\nNOTE 机器草稿，还不能发布\n".encode())},
            "还是机器草稿",
        ),
        ({VIDEO: made.mp4(codec=b"hvc1")}, "请导出成 H.264"),
        ({VIDEO: made.webm()}, "请改正文件名的后缀"),
        ({VIDEO: made.mp4()[:-50]}, "文件不完整"),
        ({VIDEO: b"PK\x03\x04" + bytes(50)}, "压缩包"),
        ({VIDEO: made.mp3()}, "没有画面"),
        ({"lessons/wash-hands.video.webm": made.webm()}, "两个视频"),
    ],
)
def test_a_video_that_people_could_not_use_is_found(change: Files, said: str) -> None:
    found = faults(with_video() | change)
    assert any(said in fault for fault in found), found


def test_a_video_with_sound_needs_captions_and_a_silent_one_does_not() -> None:
    files = with_video()
    del files[CAPTIONS]
    assert "没有字幕" in only_fault(files)
    assert faults(files | {VIDEO: made.mp4(sound=None)}) == []
    assert faults(with_video()) == []


def test_slots_tell_what_the_video_has_and_lacks_as_it_comes_and_goes(
    database: Database, store: Path
) -> None:
    load(database, with_video(), store_dir=store)
    slots = slots_now(database)
    assert slots[SlotKind.CAPTIONS].state is SlotState.UPLOADED
    assert slots[SlotKind.AUDIO_DESCRIPTION].state is SlotState.MISSING
    assert "还没有画面描述" in slots[SlotKind.AUDIO_DESCRIPTION].reason
    load(database, with_video() | {DESCRIPTION: VTT}, store_dir=store)
    assert slots_now(database)[SlotKind.AUDIO_DESCRIPTION].state is SlotState.UPLOADED
    silent = course_files() | {VIDEO: made.mp4(sound=None)}
    load(database, silent, store_dir=store)
    slots = slots_now(database)
    assert (slots[SlotKind.CAPTIONS].state, slots[SlotKind.CAPTIONS].reason[:14]) == (
        SlotState.NOT_NEEDED,
        "这一课的视频没有声音，不用字",
    )
    load(database, course_files(), store_dir=store)
    slots = slots_now(database)
    assert slots[SlotKind.CAPTIONS].state is slots[SlotKind.AUDIO_DESCRIPTION].state is SlotState.NOT_NEEDED
    with database.reading() as session:
        assert session.scalars(sa.select(LessonVideo)).all() == []


def test_a_course_with_a_video_comes_back_byte_for_byte(database: Database, store: Path) -> None:
    files = with_video() | {DESCRIPTION: VTT}
    load(database, files, store_dir=store)
    with database.reading() as session:
        assert dict(export_course(session, LocalFolder(store), "test-course").files) == files


def test_a_lesson_shows_its_video_in_ranges_with_its_captions_as_text(
    database: Database, store: Path, visit: Visit, clients: Clients
) -> None:
    load(database, with_video() | {DESCRIPTION: VTT}, store_dir=store)
    page = visit("learning.lesson", course="test-course", lesson="wash-hands")
    videos = page.document.all("video")
    source = next(e.get("src") for video in videos for e in video.iter("source"))
    tracks = {e.get("kind"): e.get("src") for video in videos for e in video.iter("track")}
    assert source is not None
    answer = clients.of(None).get(source, headers={"Range": "bytes=0-99"}, buffered=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (206, "video/mp4")
    assert answer.data == made.mp4(index_first=True)[:100]
    for kind in ("captions", "descriptions"):
        assert clients.of(None).get(tracks[kind], buffered=True).data == VTT
    assert "七步洗手" in page.words
    assert "test-course" not in source


def test_a_video_of_a_folder_gets_a_poster_once_and_keeps_it_in_the_next_text(
    app: Flask,
    database: Database,
    settings: Settings,
    store: Path,
    visit: Visit,
    clients: Clients,
    tmp_path: Path,
) -> None:
    filmed = tmp_path / "filmed.mp4"
    picture = [
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=320x240:rate=10",
        "-t",
        "2",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
    ]
    subprocess.run([program_or_skip(), "-loglevel", "error", *picture, str(filmed)], check=True)
    files = course_files() | {VIDEO: filmed.read_bytes()}
    load(database, files, store_dir=store)
    Worker(database, job_handlers(app.extensions["learnhub"])).run_all()
    mended = dict(files)
    mended["lessons/wash-hands.md"] = files["lessons/wash-hands.md"].replace("甲".encode(), "丁".encode())
    assert mended != files
    for given in (files, mended):
        load(database, given, store_dir=store)
        page = visit("learning.lesson", course="test-course", lesson="wash-hands")
        poster = next(e.get("poster") for e in page.document.all("video"))
        assert poster is not None
        answer = clients.of(None).get(poster, buffered=True)
        assert (answer.headers["Content-Type"], answer.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_a_video_that_no_picture_can_be_taken_of_plays_without_one(
    app: Flask, database: Database, store: Path, visit: Visit
) -> None:
    load(database, with_video(), store_dir=store)
    Worker(database, job_handlers(app.extensions["learnhub"])).run_all()
    page = visit("learning.lesson", course="test-course", lesson="wash-hands")
    assert [e.get("poster") for e in page.document.all("video")] == [None]


def _own_video(
    clients: Clients, visit: Visit, submit: Submit, person: Someone, *, captioned: bool = True
) -> str:
    sent = Sender(clients, person)(
        "POST",
        "/teach/videos/new",
        data={"video": (io.BytesIO(made.mp4()), "x.mp4")},
        content_type="multipart/form-data",
    )
    address = sent.headers["Location"].partition("?")[0]
    if captioned:
        fields = {"after": "0", "track": (io.BytesIO(VTT), "x.vtt")}
        submit(f"{address}/captions", fields, person, target=f"{address}/captions?done=saved")
    return address


def _course(database: Database, store: Path) -> None:
    load(database, course_files(), store_dir=store)
    with database.transaction() as session:
        base, _neighbour = both_bases(session)
        session.execute(sa.update(Course).values(base_id=base.id))


def test_a_video_for_a_published_course_opens_its_draft_and_trainees_see_it_once_published(
    database: Database, store: Path, clients: Clients, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    _course(database, store)
    address = _own_video(clients, visit, submit, instructor)
    page = visit(f"{address}/lesson", instructor)
    assert "已上线《" in page.text
    for lesson in ("", "nowhere/at-all", "test-course/nowhere", "x"):
        submit(f"{address}/lesson", {"lesson": lesson}, instructor, 422)
    chosen, back = {"lesson": "test-course/wash-hands"}, "/teach/courses/test-course/draft/lessons/wash-hands"
    pressed = chosen | {TOKEN_FIELD: clients.token(clients.of(instructor))}
    for _press in "12":  # by the second one the course isn't offered as published any more
        placed = submit(f"{address}/lesson", pressed, instructor, target=f"{back}?done=video-in-new-draft")
    assert "开了一份草稿" in placed.follow().words
    online = visit("learning.lesson", course="test-course", lesson="wash-hands")
    assert online.document.all("video") == [], "nothing comes online unseen by the office"
    # The same again is the same draft, now offered as such, and the person's own list may let go of it.
    assert "草稿《" in visit(f"{address}/lesson", instructor).text
    submit(f"{address}/lesson", chosen, instructor, target=f"{back}?done=video-placed")
    submit(f"{address}/erasure", {}, instructor, target="/teach/videos?done=erased")
    with database.reading() as session:
        held = LocalFolder(store)
        draft = drafts.draft_by_slug(session, "test-course", TEACHING)
        head = drafts.head_of(session, draft)
        assert {VIDEO, CAPTIONS} <= head.files.keys()
        assert held.get(head.files[VIDEO].blob)
        assert len(drafts.recent_revisions(session, draft)) == 2


def test_while_an_office_reviews_a_course_no_video_goes_into_it(
    database: Database, store: Path, clients: Clients, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    _course(database, store)
    address = _own_video(clients, visit, submit, instructor, captioned=False)
    with database.transaction() as session:
        draft = drafts.draft_of_published(
            session,
            LocalFolder(store),
            "test-course",
            holdings=TEACHING,
            by=instructor.person_id,
            now=instant_now(),
        )
        assert not isinstance(draft, Refusal)
        draft.state = DraftState.SUBMITTED
    assert "课程正在审核" in visit(f"{address}/lesson", instructor).words
    submit(f"{address}/lesson", {"lesson": "test-course/wash-hands"}, instructor, 409)


def test_a_lesson_of_another_base_is_not_offered_and_not_changed(
    database: Database,
    store: Path,
    clients: Clients,
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    base_manager: Someone,
) -> None:
    load(database, course_files(), store_dir=store)  # no base
    address = _own_video(clients, visit, submit, instructor)
    assert "没有您的基地的课" in visit(f"{address}/lesson", instructor).words
    submit(f"{address}/lesson", {"lesson": "test-course/wash-hands"}, instructor, 409)
    visit(f"{address}/lesson", base_manager, 404)


def test_a_video_comes_to_the_lesson_of_a_draft_and_the_gate_asks_for_its_captions(
    database: Database, store: Path, clients: Clients, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, LocalFolder(store), instructor)
    key, back = (
        "new-push/push-slow",
        "/teach/courses/new-push/draft/lessons/push-slow?done=video-placed",
    )
    bare = _own_video(clients, visit, submit, instructor, captioned=False)
    assert f'value="{key}"' in visit(f"{bare}/lesson", instructor).text
    submit(f"{bare}/lesson", {"lesson": key}, instructor, target=back)
    assert "必须先改好" in visit("authoring.draft_publication", instructor, course="new-push").words
    captioned = _own_video(clients, visit, submit, instructor)
    placed = submit(f"{captioned}/lesson", {"lesson": key}, instructor, target=back)
    assert "视频放进来了" in placed.follow().words
    assert "没有必须改的" in visit("authoring.draft_publication", instructor, course="new-push").words
    for other in ("new-push/nowhere", "somebodys/push-slow"):
        submit(f"{captioned}/lesson", {"lesson": other}, instructor, 422)


def test_the_gate_leads_to_captions_from_a_file_or_on_the_pages_of_the_video(
    database: Database,
    store: Path,
    clients: Clients,
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    base_manager: Someone,
) -> None:
    """A video that came with a folder is nobody's upload: whoever writes its captions gets it on their own list, its bytes kept once."""
    held = LocalFolder(store)
    with database.transaction() as session:
        add_bases(session)
        draft = open_tiny(session, held, instructor)
        drafts.save_files(
            session, held, draft, base_revision=1, changes={"lessons/push-slow.video.mp4": made.mp4(index_first=True)},
            by=instructor.person_id, words="放了视频", now=instant_now(),
        )  # fmt: skip
    place = {"course": "new-push", "lesson": "push-slow"}
    gate = visit("authoring.draft_gate", instructor, course="new-push")
    assert any(
        link.get("href", "").endswith("/lessons/push-slow/captions") for link in gate.document.all("a")
    )
    visit("authoring.gate_captions", instructor, **place)
    visit("authoring.gate_captions", instructor, 404, course="new-push", lesson="nowhere")
    for content, told in (
        (b"", "先选择"),
        (b"hello", "不是 WebVTT"),
        (VTT.replace(b"01.500", b"09.500"), "第 3 行"),
    ):
        fields = {"kind": "captions", "track": (io.BytesIO(content), "x.vtt" if content else "")}
        refused = submit("authoring.put_captions", fields, instructor, 422, **place)
        assert any(told in error for error in refused.errors), refused.errors
    fields = {"kind": "captions", "track": (io.BytesIO(VTT), "x.vtt")}
    back = "/teach/courses/new-push/draft/gate?done=captions"
    submit("authoring.put_captions", fields, instructor, target=back, **place)
    opened = re.compile(r"/teach/videos/[\w-]+\?course=new-push")
    first = submit("authoring.write_captions", {"deed": "write"}, base_manager, target=opened, **place)
    again = submit("authoring.write_captions", {"deed": "write"}, base_manager, target=opened, **place)
    assert first.location == again.location, "asked twice, it is the same video"
    video = first.follow()
    assert "1 条，人写的" in video.words
    assert "选一课" in video.links
    assert "草稿《" in visit(f"{first.location.partition('?')[0]}/lesson?course=new-push", base_manager).text
