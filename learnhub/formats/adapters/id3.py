"""Write ID3 tags: what a player shows of a file, and the chapters in it.

Source: ID3v2.3.0 (id3.org, 1999) and its Chapter Frame Addendum 1.0. Version 2.3, as old players and cars read no newer one.
Our own lines because the library that writes these tags is under the GPL, which learnhub is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOP_LEVEL_AND_ORDERED = b"\x03"
_NO_BYTE_OFFSET = b"\xff\xff\xff\xff"
_SIZE_MAX = 1 << 28


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter within a file, in milliseconds from its beginning."""

    title: str
    start_ms: int
    end_ms: int


def tag(texts: Mapping[str, str], marks: Sequence[Mark] = ()) -> bytes:
    """Return a tag, to stand before the frames of an MP3.

    texts: what each text frame says, by its id ("TIT2": the title), in the order in which they are written.
    marks: sorted, at most 255, as a table of contents counts in one byte; more are a ValueError.
    """
    if len(marks) > 255:
        raise ValueError("a table of contents holds at most 255 chapters")
    frames = [_text_frame(name, text) for name, text in texts.items()]
    if marks:
        names = [f"chapter{number}".encode() + b"\0" for number in range(1, len(marks) + 1)]
        contents = b"contents\0" + _TOP_LEVEL_AND_ORDERED + bytes([len(marks)]) + b"".join(names)
        frames.append(_frame("CTOC", contents))
        frames += [_chapter_frame(name, mark) for name, mark in zip(names, marks, strict=True)]
    body = b"".join(frames)
    if len(body) >= _SIZE_MAX:
        raise ValueError("a tag is at most 256 MB long")
    return b"ID3\x03\x00\x00" + _seven_bits(len(body)) + body


def _chapter_frame(name: bytes, mark: Mark) -> bytes:
    times = mark.start_ms.to_bytes(4, "big") + mark.end_ms.to_bytes(4, "big")
    return _frame("CHAP", name + times + 2 * _NO_BYTE_OFFSET + _text_frame("TIT2", mark.title))


def _text_frame(name: str, text: str) -> bytes:
    # Encoding 1: UTF-16 with a byte order mark, the only one of version 2.3 that holds Chinese.
    return _frame(name, b"\x01\xff\xfe" + text.encode("utf-16-le"))


def _frame(name: str, content: bytes) -> bytes:
    return name.encode("ascii") + len(content).to_bytes(4, "big") + b"\0\0" + content


def _seven_bits(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
