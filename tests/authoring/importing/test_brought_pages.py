"""Audio, video and subtitles on the import page: each comes beside a lesson, is heard by its pauses, or says in place why not."""

import io
import math
import re
import struct
import wave

import pytest
from flask import Flask

from learnhub.authoring.models import CourseDraft, DocumentImport
from learnhub.authoring.service import drafts, recordings
from learnhub.catalogue.rules.text import spoken_length
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.media.rules.limits import Purpose
from learnhub.media.service import own_media
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, add_bases, open_tiny
from tests.ffmpeg import program_or_skip
from tests.media import recordings as made
from tests.people import Someone
from tests.visit import Clients, Page, Submit, Visit

COURSE, LESSON = "new-push", "push-slow"
VTT = "WEBVTT\n\n00:00.500 --> 00:01.500\n慢慢推\n".encode()
SRT = "1\n00:00:00,500 --> 00:00:01,500\n慢慢推\n".encode()
_SAMPLE_RATE, _SYLLABLE_MS, _GAP_MS = 4000, 60, 300  # small: it is decoded like any other
_PREVIEW = re.compile(r"/teach/imports/[\w-]{16}\?done=sent")
_FILE = re.compile(r"/teach/imports/[\w-]{16}/files/([\w-]{16})")
KEY = f"{COURSE}/{LESSON}"
BACK = f"/teach/courses/{COURSE}/draft/lessons/{LESSON}"


@pytest.fixture
def draft(database: Database, settings: Settings, instructor: Someone) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)


def send(submit: Submit, person: Someone, *files: tuple[str, bytes], course: str = COURSE) -> str:
    fields = {
        "files": [(io.BytesIO(content), name) for name, content in files],
        "base": "1",
        "course": course,
    }
    sent = submit("authoring.send_import", fields, person, target=_PREVIEW)
    return sent.location.rpartition("/")[2].partition("?")[0]


def files_in(page: Page) -> dict[str, str]:
    """Return the files that a page leads to: words of the link → token."""
    found = {}
    for link in page.document.all("a"):
        if match := _FILE.search(link.get("href") or ""):
            found["".join(link.itertext())] = match[1]
    return found


def convert(app: Flask, database: Database) -> None:
    Worker(database, app.extensions["learnhub.handlers"]).run_all()


def head_files(database: Database) -> set[str]:
    with database.reading() as session:
        return set(drafts.head_of(session, drafts.draft_by_slug(session, COURSE, TEACHING)).files)


def spoken(lengths: list[int]) -> bytes:
    """Return a tone for each sentence, as long as its syllables, with silence between, as WAV: heard by no one, timed like speech."""
    samples: list[int] = []
    for length in lengths:
        count = length * _SYLLABLE_MS * _SAMPLE_RATE // 1000
        samples += [round(9000 * math.sin(index * 0.9)) for index in range(count)]
        samples += [0] * (_GAP_MS * _SAMPLE_RATE // 1000)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_SAMPLE_RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


@pytest.mark.usefixtures("draft")
def test_a_video_comes_into_the_lesson_with_the_subtitles_that_are_named_as_it_is(
    database: Database,
    visit: Visit,
    submit: Submit,
    instructor: Someone,
    base_manager: Someone,
    other_trainee: Someone,
) -> None:
    token = send(submit, instructor, ("慢慢推.mp4", made.mp4()), ("慢慢推_字幕.srt", SRT))
    preview = visit("authoring.import_preview", instructor, token=token)
    found = files_in(preview)
    assert set(found) == {"视频：慢慢推.mp4", "字幕：慢慢推_字幕.srt"}
    assert "还有 2 个没有放" in visit("authoring.draft", base_manager, course=COURSE).words.replace(
        "从文件带来的录音、视频和字幕", ""
    )
    video = found["视频：慢慢推.mp4"]
    asked = visit("authoring.import_file", instructor, token=token, file=video)
    subtitles = found["字幕：慢慢推_字幕.srt"]
    assert f'<option selected value="{subtitles}">' in asked.text, "by name, shown to be confirmed"
    visit("authoring.import_file", other_trainee, 403, token=token, file=video)
    refused = submit("authoring.place_import_file", {"lesson": ""}, instructor, 422, token=token, file=video)
    assert refused.errors == ["请选一课。"]
    placed = submit(
        "authoring.place_import_file", {"lesson": KEY, "subtitles": subtitles}, instructor, token=token,
        file=video, target=f"{BACK}?done=video-placed",
    )  # fmt: skip
    assert "视频放进来了" in placed.follow().words
    assert {f"lessons/{LESSON}.video.mp4", f"lessons/{LESSON}.captions.vtt"} <= head_files(database)
    assert "没有必须改的" in visit("authoring.draft_publication", instructor, course=COURSE).words
    assert "还没有放进课里" not in visit("authoring.draft", instructor, course=COURSE).words
    # Sending the form again, as a second tab does, changes nothing and says how it stands.
    again = submit("authoring.place_import_file", {"lesson": KEY}, instructor, 409, token=token, file=video)
    assert "已经放进课里了" in again.words


@pytest.mark.usefixtures("draft")
def test_what_is_wrong_in_subtitles_is_said_line_by_line_and_the_video_can_go_first(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    late = SRT.replace(b"00:00:01,500", b"00:09:01,500")
    token = send(submit, instructor, ("慢慢推.mp4", made.mp4()), ("慢慢推.srt", late))
    found = files_in(visit("authoring.import_preview", instructor, token=token))
    video, subtitles = found["视频：慢慢推.mp4"], found["字幕：慢慢推.srt"]
    refused = submit(
        "authoring.place_import_file", {"lesson": KEY, "subtitles": subtitles}, instructor, 422, token=token, file=video
    )  # fmt: skip
    assert "字幕第 2 行" in refused.errors[0]
    assert f"lessons/{LESSON}.video.mp4" not in head_files(database)
    submit(
        "authoring.place_import_file", {"lesson": KEY, "subtitles": ""}, instructor, token=token, file=video,
        target=f"/teach/imports/{token}?done=placed",
    )  # fmt: skip
    assert f"lessons/{LESSON}.video.mp4" in head_files(database)
    # The subtitles are mended at home, brought alone, and join the video in the draft.
    submit(
        "authoring.remove_import_file", {}, instructor, token=token, file=subtitles,
        target=f"/teach/imports/{token}?done=let-go",
    )  # fmt: skip
    again = send(submit, instructor, ("慢慢推.vtt", VTT))
    convert(app, database)
    file = files_in(visit("authoring.import_preview", instructor, token=again))["字幕：慢慢推.vtt"]
    submit(
        "authoring.place_import_file", {"lesson": KEY, "kind": "captions"}, instructor, token=again, file=file,
        target=f"{BACK}?done=subtitles-placed",
    )  # fmt: skip
    assert f"lessons/{LESSON}.captions.vtt" in head_files(database)


@pytest.mark.usefixtures("draft")
def test_a_recording_is_laid_beside_its_lesson_and_each_sentence_begins_where_it_is_heard(
    app: Flask, database: Database, settings: Settings, visit: Visit, submit: Submit, clients: Clients, instructor: Someone,
) -> None:  # fmt: skip
    program_or_skip()
    store = store_for(settings)
    with database.reading() as session:
        head = drafts.head_of(session, drafts.draft_by_slug(session, COURSE, TEACHING))
        read = recordings.readable_text(store, head, LESSON)
    assert isinstance(read, tuple)
    lengths = [max(spoken_length(one.text), 3) for one in read[0].sentences()]
    starts = [
        sum(length * _SYLLABLE_MS + _GAP_MS for length in lengths[:index]) for index in range(len(lengths))
    ]
    token = send(submit, instructor, ("我念的.wav", spoken(lengths)))
    file = files_in(visit("authoring.import_preview", instructor, token=token))["录音：我念的.wav"]
    visit("authoring.import_file", instructor, token=token, file=file)
    refused = submit("authoring.place_import_file", {"lesson": KEY}, instructor, 422, token=token, file=file)
    assert "请听一遍" in refused.errors[0]
    working = submit(
        "authoring.place_import_file", {"lesson": KEY, "is_same": "y"}, instructor, token=token, file=file,
        target=f"/teach/imports/{token}/files/{file}",
    )  # fmt: skip
    assert "刷新进度" in working.follow().links
    convert(app, database)
    assert (
        "听一遍，核对每句的时间" in visit("authoring.import_file", instructor, token=token, file=file).links
    )
    with database.reading() as session:
        head = drafts.head_of(session, drafts.draft_by_slug(session, COURSE, TEACHING))
    laid = recordings.recording_of(store, head, LESSON)
    assert isinstance(laid, recordings.LessonRecording)
    assert [abs(told - true) < 200 for told, true in zip(laid.starts.values(), starts, strict=True)] == [
        True
    ] * len(starts)
    assert "没有必须改的" in visit("authoring.draft_publication", instructor, course=COURSE).words
    guessed = "录音每句的时间是机器估的"
    assert guessed in visit("authoring.draft_gate", instructor, course=COURSE).words
    sound = clients.of(instructor).get(f"{BACK}/recording.mp3", headers={"Range": "bytes=0-9"}, buffered=True)
    assert (sound.status_code, sound.headers["Content-Type"]) == (206, "audio/mpeg")
    assert clients.of(instructor).get(f"{BACK}/recording.vtt", buffered=True).data.startswith(b"WEBVTT")

    times = visit("authoring.recording_times", instructor, course=COURSE, lesson=LESSON)
    assert "真人录音" in times.words
    first, second = (one.id for one in laid.sentences[:2])
    for typed, told in (("x", "请把时间写成"), ("9:00", "超过了"), ("0:00.1", "不比上一句晚")):
        wrong = submit(
            "authoring.save_recording_times", {f"time-{first}": "0:00", f"time-{second}": typed}, instructor, 422,
            course=COURSE, lesson=LESSON,
        )  # fmt: skip
        assert any(told in error for error in wrong.errors), wrong.errors
    fields = {f"time-{first}": "0:00", f"time-{second}": "0:01.25"}
    saved = f"{BACK}/recording/times?done=saved"
    submit("authoring.save_recording_times", fields, instructor, course=COURSE, lesson=LESSON, target=saved)
    with database.reading() as session:
        head = drafts.head_of(session, drafts.draft_by_slug(session, COURSE, TEACHING))
    kept = recordings.recording_of(store, head, LESSON)
    assert isinstance(kept, recordings.LessonRecording)
    assert kept.starts[second] == 1250
    assert kept.are_times_guessed, "who mended one sentence has not heard all of them"
    heard = f"{BACK}/recording/times?done=heard"
    submit(
        "authoring.save_recording_times",
        {"deed": "heard"},
        instructor,
        course=COURSE,
        lesson=LESSON,
        target=heard,
    )
    assert guessed not in visit("authoring.draft_gate", instructor, course=COURSE).words


@pytest.mark.usefixtures("draft")
def test_a_recording_that_is_too_short_for_its_lesson_says_so_and_stays_to_be_placed(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    program_or_skip()
    token = send(submit, instructor, ("我念的.wav", spoken([5])))
    file = files_in(visit("authoring.import_preview", instructor, token=token))["录音：我念的.wav"]
    here = f"/teach/imports/{token}/files/{file}"
    fields = {"lesson": KEY, "is_same": "y"}
    submit("authoring.place_import_file", fields, instructor, token=token, file=file, target=here)
    convert(app, database)
    told = visit("authoring.import_file", instructor, token=token, file=file)
    assert "录音比课文短得多" in told.words
    assert f"lessons/{LESSON}.audio.mp3" not in head_files(database)
    submit(
        "authoring.remove_import_file",
        {},
        instructor,
        token=token,
        file=file,
        target="/teach/imports?done=removed",
    )
    with database.reading() as session:
        assert own_media(session, instructor.person_id, Purpose.AUDIO_RECORDING) == [], (
            "nobody keeps a voice without use"
        )


@pytest.mark.usefixtures("draft")
def test_what_cannot_be_taken_is_said_in_place_and_the_rest_is_kept(
    app: Flask, database: Database, visit: Visit, submit: Submit, instructor: Someone
) -> None:
    token = send(
        submit, instructor, ("讲义.txt", ("慢慢推。" * 120).encode()), ("旧讲义.doc", b"\xd0\xcf\x11\xe0"),
        ("会议.amr", b"#!AMR\nxx"), ("拍的.mp4", made.mp4()[:-50]), ("念.mp3", made.mp3()), course="",
    )  # fmt: skip
    convert(app, database)
    preview = visit("authoring.import_preview", instructor, token=token)
    for told in ("旧讲义.doc”是旧格式", "会议.amr”没有收下", "拍的.mp4”没有收下", "文件不完整"):
        assert told in preview.words
    assert set(files_in(preview)) == {"录音：念.mp3"}
    fields = {"files": [(io.BytesIO(b"x"), "旧.doc"), (io.BytesIO(b"#!AMR\n"), "会.amr")], "base": "1"}
    nothing = submit("authoring.send_import", fields, instructor, 422)
    assert len(nothing.errors) == 2, "each file says why"
    # The document becomes a draft; the recording waits for its lesson there, and on the person's own list.
    told = {"title": "慢推", "category": "massage", "training_type": "就业技能培训"}
    submit(
        "authoring.make_import_draft",
        told,
        instructor,
        token=token,
        target="/teach/courses/man-tui/draft?done=opened",
    )
    assert "放第一个：念.mp3" in visit("authoring.draft", instructor, course="man-tui").links


@pytest.mark.usefixtures("draft")
def test_an_import_that_is_thrown_away_keeps_videos_and_lets_go_of_the_rest(
    database: Database, visit: Visit, submit: Submit, instructor: Someone, base_manager: Someone
) -> None:
    token = send(
        submit, instructor, ("推.mp4", made.mp4()), ("念.mp3", made.mp3()), ("别的.vtt", VTT), course=""
    )
    assert "推.mp4、念.mp3、别的.vtt" in visit("authoring.import_list", instructor).links
    video = files_in(visit("authoring.import_preview", instructor, token=token))["视频：推.mp4"]
    visit("authoring.import_file_removal", base_manager, token=token, file=video)
    submit("authoring.remove_import", {}, instructor, token=token, target="/teach/imports?done=removed")
    visit("authoring.import_file", instructor, 404, token=token, file=video)
    with database.reading() as session:
        assert len(own_media(session, instructor.person_id, Purpose.LESSON_VIDEO)) == 1
        assert own_media(session, instructor.person_id, Purpose.AUDIO_RECORDING) == []
        assert session.query(DocumentImport).count() == 0
        assert session.query(CourseDraft).count() == 1
