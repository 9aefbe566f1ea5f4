"""Sentences recorded one by one become one video whose times are exact; on a machine with ffmpeg."""

import io
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.authoring.adapters import sign_cue_file
from learnhub.authoring.models import SignClip, SignDelivery, SignWork
from learnhub.authoring.service.signing import works as sign_works
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import SignLanguage, SlotKind, SlotState
from learnhub.media import service as media
from learnhub.media.rules import Purpose, Stored
from learnhub.media.service.joining import join_recordings
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from tests.authoring.signing.signing import PLACE, Studio, recording, slots, studio
from tests.ffmpeg import program_or_skip
from tests.people import Someone
from tests.visit import Submit, Visit

__all__ = ["studio"]


@pytest.fixture(scope="module")
def ffmpeg() -> str:
    return program_or_skip()


def picture(
    ffmpeg: str,
    folder: Path,
    seconds: float,
    size: str,
    suffix: str,
    *,
    source: str = "testsrc=",
    title: str = "",
) -> bytes:
    """Return a generated picture as a phone would send it: a 测试画面, or nothing but black where it has to be handed in."""
    target = folder / f"{seconds}-{size}{suffix}"
    how = (
        ["-c:v", "libvpx", "-b:v", "200k"]
        if suffix == ".webm"
        else ["-c:v", "libx264", "-pix_fmt", "yuv420p"]
    )
    command = [
        ffmpeg,
        "-nostdin",
        "-loglevel",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        f"{source}size={size}:rate=30",
    ]
    told = ["-metadata", f"title={title}"] if title else []
    subprocess.run([*command, "-t", str(seconds), *how, *told, str(target)], check=True)
    return target.read_bytes()


def taken(studio: Studio, person: Someone, content: bytes) -> Stored:
    stored = media.take_stream(
        studio.database.transaction,
        media.places_for(studio.settings),
        io.BytesIO(content),
        person_id=person.person_id,
        purpose=Purpose.SIGN_RECORDING,
        limits=media.limits_of(studio.settings),
        has_converter=True,
        now=instant_now(),
    )
    assert not isinstance(stored, Refusal), stored
    return stored


@pytest.mark.slow
def test_recordings_of_different_phones_are_joined_and_each_is_as_long_as_it_was(
    studio: Studio, instructor: Someone, ffmpeg: str, tmp_path: Path
) -> None:
    sizes = [(0.6, "320x240", ".mp4"), (1.0, "240x320", ".webm"), (0.4, "640x360", ".mp4")]
    recordings = [
        taken(studio, instructor, picture(ffmpeg, tmp_path, *one, title="测试画面")) for one in sizes
    ]
    converter = media.converter_or_none()
    assert converter is not None
    told: list[int] = []
    joined = join_recordings(media.places_for(studio.settings), converter, recordings, after_each=told.append)
    assert [
        abs(length - seconds * 1000) <= 40
        for length, (seconds, *_rest) in zip(joined.lengths_ms, sizes, strict=True)
    ] == [True] * 3
    again = taken(studio, instructor, store_for(studio.settings).get(joined.file.blob))
    assert abs(again.duration_ms - sum(joined.lengths_ms)) <= 40
    assert (again.facts.width, again.facts.height, again.facts.video_codec) == (320, 240, "h264")
    assert again.facts.is_streamable
    assert told == [1, 2, 3]


@pytest.mark.survey
def test_all_sentences_recorded_become_the_video_of_the_lesson(
    studio: Studio, visit: Visit, instructor: Someone, ffmpeg: str, tmp_path: Path
) -> None:
    studio.begin(instructor)
    _record_all(
        studio, instructor, picture(ffmpeg, tmp_path, 0.4, "160x120", ".mp4", source="color=c=black:")
    )
    page = visit("authoring.sign_lesson", instructor, **PLACE)
    assert "合成一段视频，交上去" in page.buttons
    studio.hand_in(instructor, "sentences", "joining")
    assert "正在合成" in visit("authoring.sign_lesson", instructor, **PLACE).words
    studio.work()
    assert slots(studio) == [(SlotState.UPLOADED, "")]
    with studio.database.reading() as session:
        slot = session.scalars(sa.select(Slot).where(Slot.kind == SlotKind.SIGN)).one()
        content = store_for(studio.settings).get(slot.cues_blob or "")
        assert session.scalars(sa.select(SignDelivery.stored_id)).one() is None
    read = sign_cue_file.read(content, name="x", sentence_ids=studio.keys)
    assert [cue.sentence_id for cue in read.cues] == list(studio.keys)
    assert read.cues[-1].end_ms == slot.milliseconds
    studio.hand_in(instructor, "sentences", "joining")
    studio.work()
    assert slots(studio) == [(SlotState.UPLOADED, "")]


def test_half_a_lesson_is_not_joined_and_says_how_much_is_missing(
    studio: Studio, submit: Submit, instructor: Someone
) -> None:
    studio.begin(instructor)
    studio.record(instructor, studio.keys[0], recording())
    page = submit("authoring.hand_in_signs", {"what": "sentences"}, instructor, 422, **PLACE)
    assert page.errors[0].startswith("还有 31 句没拍。")


def test_without_ffmpeg_the_page_says_so_and_nothing_is_lost(
    studio: Studio, visit: Visit, submit: Submit, instructor: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.begin(instructor)
    _record_all(studio, instructor, recording())
    monkeypatch.setattr("learnhub.media.adapters.ffmpeg.program", lambda: None)
    assert "本站还没有装合成视频的程序" in visit("authoring.sign_lesson", instructor, **PLACE).words
    page = submit("authoring.hand_in_signs", {"what": "sentences"}, instructor, 422, **PLACE)
    assert "拍好的都保存着" in page.errors[0]


def test_consent_withdrawn_while_it_is_joined_hands_nothing_in(
    studio: Studio, submit: Submit, instructor: Someone, ffmpeg: str, tmp_path: Path
) -> None:
    studio.begin(instructor)
    _record_all(
        studio, instructor, picture(ffmpeg, tmp_path, 0.4, "160x120", ".mp4", source="color=c=black:")
    )
    studio.hand_in(instructor, "sentences", "joining")
    submit("authoring.withdraw_portrait", {}, instructor, target="/teach/signing/portrait?done=withdrawn")
    studio.work()
    assert slots(studio) == []


def _record_all(studio: Studio, person: Someone, content: bytes) -> None:
    """Let every sentence of the lesson have a recording, the same one: what differs is tested above."""
    stored = taken(studio, person, content)
    with studio.database.transaction() as session:
        work = session.scalars(sa.select(SignWork)).one()
        opened = sign_works.sign_lesson_of(session, work)
        for passage in opened.sentences:
            kept = sign_works.keep_clip(
                session,
                store_for(studio.settings),
                stored,
                passage,
                person_id=person.person_id,
                language=SignLanguage.NATIONAL,
                now=instant_now(),
            )
            assert isinstance(kept, SignClip)
