"""Files that are not what they say: each ends in a whole Chinese sentence, whichever reader meets it, and mutants in nothing worse."""

import io
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from learnhub.authoring.adapters import sign_cue_file
from learnhub.authoring.adapters.sign_cue_file import SignCueFault
from learnhub.authoring.adapters.video_file import VideoFault, length_milliseconds
from learnhub.authoring.rules.signing.works import SignCue
from learnhub.catalogue.service import PictureFault, look_at
from learnhub.media.adapters.caption_file import CaptionFault, read_captions
from learnhub.media.adapters.photo import PhotoFault, prepared
from learnhub.media.adapters.probe import probe_file
from learnhub.media.rules.captions import CaptionCue, cue_faults, vtt_text
from learnhub.media.rules.facts import MediaFault
from learnhub.media.service.folder_files import look_at_track, look_at_video
from learnhub.primitives import Refusal
from tests.media import recordings as made

_CUES = [
    CaptionCue(0, 1500, "大家好"),
    CaptionCue(1500, 3000, "今天学 < 洗手 & 擦手"),
    CaptionCue(3000, 4000, "一\n二"),
]
_SIGN_CUES = sign_cue_file.write(
    "0" * 64, [SignCue("s-1", 0, 900), SignCue("s-2", 900, 4000)], {"s-1": "洗手。", "s-2": "擦干。"}
)
_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path d="M1 1h9v9z" fill="#123456"/></svg>'
)


def _zip() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("video.mp4", made.mp4())
    return kept.getvalue()


def _photo(kind: str = "JPEG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(kept, kind)
    return kept.getvalue()


def _bomb() -> bytes:
    kept = io.BytesIO()
    Image.new("1", (9000, 9000)).save(kept, "PNG")
    return kept.getvalue()


def _cue_file(*cues: str) -> bytes:
    return "\n\n".join(["WEBVTT", *cues]).encode() + b"\n"


def _folder_video(content: bytes) -> str:
    looked = look_at_video(content, "video/mp4")
    assert isinstance(looked, Refusal), "taken"
    return looked.sentence


def _upload(content: bytes) -> str:
    with pytest.raises(MediaFault) as caught:
        probe_file(io.BytesIO(content))
    return str(caught.value)


def _card_photo(content: bytes) -> str:
    with pytest.raises(PhotoFault) as caught:
        prepared(content)
    return str(caught.value)


def _sign_video(content: bytes) -> str:
    with pytest.raises(VideoFault) as caught:
        length_milliseconds(content, ".mp4")
    return str(caught.value)


def _sign_times(content: bytes) -> str:
    with pytest.raises(SignCueFault) as caught:
        sign_cue_file.read(content, name="洗手.sign.vtt")
    return str(caught.value)


def _captions(content: bytes) -> str:
    (fault,) = look_at_track(content, duration_ms=5000, may_overlap=False)
    return f"第 {fault.line} 行：{fault.sentence}"


_ZIP = "这是压缩包（zip）或办公文件，不是录像、录音或照片。请先解开，再选里面的文件。"
_NO_BOX = "文件不完整，后面缺了一段。请确认它在手机或电脑上能放完，再发一次。"
_NOTE = "NOTE\ntext: " + "0" * 64


@pytest.mark.parametrize(
    ("reader", "content", "sentence"),
    [
        (_folder_video, _zip(), _ZIP),
        (_upload, _zip(), _ZIP),
        (_sign_video, _zip(), "这个文件里不是完整的 MP4 视频，请重新导出，或者改正后缀。"),
        (_upload, made.mp3()[:-200], _NO_BOX),
        (_upload, made.mp4()[:-300], _NO_BOX),
        (_sign_video, made.mp4()[:-300], "视频文件不完整，打不开，请重新导出。"),
        (_upload, made.png(30_000, 30_000), "照片太大（30000 × 30000 点），最多 5000 万点。请用手机的编辑功能缩小，再发一次。"),
        (_card_photo, _bomb(), "照片的像素太多，请在手机里缩小以后再选。"),
        (_captions, _cue_file("00:00.000 --> 00:02.000\n一", "00:01.500 --> 00:03.000\n二"), "第 6 行：这一条从 0:01.5 开始，上一条到 0:02 才完，请错开。"),
        (_captions, _cue_file("00:02.000 --> 00:03.000\n一", "00:00.500 --> 00:01.000\n二"), "第 6 行：这一条从 0:00.5 开始，比上一条还早，请按时间先后排好。"),
        (_captions, _cue_file("00:02.000 --> 00:01.000\n一"), "第 3 行：结束时间 0:01 不在开始时间 0:02 之后，请改正。"),
        (_captions, _cue_file("00:00.000 --> 00:01.000\n<b onclick=x>一</b>"), "第 3 行：这一条里有 <…> 或 &…; 这样的标记，请只留文字。"),
        (_sign_times, _cue_file(_NOTE, "s-1\n00:02.000 --> 00:03.000\n一", "s-2\n00:01.000 --> 00:02.000\n二"), "洗手.sign.vtt 里“s-2”的时间倒退或与上一段重叠，请改正。"),
    ],
)  # fmt: skip
def test_each_reader_says_in_one_sentence_what_to_do(
    reader: Callable[[bytes], str], content: bytes, sentence: str
) -> None:
    assert reader(content) == sentence


def _read_captions(content: bytes) -> Sequence[str]:
    try:
        cues, lines = read_captions(content)
    except CaptionFault as fault:
        return [one.sentence for one in fault.faults]
    if not cue_faults(cues, lines, duration_ms=0, may_overlap=True):
        assert read_captions(vtt_text(cues).encode())[0] == cues, "what is taken is written as it was read"
    return []


def _read_sign_times(content: bytes) -> Sequence[str]:
    try:
        told = sign_cue_file.read(content, name="x.sign.vtt")
    except SignCueFault as fault:
        return [str(fault)]
    assert all(cue.start_ms < cue.end_ms for cue in told.cues)
    return []


def _read_picture(suffix: str) -> Callable[[bytes], Sequence[str]]:
    def read(content: bytes) -> Sequence[str]:
        try:
            size = look_at(content, f"media/x.{suffix}")
        except PictureFault as fault:
            return [str(fault)]
        assert min(size.width, size.height) > 0
        return []

    return read


def _prepare(content: bytes) -> Sequence[str]:
    try:
        assert prepared(content)[:3] == b"\xff\xd8\xff"
    except PhotoFault as fault:
        return [str(fault)]
    return []


def _measure(suffix: str) -> Callable[[bytes], Sequence[str]]:
    def read(content: bytes) -> Sequence[str]:
        try:
            assert length_milliseconds(content, suffix) >= 1
        except VideoFault as fault:
            return [str(fault)]
        return []

    return read


# A whole file of each kind, and who reads it.
_READERS: list[tuple[bytes, Callable[[bytes], Sequence[str]]]] = [
    (vtt_text(_CUES).encode(), _read_captions),
    (b"1\n00:00:00,000 --> 00:00:01,000\nsrt\n\n2\n00:00:01,000 --> 00:00:02,500\n\xc4\xe3\xba\xc3\n", _read_captions),
    (_SIGN_CUES.encode(), _read_sign_times),
    (made.png(), _read_picture("png")),
    (_photo(), _read_picture("jpg")),
    (_SVG, _read_picture("svg")),
    (_photo(), _prepare),
    (_photo("PNG"), _prepare),
    (_photo("WEBP"), _prepare),
    (made.mp4(filling=60), _measure(".mp4")),
    (made.webm(), _measure(".webm")),
]  # fmt: skip
_PIECES = [
    b"-->",
    b"\n\n",
    b"<",
    b"&lt;",
    b"&#0;",
    b"99:99.999",
    b"\xff" * 4,
    bytes(4),
    b"moov",
    b"WEBVTT",
    b"STYLE\n",
    b"NOTE ",
]
_MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 5000), st.integers(0, 6), st.one_of(st.binary(max_size=6), st.sampled_from(_PIECES))
    ),
    min_size=1,
    max_size=6,
)


def _mutate(which: int, mutations: list[tuple[int, int, bytes]], cut: int) -> None:
    whole, read = _READERS[which]
    content = bytearray(whole)
    for place, taken, put in mutations:
        at = place % (len(content) + 1)
        content[at : at + taken] = put
    assert all(sentence.endswith("。") for sentence in read(bytes(content[: len(content) - cut])))


@given(st.integers(0, len(_READERS) - 1), _MUTATIONS, st.integers(0, 40))
@settings(max_examples=200)
def test_a_mutant_is_read_or_refused_in_a_sentence(
    which: int, mutations: list[tuple[int, int, bytes]], cut: int
) -> None:
    _mutate(which, mutations, cut)


@pytest.mark.soak
@given(st.integers(0, len(_READERS) - 1), _MUTATIONS, st.integers(0, 40))
@settings(max_examples=30_000, deadline=None)
def test_thirty_thousand_mutants_are_read_or_refused_in_a_sentence(
    which: int, mutations: list[tuple[int, int, bytes]], cut: int
) -> None:
    _mutate(which, mutations, cut)
