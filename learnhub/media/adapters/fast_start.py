"""Move the index of an MP4 in front of its pictures, and take out where it was filmed.

Phones write the index last and their position into it: a player would have to fetch the end of the file first, and everybody
would learn where somebody lives. Nothing is decoded; the pictures stay byte for byte.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from learnhub.media.adapters.boxes import TopBox, top_boxes
from learnhub.media.adapters.source import Source, TooMuch, Truncated, open_source
from learnhub.media.rules.facts import MediaFault
from learnhub.primitives import say

_HOLDERS = {b"trak", b"mdia", b"minf", b"stbl", b"udta"}
_PLACES = {b"\xa9xyz", b"loci", b"gps ", b"GPS ", b"\xa9gps"}
_DEPTH_MAX = 6
_BOXES_MAX = 20_000
_COPY_BYTES = 1024 * 1024


def pack(source_path: Path, target_path: Path) -> None:
    """Write the same recording with its index in front and without places.

    Raises MediaFault for what has no index. Chunk offsets grow by the length of the index where it has to move.
    """
    with open_source(source_path) as file, target_path.open("wb") as target:
        source = Source(file)
        try:
            boxes = list(top_boxes(source))
            _write(source, file, boxes, target)
        except (Truncated, TooMuch, struct.error) as error:
            raise MediaFault(say("文件的结构不正常，打不开。请用别的软件重新导出一次。")) from error


def _write(source: Source, file: BinaryIO, boxes: list[TopBox], target: BinaryIO) -> None:
    index = next(box for box in boxes if box.kind == b"moov")
    data_at = next((box.begin for box in boxes if box.kind == b"mdat"), source.size)
    moov = bytearray(source.read(index.begin, index.end - index.begin))
    header = index.body - index.begin
    for kind, body, end, depth in list(_walk(moov, header, len(moov))):
        if kind in _PLACES or (kind == b"meta" and depth == 0):
            _blank(moov, body, end)
    has_fragments = any(box.kind == b"moof" for box in boxes)
    if index.begin < data_at or has_fragments:
        order, shift = boxes, 0
    else:
        first = [box for box in boxes if box.kind == b"ftyp"]
        order = [*first, index, *(box for box in boxes if box not in first and box is not index)]
        shift = len(moov)
    if shift:
        _shift_chunks(
            moov, header, shift, from_offset=sum(box.end - box.begin for box in order[: order.index(index)])
        )
    for box in order:
        if box is index:
            target.write(moov)
        else:
            file.seek(box.begin)
            _copy(file, target, box.end - box.begin)


def _copy(file: BinaryIO, target: BinaryIO, count: int) -> None:
    if count > _COPY_BYTES:
        while count > 0:
            piece = file.read(min(_COPY_BYTES, count))
            if not piece:
                raise Truncated(count)
            target.write(piece)
            count -= len(piece)
        return
    target.write(file.read(count))


def _walk(
    content: bytes | bytearray, start: int, end: int, depth: int = 0
) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (kind, body, end, depth) of the boxes that matter here, holders before what they hold."""
    position, count = start, 0
    while position + 8 <= end:
        count += 1
        if count > _BOXES_MAX:
            raise TooMuch("boxes")
        size, kind = struct.unpack_from(">I4s", content, position)
        header = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, position + 8)
            header = 16
        elif size == 0:
            size = end - position
        if size < header or position + size > end:
            raise Truncated(position)
        yield bytes(kind), position + header, position + size, depth
        if kind in _HOLDERS and depth < _DEPTH_MAX:
            yield from _walk(content, position + header, position + size, depth + 1)
        position += size


def _blank(content: bytearray, body: int, end: int) -> None:
    """Turn a box into free space of the same length, so that nothing else moves."""
    kind_at = body - 4 if content[body - 8 : body - 4] != b"\0\0\0\1" else body - 12
    content[kind_at : kind_at + 4] = b"free"
    content[body:end] = bytes(end - body)


def _shift_chunks(moov: bytearray, header: int, shift: int, *, from_offset: int) -> None:
    """Add to every chunk offset (stco, co64: ISO/IEC 14496-12, 8.7.5) behind the place where the index now stands."""
    for kind, body, end, _ in list(_walk(moov, header, len(moov))):
        if kind not in {b"stco", b"co64"}:
            continue
        width = 4 if kind == b"stco" else 8
        (count,) = struct.unpack_from(">I", moov, body + 4)
        if body + 8 + count * width > end:
            raise Truncated(body)
        form = f">{count}{'I' if width == 4 else 'Q'}"
        offsets = struct.unpack_from(form, moov, body + 8)
        moved = [offset + shift if offset >= from_offset else offset for offset in offsets]
        if width == 4 and moved and max(moved) > 0xFFFFFFFF:
            raise TooMuch("offsets")
        struct.pack_into(form, moov, body + 8, *moved)
