"""What a file is, by its bytes alone; whatever they are, it takes bounded time and ends in facts or in a sentence."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnhub.media.adapters import fast_start
from learnhub.media.adapters.boxes import top_boxes
from learnhub.media.adapters.probe import probe
from learnhub.media.adapters.source import Source
from learnhub.media.rules import Container, Kind, MediaFacts, MediaFault, Purpose
from learnhub.media.rules.taking import unfit, unplayable
from tests.media import recordings as made

_SECONDS_MAX = 5  # a bound against hanging, not a measurement: each takes milliseconds


def look(folder: Path, content: bytes) -> MediaFacts:
    path = folder / "file"
    path.write_bytes(content)
    return probe(path)


def sentence(folder: Path, content: bytes) -> str:
    with pytest.raises(MediaFault) as caught:
        look(folder, content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "container", "words", "milliseconds"),
    [
        (made.mp4(), Container.MP4, "MP4，画面 H.264，声音 AAC", 3000),
        (made.mp4(codec=b"hvc1"), Container.MP4, "MP4，画面 H.265（HEVC），声音 AAC", 3000),
        (made.mp4(brand=b"qt  ", sound=None), Container.MOV, "MOV，画面 H.264", 3000),
        (
            made.mp4(brand=b"3gp5", codec=b"s263", sound=b"samr"),
            Container.THREE_GP,
            "3GP，画面 H.263，声音 AMR",
            3000,
        ),
        (made.webm(), Container.WEBM, "WebM，画面 VP9，声音 Opus", 3000),
        (made.webm(codec=b"V_AV1", sound=None), Container.WEBM, "WebM，画面 AV1", 3000),
        (made.webm(live=True), Container.WEBM, "WebM，画面 VP9，声音 Opus", 2999),
        (
            made.webm(doctype=b"matroska", codec=b"V_MPEG4/ISO/AVC"),
            Container.MATROSKA,
            "MKV，画面 H.264，声音 Opus",
            3000,
        ),
        (made.ogg(), Container.OGG, "Ogg，声音 Opus", 2000),
        (made.mp3(), Container.MP3, "MP3，声音 MP3", 2612),
        (b"ID3\x04\0\0\0\0\x02\x00" + bytes(256) + made.mp3(told=100), Container.MP3, "MP3，声音 MP3", 2612),
        (made.wav(), Container.WAV, "WAV，声音 PCM", 2000),
        (made.png(), Container.PNG, "PNG", 0),
    ],
)
def test_a_recording_is_known_by_its_bytes(
    tmp_path: Path, content: bytes, container: Container, words: str, milliseconds: int
) -> None:
    facts = look(tmp_path, content)
    assert (facts.container, facts.words, facts.duration_ms) == (container, words, milliseconds)
    assert facts.byte_count == len(content)


@pytest.mark.parametrize(
    ("turn", "size"), [(0, (1280, 720)), (90, (720, 1280)), (180, (1280, 720)), (270, (720, 1280))]
)
def test_a_turned_phone_is_told_with_the_size_that_is_seen(
    tmp_path: Path, turn: int, size: tuple[int, int]
) -> None:
    facts = look(tmp_path, made.mp4(turn=turn))
    assert (facts.rotation, (facts.width, facts.height)) == (turn, size)


def test_a_title_is_plain_text(tmp_path: Path) -> None:
    assert look(tmp_path, made.mp4(title="测试画面\u202e\x00")).title == "测试画面"
    assert look(tmp_path, made.webm(title="测试画面")).title == "测试画面"


def _zip() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("video.mp4", made.mp4())
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 字节"),
        (_zip(), "压缩包"),
        (made.mp4()[:-300], "不完整"),
        (made.mp4(index_first=True)[:-300], "不完整"),
        (made.mp3()[:-200], "不完整"),
        (made.mp3(frames=50, told=100), "不完整"),
        (made.wav()[:-10], "不完整"),
        (made.ogg()[:-10], "不完整"),
        (made.webm()[:-10], "不完整"),
        (made.png()[:-14], "不完整"),
        (made.png(30_000, 30_000), "照片太大"),
        (made.mp4().replace(b"moov", b"free"), "缺少索引"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"#!AMR\n" + bytes(100), "AMR"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "兼容性最佳"),
        ("一个文字文件".encode() * 100, "认不出"),
        (bytes(5000), "认不出"),
        (made.mp4(seconds=0), "长度是 0"),
    ],
)
def test_what_cannot_be_taken_is_answered_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    told = sentence(tmp_path, content)
    assert said in told
    assert told.endswith("。")


def _deep(levels: int) -> bytes:
    inner = b""
    for _ in range(levels):
        inner = made.box(b"udta", inner)
    return inner


@pytest.mark.parametrize(
    "content",
    [
        made.box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"mdat", 2**63) + bytes(100),
        made.box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 2**64 - 1) + bytes(100),
        made.box(b"ftyp", b"isom") + struct.pack(">I4s", 4, b"moov") + bytes(100),
        made.box(b"ftyp", b"isom") + struct.pack(">I4s", 8, b"free") * 200_000,
        made.box(b"ftyp", b"isom") + made.box(b"moov", struct.pack(">I4s", 8, b"free") * 100_000),
        made.box(b"ftyp", b"isom") + made.box(b"moov", _deep(5000)),
        made.box(b"ftyp", b"isom") + made.box(b"moov", *[made.box(b"trak", b"")] * 500),
        made.element(0x1A45DFA3, made.element(0x4282, b"webm")) + made.element(0x18538067, made.element(0x1F43B675, b"", size=-1) * 150_000, size=-1),
        made.element(0x1A45DFA3, made.element(0x4282, b"webm")) + made.element(0x18538067, size=2**56 - 2),
        made.element(0x1A45DFA3, made.element(0x4282, b"webm")) * 3,
        b"\x1a\x45\xdf\xa3\xff" + b"\x1a\x45\xdf\xa3\xff" * 10_000,
        b"\x1a\x45\xdf\xa3\x00",
        b"OggS" + b"\xff" * 60_000,
        b"RIFF\xff\xff\xff\xffWAVE" + b"junk\0\0\0\0" * 10_000,
        b"ID3\x04\0\xff\x7f\x7f\x7f\x7f" + bytes(100),
        b"\xff\xd8\xff\xe0\0\x02" * 50_000,
    ],
    ids=range(16),
)  # fmt: skip
def test_boxes_and_elements_that_lie_end_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    began = time.monotonic()
    assert sentence(tmp_path, content)
    assert time.monotonic() - began < _SECONDS_MAX


_SAMPLES = [made.mp4(filling=60), made.mp4(index_first=True, title="x", filling=60), made.webm(), made.webm(live=True), made.mp3(frames=5), made.wav(seconds=1), made.ogg(), made.png()]  # fmt: skip


def _mutate(folder: Path, sample: int, changes: list[tuple[int, bytes]], cut: int) -> None:
    content = bytearray(_SAMPLES[sample])
    for place, put in changes:
        at = place % len(content)
        content[at : at + len(put)] = put
    content = content[: len(content) - cut % 50]
    path = folder / "file"
    path.write_bytes(content)
    try:
        facts = probe(path)
    except MediaFault as fault:
        if not str(fault).endswith("。"):
            raise AssertionError("no sentence") from fault
        return
    assert facts.kind is Kind.PICTURE or 0 < facts.duration_ms < 2**31
    assert 0 <= facts.width < 2**31
    assert len(facts.title) <= 200
    if facts.container is Container.MP4:
        try:
            fast_start.pack(path, folder / "packed")
        except MediaFault:
            return


_CHANGES = st.lists(
    st.tuples(st.integers(0, 5000), st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from([b"\xff" * 4, bytes(4), b"\0\0\0\1", b"moov", b"trak"]))),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(sample=st.integers(0, len(_SAMPLES) - 1), changes=_CHANGES, cut=st.integers(0, 200))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mutant_raises_anything_but_a_sentence(
    tmp_path: Path, sample: int, changes: list[tuple[int, bytes]], cut: int
) -> None:
    _mutate(tmp_path, sample, changes, cut)


@pytest.mark.soak
@given(sample=st.integers(0, len(_SAMPLES) - 1), changes=_CHANGES, cut=st.integers(0, 200))
@settings(max_examples=30_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mutant_of_thirty_thousand_raises_anything_but_a_sentence(
    tmp_path: Path, sample: int, changes: list[tuple[int, bytes]], cut: int
) -> None:
    _mutate(tmp_path, sample, changes, cut)


def test_a_file_of_phones_gets_its_index_in_front_and_loses_its_place(tmp_path: Path) -> None:
    source, target = tmp_path / "phone.mp4", tmp_path / "packed.mp4"
    content = made.mp4(turn=90, title="测试画面", place=True)
    source.write_bytes(content)
    before = probe(source)
    fast_start.pack(source, target)
    after = probe(target)
    assert (before.is_streamable, after.is_streamable) == (False, True)
    assert (after.rotation, after.title, after.duration_ms) == (90, "测试画面", 3000)
    packed = target.read_bytes()
    assert b"+34.7466" in content
    assert b"+34.7466" not in packed
    assert _first_samples(packed) == _first_samples(content), "chunk offsets lead to other bytes than before"
    fast_start.pack(target, source)
    assert source.read_bytes() == packed, "packing twice is packing once"


def _first_samples(content: bytes) -> list[bytes]:
    """Return 16 bytes at each chunk that the index names."""
    found = []
    at = content.find(b"stco")
    while at >= 0:
        (count,) = struct.unpack_from(">I", content, at + 8)
        found += [
            content[offset : offset + 16] for offset in struct.unpack_from(f">{count}I", content, at + 12)
        ]
        at = content.find(b"stco", at + 4)
    return found


def test_outermost_boxes_are_read_without_the_file(tmp_path: Path) -> None:
    path = tmp_path / "video"
    path.write_bytes(made.mp4(filling=3_000_000))
    with path.open("rb") as file:
        assert [box.kind for box in top_boxes(Source(file, reads_max=20))] == [b"ftyp", b"mdat", b"moov"]


def test_each_purpose_takes_its_own_kind(tmp_path: Path) -> None:
    video, sound, photo = (look(tmp_path, content) for content in (made.mp4(), made.mp3(), made.png()))
    assert unfit(video, Purpose.SIGN_RECORDING) is unfit(video, Purpose.LESSON_VIDEO) is None
    assert unfit(sound, Purpose.AUDIO_RECORDING) is unfit(photo, Purpose.PHOTO) is None
    for facts, purpose in (
        (sound, Purpose.LESSON_VIDEO),
        (video, Purpose.AUDIO_RECORDING),
        (video, Purpose.PHOTO),
    ):
        refusal = unfit(facts, purpose)
        assert refusal is not None
        assert refusal.sentence.endswith("。")


def test_a_codec_that_nothing_converts_is_named_with_the_way_to_record_again(tmp_path: Path) -> None:
    refusal = unplayable(look(tmp_path, made.mp4(codec=b"hvc1")))
    assert refusal is not None
    for words in ("H.265", "苹果手机：设置 → 相机 → 格式", "兼容性最佳", "华为", "小米"):
        assert words in refusal.sentence
    assert unplayable(look(tmp_path, made.mp4())) is None
    mov = unplayable(look(tmp_path, made.mp4(brand=b"qt  ")))
    assert mov is not None
    assert "MOV" in mov.sentence
