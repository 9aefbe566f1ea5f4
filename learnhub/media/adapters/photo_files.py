"""Read the kind and size of a photo from its header, so that a picture bomb is refused before anything decodes it."""

import struct

from learnhub.media.adapters.source import Source, TooMuch, Truncated
from learnhub.media.rules.facts import Container, MediaFacts, MediaFault
from learnhub.media.rules.limits import PIXELS_MAX, SIDE_PIXELS_MAX
from learnhub.primitives import say

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
_SEGMENTS_MAX = 2000
_BEHIND_BYTES = 20_000_000
_NO_FRAME = {0xC4, 0xC8, 0xCC}


def read_png(source: Source) -> MediaFacts:
    """Read a PNG: its size in front, its end mark at the end."""
    head = source.read(0, 33)
    if head[12:16] != b"IHDR":
        raise Truncated(0)
    width, height = struct.unpack_from(">II", head, 16)
    if b"IEND" not in source.read(max(0, source.size - 64), min(64, source.size)):
        raise Truncated(source.size)
    return _facts(Container.PNG, source, width, height)


def read_jpeg(source: Source) -> MediaFacts:
    """Read a JPEG: its frame header (ISO/IEC 10918-1, B.2.2), and its end mark."""
    position = 2
    for _ in range(_SEGMENTS_MAX):
        mark, kind, size = struct.unpack(">BBH", source.read(position, 4))
        if mark != 0xFF or size < 2:
            raise Truncated(position)
        if 0xC0 <= kind <= 0xCF and kind not in _NO_FRAME:
            height, width = struct.unpack(">HH", source.read(position + 5, 4))
            # Anywhere behind: phones put a short film after the picture.
            behind = max(position, source.size - _BEHIND_BYTES)
            if b"\xff\xd9" not in source.read(behind, source.size - behind):
                raise Truncated(source.size)
            return _facts(Container.JPEG, source, width, height)
        position += 2 + size
    raise TooMuch("segments")


def read_webp(source: Source) -> MediaFacts:
    """Read a WebP: lossy, lossless or extended."""
    head = source.read(0, 30)
    (size,) = struct.unpack_from("<I", head, 4)
    if size + 8 > source.size:
        raise Truncated(source.size)
    kind = head[12:16]
    if kind == b"VP8 ":
        width, height = (n & 0x3FFF for n in struct.unpack_from("<HH", head, 26))
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
    else:
        raise Truncated(12)
    return _facts(Container.WEBP, source, width, height)


def _facts(container: Container, source: Source, width: int, height: int) -> MediaFacts:
    if not width or not height:
        raise Truncated(0)
    if max(width, height) > SIDE_PIXELS_MAX or width * height > PIXELS_MAX:
        raise MediaFault(
            say(
                "照片太大（%(width)s × %(height)s 点），最多 %(pixels_max)s 万点。请用手机的编辑功能缩小，再发一次。",
                width=width,
                height=height,
                pixels_max=PIXELS_MAX // 10000,
            )
        )
    return MediaFacts(container, source.size, width=width, height=height)
