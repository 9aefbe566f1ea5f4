"""Look at a video without decoding it: its length, and whether browsers here can play it.

MP4 by its boxes (ISO/IEC 14496-12), WebM by its elements (RFC 8794, RFC 9559).
"""

import mmap
import struct
from collections.abc import Iterator

from learnhub.primitives import SaidFault, say

_HEVC_CODES = (b"hvc1", b"hev1")
_EBML = 0x1A45DFA3
_SEGMENT, _INFO, _TIMESTAMP_SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_ELEMENTS_MAX = 10_000
# Looked at in a few places: a large file needs not be read for it.
Content = bytes | mmap.mmap


class VideoFault(SaidFault):
    """A video that can't be taken; the message is a Chinese sentence that says what to do."""


def length_milliseconds(content: Content, suffix: str) -> int:
    """Return how long a video is, at least 1.

    suffix: ".mp4" or ".webm". Raises VideoFault for another kind of file, one without a length, and H.265, which Chromium
    doesn't play (FACTS: phones record it).
    """
    try:
        found = _mp4_length(content) if suffix == ".mp4" else _webm_length(content)
    except (struct.error, IndexError, OverflowError, ZeroDivisionError) as error:
        raise VideoFault(say("视频文件不完整，打不开，请重新导出。")) from error
    if found is None or found < 1:
        raise VideoFault(
            say("这个文件里不是完整的 %(upper)s 视频，请重新导出，或者改正后缀。", upper=suffix[1:].upper())
        )
    return found


def _boxes(content: Content, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (kind, begin, end) of the boxes in a stretch, without their headers."""
    position = start
    while position + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, position)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", content, position + 8)[0], 16
        elif size == 0:
            size = end - position
        if size < header or position + size > end:
            raise IndexError(position)  # cut off on its way here
        yield kind, position + header, position + size
        position += size


def _mp4_length(content: Content) -> int | None:
    if content[4:8] != b"ftyp":
        return None
    for kind, begin, end in list(
        _boxes(content, 0, len(content))
    ):  # all of them: a cut-off file shows at its end
        if kind != b"moov":
            continue
        if any(code in content[begin:end] for code in _HEVC_CODES):
            raise VideoFault(say("这是 H.265 视频，很多浏览器放不出来，请导出成 H.264 的 MP4。"))
        for inner, at, _ in _boxes(content, begin, end):
            if inner == b"mvhd":
                is_long = content[at] == 1
                scale, duration = struct.unpack_from(
                    ">IQ" if is_long else ">II", content, at + (20 if is_long else 12)
                )
                return int(duration * 1000 // scale)
    return None


def _number(content: Content, position: int, *, keeps_marker: bool) -> tuple[int, int]:
    """Read a variable-size integer; return it with the position after it."""
    first = content[position]
    length = 9 - first.bit_length()
    if not 1 <= length <= 8:
        raise IndexError(position)
    value = int.from_bytes(content[position : position + length], "big")
    return (value if keeps_marker else value & ((1 << (7 * length)) - 1)), position + length


def _elements(content: Content, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (id, begin, end) of the elements in a stretch; one of unknown size reaches to the end."""
    position = start
    for _ in range(_ELEMENTS_MAX):
        if position >= end:
            return
        identity, position = _number(content, position, keeps_marker=True)
        size_at = position
        size, position = _number(content, position, keeps_marker=False)
        is_unknown = size == (1 << (7 * (position - size_at))) - 1
        stop = end if is_unknown else min(position + size, end)
        yield identity, position, stop
        position = stop


def _webm_length(content: Content) -> int | None:
    for identity, begin, end in _elements(content, 0, len(content)):
        if identity == _EBML and b"webm" not in content[begin:end]:
            return None
        if identity != _SEGMENT:
            continue
        for inner, at, stop in _elements(content, begin, end):
            if inner == _INFO:
                return _webm_info(content, at, stop)
    return None


def _webm_info(content: Content, begin: int, end: int) -> int | None:
    scale, duration = 1_000_000, 0.0
    for identity, at, stop in _elements(content, begin, end):
        if identity == _TIMESTAMP_SCALE:
            scale = int.from_bytes(content[at:stop], "big")
        elif identity == _DURATION:
            duration = struct.unpack(">f" if stop - at == 4 else ">d", content[at:stop])[0]
    return int(duration * scale / 1_000_000) or None
