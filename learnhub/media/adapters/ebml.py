"""Read WebM and Matroska by their elements (RFC 8794, RFC 9559), without decoding anything."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.media.adapters.source import Source, TooMuch, Truncated
from learnhub.media.rules.facts import Container, MediaFacts, MediaFault
from learnhub.primitives import say

MAGIC = b"\x1a\x45\xdf\xa3"
_EBML, _DOCTYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _SCALE, _DURATION, _TITLE = 0x1549A966, 0x2AD7B1, 0x4489, 0x7BA9
_TRACKS, _ENTRY, _TYPE, _CODEC, _VIDEO, _WIDTH, _HEIGHT = 0x1654AE6B, 0xAE, 0x83, 0x86, 0xE0, 0xB0, 0xBA
_CLUSTER, _TIMESTAMP, _SIMPLE_BLOCK, _GROUP, _BLOCK = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
_CUES = 0x1C53BB6B
_VALUE_BYTES_MAX = 1000
_HEAD_BYTES_MAX = 8_000_000
_CODECS = {
    "V_VP8": "vp8", "V_VP9": "vp9", "V_AV1": "av1", "V_MPEG4/ISO/AVC": "h264", "V_MPEGH/ISO/HEVC": "hevc",
    "V_THEORA": "theora", "A_OPUS": "opus", "A_VORBIS": "vorbis", "A_AAC": "aac", "A_MPEG/L3": "mp3", "A_FLAC": "flac",
    "A_AC3": "ac3", "A_PCM/INT/LIT": "pcm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Element:
    identity: int
    body: int
    end: int
    is_open: bool  # of unknown length: it lasts until something follows that can't be in it


@dataclass(slots=True)
class _Seen:
    scale_ns: int = 1_000_000
    duration: float = 0.0
    title: str = ""
    video: str = ""
    audio: str = ""
    width: int = 0
    height: int = 0
    has_index: bool = False
    has_clusters: bool = False
    last_ticks: int = 0


def read_ebml(source: Source) -> MediaFacts:
    """Return what the elements say. Raises MediaFault, Truncated, TooMuch.

    Recordings of a browser have no length in front: then every block is looked at for its time.
    """
    kind, position = _doctype(source)
    segment = _element(source, position, source.size)
    if segment.identity != _SEGMENT:
        raise MediaFault(say("视频文件不完整，放不出来。请重新导出。"))
    seen = _Seen()
    _read_segment(source, segment, seen)
    if not seen.video and not seen.audio:
        raise MediaFault(say("这个文件里没有画面，也没有声音。请重新导出。"))
    if not seen.has_clusters:
        raise MediaFault(say("视频没有录完整，里面没有画面。请重新录制或导出。"))
    ticks = seen.duration or float(seen.last_ticks)
    milliseconds = ticks * seen.scale_ns / 1_000_000
    return MediaFacts(
        container=Container.WEBM if kind == "webm" else Container.MATROSKA,
        byte_count=source.size,
        duration_ms=int(min(milliseconds, 2**31 - 1)) if milliseconds > 0 else 0,
        width=seen.width,
        height=seen.height,
        video_codec=seen.video,
        audio_codec=seen.audio,
        is_streamable=seen.duration > 0 and seen.has_index,
        title=seen.title,
    )


def _doctype(source: Source) -> tuple[str, int]:
    head = _element(source, 0, source.size)
    if head.identity != _EBML or head.end - head.body > _VALUE_BYTES_MAX:
        raise MediaFault(say("这个文件里不是 WebM 视频，请重新导出。"))
    for inner in _children(source, head):
        if inner.identity == _DOCTYPE:
            return _text(source, inner), head.end
    return "", head.end


def _read_segment(source: Source, segment: _Element, seen: _Seen) -> None:
    position = segment.body
    cluster_ticks = 0
    while position < segment.end:
        element = _element(source, position, segment.end)
        position = element.end
        if element.identity == _INFO:
            _read_info(source, element, seen)
        elif element.identity == _TRACKS:
            _read_tracks(source, element, seen)
        elif element.identity == _CUES:
            seen.has_index = True
        elif element.identity == _CLUSTER:
            seen.has_clusters = True
            # A cluster is stepped into only where its blocks have to tell the time, or where it doesn't tell its end.
            if not seen.duration or element.is_open:
                position = element.body
        elif element.identity == _GROUP:
            position = element.body
        elif element.identity == _TIMESTAMP:
            cluster_ticks = _whole(source, element)
        elif element.identity in {_SIMPLE_BLOCK, _BLOCK}:
            seen.last_ticks = max(seen.last_ticks, cluster_ticks + _offset(source, element))


def _offset(source: Source, block: _Element) -> int:
    _, at = _number(source, block.body, keeps_marker=False)
    (ticks,) = struct.unpack(">h", source.read(at, 2))
    return int(ticks)


def _read_info(source: Source, info: _Element, seen: _Seen) -> None:
    for inner in _children(source, info):
        if inner.identity == _SCALE:
            seen.scale_ns = _whole(source, inner) or 1_000_000
        elif inner.identity == _DURATION:
            told = (
                source.read(inner.body, inner.end - inner.body) if inner.end - inner.body in {4, 8} else b""
            )
            value = struct.unpack(">f" if len(told) == 4 else ">d", told)[0] if told else 0.0
            seen.duration = value if 0 < value < 1e15 else 0.0
        elif inner.identity == _TITLE:
            seen.title = _text(source, inner)


def _read_tracks(source: Source, tracks: _Element, seen: _Seen) -> None:
    for entry in _children(source, tracks):
        if entry.identity != _ENTRY:
            continue
        kind, codec, width, height = 0, "", 0, 0
        for inner in _children(source, entry):
            if inner.identity == _TYPE:
                kind = _whole(source, inner)
            elif inner.identity == _CODEC:
                told = _text(source, inner)
                codec = _CODECS.get(told, f"?{told[:20]}")
            elif inner.identity == _VIDEO:
                for side in _children(source, inner):
                    if side.identity == _WIDTH:
                        width = _whole(source, side)
                    elif side.identity == _HEIGHT:
                        height = _whole(source, side)
        if kind == 1 and not seen.video:
            seen.video, seen.width, seen.height = codec, min(width, 100_000), min(height, 100_000)
        elif kind == 2 and not seen.audio:
            seen.audio = codec


def _children(source: Source, parent: _Element) -> Iterator[_Element]:
    if parent.end - parent.body > _HEAD_BYTES_MAX:
        raise TooMuch("head")
    position = parent.body
    while position < parent.end:
        element = _element(source, position, parent.end)
        yield element
        position = element.end


def _element(source: Source, position: int, end: int) -> _Element:
    identity, at = _number(source, position, keeps_marker=True)
    size, body = _number(source, at, keeps_marker=False)
    is_open = size == (1 << (7 * (body - at))) - 1
    if body > end or (not is_open and body + size > end):
        raise Truncated(position)
    return _Element(identity, body, end if is_open else body + size, is_open)


def _number(source: Source, position: int, *, keeps_marker: bool) -> tuple[int, int]:
    """Read a variable-size integer; return it with the position after it."""
    told = source.read(position, min(8, source.size - position))
    length = 9 - told[0].bit_length() if told else 9
    if length > len(told) or (keeps_marker and length > 4):
        raise Truncated(position)
    value = int.from_bytes(told[:length], "big")
    return (value if keeps_marker else value & ((1 << (7 * length)) - 1)), position + length


def _whole(source: Source, element: _Element) -> int:
    if element.end - element.body > 8:
        raise TooMuch("number")
    return int.from_bytes(source.read(element.body, element.end - element.body), "big")


def _text(source: Source, element: _Element) -> str:
    count = min(element.end - element.body, _VALUE_BYTES_MAX)
    return source.read(element.body, count).rstrip(b"\0").decode("utf-8", "ignore")
