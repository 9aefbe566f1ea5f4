"""Recordings that are none: each is answered with one sentence that says what to do, and nothing that was typed is lost."""

import io
import wave

import pytest

from learnhub.db import Database
from tests.learning.asking import AskedIn, course_of, spoken
from tests.media.recordings import png
from tests.people import Someone
from tests.visit import Submit

PLACE = {"course": "asked", "lesson": "asked-1"}
WORDS = "手放在哪里？"
HOUR_SECONDS = 3600


def silence(seconds: int) -> bytes:
    """Return so much silence, at a rate that no recorder uses: an hour is 360 KB."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(100)
        file.writeframes(b"\x80" * (100 * seconds))
    return made.getvalue()


@pytest.fixture
def at(database: Database, trainee: Someone, instructor: Someone) -> AskedIn:
    with database.transaction() as session:
        return course_of(session, trainee)


def test_what_is_no_recording_is_said_in_a_sentence_and_the_words_stay(
    submit: Submit, at: AskedIn, trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learnhub.media.adapters.ffmpeg.program", lambda: None)
    for field, content, name, says in (
        ("voice", silence(HOUR_SECONDS), "silence.wav", "60 分钟"),
        ("voice", png(), "voice.mp3", "这里要的是录音"),
        ("voice", spoken()[:-400], "voice.wav", "后面缺了一段"),
        ("voice", b"RIFF\x24\0\0\0WAVEdata\0\0\0\0", "voice.wav", "请重新导出"),
        ("voice", b"", "voice.wav", "请重新选一个文件"),
        ("video", spoken(), "signing.mp4", "这里要的是视频"),
        ("photo", spoken(), "photo.jpg", "这里要的是照片"),
    ):
        told = {"words": WORDS, "photo_words": "我的手", field: (io.BytesIO(content), name)}
        refused = submit("learning.ask_teacher", told, trainee, 422, **PLACE)
        assert len(refused.errors) == 1, (field, name)
        assert says in refused.errors[0]
        assert WORDS in refused.text
