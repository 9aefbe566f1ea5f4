"""What phones make becomes what browsers play, by a real ffmpeg."""

import io
import subprocess
from pathlib import Path

import pytest
import webvtt

from learnhub.db import Database
from learnhub.jobs.worker import Work
from learnhub.media import service
from learnhub.media.adapters import ffmpeg
from learnhub.media.adapters.ffmpeg import ConversionFailed, Ffmpeg
from learnhub.media.adapters.probe import probe
from learnhub.media.rules import Container, MediaFacts, Purpose, Stored, StoredState
from learnhub.media.rules.captions import TrackKind, TrackState, vtt_text
from learnhub.media.service import Limits, Places
from learnhub.media.service.drafts import draft_cues
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.ffmpeg import program_or_skip
from tests.media import recordings as made
from tests.people import Someone


@pytest.fixture(scope="module")
def program() -> Ffmpeg:
    """The ffmpeg of this machine; in CI a missing one fails."""
    return Ffmpeg(program_or_skip())


def record(program: Ffmpeg, target: Path, *how: str, size: str = "640x480", seconds: float = 1) -> bytes:
    """Record a moving test picture with a tone: 测试画面, never signing."""
    command = [program.path, "-nostdin", "-loglevel", "error", "-y"]
    command += [
        "-f",
        "lavfi",
        "-i",
        f"testsrc=size={size}:rate=15",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440",
    ]
    subprocess.run(
        [*command, "-t", str(seconds), "-metadata", "title=测试画面", *how, str(target)], check=True
    )
    return target.read_bytes()


@pytest.fixture
def places(settings: Settings) -> Places:
    return service.places_for(settings)


def take(database: Database, places: Places, person: Someone, content: bytes) -> Stored:
    outcome = service.take_stream(
        database.transaction,
        places,
        io.BytesIO(content),
        person_id=person.person_id,
        purpose=Purpose.LESSON_VIDEO,
        limits=Limits(10**9, 10**9),
        has_converter=True,
        now=instant_now(),
    )
    assert isinstance(outcome, Stored), outcome
    return outcome


def prepare(database: Database, places: Places, program: Ffmpeg, stored: Stored, *, times: int = 1) -> Stored:
    handler = service.prepare_handler(database, places, lambda: program)
    for _ in range(times):
        handler(Work(1, {"stored": stored.id}, lambda _done, _total: True))
    with database.reading() as session:
        found = service.stored_or_none(session, stored.id)
    assert found is not None
    return found


@pytest.mark.slow
def test_hevc_of_a_phone_becomes_h264_with_poster_and_sound(
    database: Database, places: Places, instructor: Someone, program: Ffmpeg, tmp_path: Path
) -> None:
    content = record(
        program, tmp_path / "phone.mov", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-c:a", "aac", size="1920x1080", seconds=0.5
    )  # fmt: skip
    stored = take(database, places, instructor, content)
    assert (stored.facts.container, stored.facts.video_codec, stored.state) == (
        Container.MOV,
        "hevc",
        StoredState.CONVERTING,
    )
    assert stored.facts.title == "测试画面"
    ready = prepare(database, places, program, stored)
    assert ready.state is StoredState.READY
    assert ready.playable is not None
    facts = probe(places.store.path(ready.playable.blob))
    assert (facts.words, facts.width, facts.height) == ("MP4，画面 H.264，声音 AAC", 1280, 720)
    assert facts.is_streamable
    assert abs(facts.duration_ms - 500) < 150
    poster = probe(places.store.path(ready.poster))
    assert (poster.container, poster.width) == (Container.JPEG, 640)
    assert ready.sound is not None
    sound = probe(places.store.path(ready.sound.blob))
    assert (sound.video_codec, sound.audio_codec, ready.sound.content_type) == ("", "aac", "audio/mp4")


@pytest.mark.slow
def test_a_turned_phone_stays_upright(
    database: Database, places: Places, instructor: Someone, program: Ffmpeg, tmp_path: Path
) -> None:
    record(program, tmp_path / "flat.mp4", "-c:v", "mpeg4", "-c:a", "aac")
    turned = tmp_path / "turned.mp4"
    subprocess.run(
        [program.path, "-loglevel", "error", "-display_rotation", "90", "-i", str(tmp_path / "flat.mp4"), "-c", "copy", str(turned)],
        check=False,
    )  # fmt: skip
    if not turned.exists():  # before ffmpeg 6 the matrix is written by metadata
        subprocess.run(
            [program.path, "-loglevel", "error", "-i", str(tmp_path / "flat.mp4"), "-c", "copy", "-metadata:s:v", "rotate=90", str(turned)],
            check=True,
        )  # fmt: skip
    stored = take(database, places, instructor, turned.read_bytes())
    assert stored.facts.rotation in {90, 270}
    assert (stored.facts.width, stored.facts.height) == (480, 640)
    ready = prepare(database, places, program, stored)
    assert ready.playable is not None
    facts = probe(places.store.path(ready.playable.blob))
    assert (facts.rotation, facts.width, facts.height) == (0, 480, 640)


def test_h264_with_its_index_last_is_packed_anew_and_decodes_to_the_same_frames(
    database: Database, places: Places, instructor: Someone, program: Ffmpeg, tmp_path: Path
) -> None:
    source = tmp_path / "last.mp4"
    content = record(program, source, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-metadata", "location=+34.7466+113.6253/")  # fmt: skip
    assert not probe(source).is_streamable
    stored = take(database, places, instructor, content)
    assert (stored.state, stored.facts.is_streamable) == (StoredState.READY, True)
    assert stored.playable is not None
    packed = places.store.path(stored.playable.blob)
    assert b"loci" in content
    assert b"loci" not in packed.read_bytes()
    assert _frames(program, packed) == _frames(program, source)


def _frames(program: Ffmpeg, path: Path) -> bytes:
    return subprocess.run(
        [program.path, "-loglevel", "error", "-f", "mov", "-i", str(path), "-f", "framemd5", "-"], capture_output=True, check=True
    ).stdout  # fmt: skip


def test_fragments_of_a_phones_recorder_have_their_true_length(program: Ffmpeg, tmp_path: Path) -> None:
    path = tmp_path / "fragments.mp4"
    record(program, path, "-c:v", "libx264", "-preset", "ultrafast", "-g", "5", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof", seconds=2)  # fmt: skip
    facts = probe(path)
    assert (facts.words, facts.is_streamable) == ("MP4，画面 H.264，声音 AAC", True)
    assert abs(facts.duration_ms - 2000) < 150


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "how", "words", "milliseconds"),
    [
        ("a.webm", ("-c:v", "libvpx", "-c:a", "libopus"), "WebM，画面 VP8，声音 Opus", 1000),
        ("b.webm", ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libvorbis", "-live", "1"), "WebM，画面 VP9，声音 Vorbis", 1000),
        ("c.3gp", ("-c:v", "h263", "-s", "352x288", "-c:a", "aac"), "3GP，画面 H.263，声音 AAC", 1000),
        ("d.mkv", ("-c:v", "libx264", "-c:a", "aac"), "MKV，画面 H.264，声音 AAC", 1000),
        ("e.mp3", ("-map", "1:a", "-c:a", "libmp3lame"), "MP3，声音 MP3", 1000),
        ("f.m4a", ("-map", "1:a", "-c:a", "aac"), "MP4，声音 AAC", 1000),
        ("g.ogg", ("-map", "1:a", "-c:a", "libopus"), "Ogg，声音 Opus", 1000),
        ("h.wav", ("-map", "1:a"), "WAV，声音 PCM", 1000),
    ],
)  # fmt: skip
def test_what_another_program_wrote_is_read_rightly(
    program: Ffmpeg, tmp_path: Path, name: str, how: tuple[str, ...], words: str, milliseconds: int
) -> None:
    record(program, tmp_path / name, *how)
    facts = probe(tmp_path / name)
    assert facts.words == words
    assert abs(facts.duration_ms - milliseconds) <= 120


@pytest.mark.slow
def test_a_browsers_recording_gets_length_and_index(
    database: Database, places: Places, instructor: Someone, program: Ffmpeg, tmp_path: Path
) -> None:
    content = record(program, tmp_path / "live.webm", "-c:v", "libvpx", "-c:a", "libopus", "-live", "1")
    stored = take(database, places, instructor, content)
    assert (stored.state, stored.facts.is_streamable) == (StoredState.READY, False)
    ready = prepare(database, places, program, stored, times=2)  # a job may run twice
    assert ready.playable is not None
    assert ready.playable.blob != stored.blob
    assert probe(places.store.path(ready.playable.blob)).is_streamable


def test_what_ffmpeg_cannot_read_fails_with_the_way_to_record_again(
    database: Database, places: Places, instructor: Someone, program: Ffmpeg
) -> None:
    stored = take(database, places, instructor, made.mp4(codec=b"hvc1"))
    failed = prepare(database, places, program, stored)
    assert (failed.state, failed.playable) == (StoredState.FAILED, None)
    assert "兼容性最佳" in failed.fault


def test_ffmpeg_is_told_what_the_file_is_and_opens_nothing_else(program: Ffmpeg, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("private")
    playlist = tmp_path / "playlist"
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n")
    with pytest.raises(ConversionFailed):
        program.convert_video(
            playlist, MediaFacts(Container.MP4, 50, 1000, 640, 480, video_codec="hevc"), tmp_path / "out.mp4"
        )


def test_ffmpeg_that_takes_too_long_is_stopped(
    program: Ffmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(program, tmp_path / "long.mkv", "-c:v", "mpeg4", "-c:a", "aac", size="1920x1080", seconds=1)
    monkeypatch.setattr(ffmpeg, "_WALL_SECONDS_MAX", 0)
    with pytest.raises(ConversionFailed):
        program.convert_video(
            tmp_path / "long.mkv", MediaFacts(Container.MATROSKA, 50, 60_000, 1920, 1080, video_codec="mpeg4"), tmp_path / "out.mp4"
        )  # fmt: skip


def test_captions_are_written_so_that_text_stays_text() -> None:
    heard = [
        (900, 1500, "  3 < 5 & 大 "),
        (0, 1000, "一句<b>话"),
        (1400, 1400, "没有长度"),
        (2900, 9000, "太晚"),
        (50, 60, " "),
    ]
    cues = draft_cues(heard, 3000)
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in cues] == [
        (0, 1000, "一句b话"), (1000, 1500, "3  5 & 大"), (2900, 3000, "太晚")
    ]  # fmt: skip
    read = webvtt.from_string(vtt_text(cues, note="机器草稿"))
    assert [caption.raw_text for caption in read.captions] == ["一句b话", "3  5 &amp; 大", "太晚"]


def test_a_machines_draft_is_not_published_until_a_person_went_through_it(
    database: Database, places: Places, instructor: Someone
) -> None:
    stored = take(database, places, instructor, made.mp4())
    draft = draft_cues([(0, 1000, "七步洗受"), (1000, 2000, "好")], 3000)

    def save(cues: list, **values: object) -> TrackState:  # type: ignore[type-arg]
        with database.transaction() as session:
            made_track = service.add_version(
                session, stored.id, TrackKind.CAPTIONS, cues, now=instant_now(), **values
            )  # type: ignore[arg-type]
        assert not hasattr(made_track, "sentence")
        return made_track.state  # type: ignore[union-attr]

    def published() -> bool:
        with database.reading() as session:
            return service.publishable_track(session, stored.id, TrackKind.CAPTIONS) is not None

    assert save(draft, made_by=None) is TrackState.MACHINE_DRAFT
    assert not published()
    better = draft_cues([(0, 1000, "七步洗手"), (1000, 2000, "好")], 3000)
    assert save(better, made_by=instructor.person_id, is_checked=False) is TrackState.MACHINE_DRAFT
    assert not published()
    assert save(better, made_by=instructor.person_id, is_checked=True) is TrackState.CORRECTED
    assert published()
    with database.transaction() as session:
        refusal = service.ask_for_draft(session, stored.id, now=instant_now())
        assert refusal is not None
        assert service.newest_track(session, stored.id, TrackKind.CAPTIONS).number == 3  # type: ignore[union-attr]
