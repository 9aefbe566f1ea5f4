"""Small recordings, made byte by byte: 测试画面 for tests, never signing."""

import struct
import zlib


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of MP4."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _track(
    number: int,
    handler: bytes,
    entry: bytes,
    *,
    seconds: int,
    offsets: bytes,
    width: int = 0,
    height: int = 0,
    turn: int = 0,
) -> bytes:
    one = 0x10000
    matrix = {0: (one, 0, 0, one), 90: (0, one, -one, 0), 180: (-one, 0, 0, -one), 270: (0, -one, one, 0)}[
        turn
    ]
    tkhd = struct.pack(">IIIIII8xHHHH", 7, 0, 0, number, 0, seconds * 1000, 0, 0, 0, 0)
    tkhd += struct.pack(">9i", matrix[0], matrix[1], 0, matrix[2], matrix[3], 0, 0, 0, 0x40000000)
    tkhd += struct.pack(">II", width << 16, height << 16)
    mdhd = struct.pack(">IIIIIHH", 0, 0, 0, 1000, seconds * 1000, 0, 0)
    hdlr = struct.pack(">II4s12x", 0, 0, handler) + b"\0"
    stsd = box(b"stsd", struct.pack(">II", 0, 1), entry)
    stbl = box(b"stbl", stsd, box(b"stco", struct.pack(">II", 0, len(offsets) // 4), offsets))
    mdia = box(b"mdia", box(b"mdhd", mdhd), box(b"hdlr", hdlr), box(b"minf", stbl))
    return box(b"trak", box(b"tkhd", tkhd), mdia)


def _picture_entry(codec: bytes, width: int, height: int) -> bytes:
    return box(
        codec, bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", width, height) + bytes(50)
    )


def mp4(
    *,
    codec: bytes = b"avc1",
    sound: bytes | None = b"mp4a",
    seconds: int = 3,
    width: int = 1280,
    height: int = 720,
    turn: int = 0,
    brand: bytes = b"isom",
    index_first: bool = False,
    title: str = "",
    place: bool = False,
    filling: int = 2000,
) -> bytes:
    """Return an MP4 whose index is true; its pictures are noise, which nothing here decodes."""
    ftyp = box(b"ftyp", brand, bytes(4), brand)
    data = box(b"mdat", bytes(index % 251 for index in range(filling)))

    def index(data_at: int) -> bytes:
        offsets = struct.pack(">II", data_at + 8, data_at + 8 + filling // 2)
        mvhd = struct.pack(">IIIII80x", 0, 0, 0, 1000, seconds * 1000)
        parts = [box(b"mvhd", mvhd)]
        parts.append(
            _track(
                1,
                b"vide",
                _picture_entry(codec, width, height),
                seconds=seconds,
                offsets=offsets,
                width=width,
                height=height,
                turn=turn,
            )
        )
        if sound is not None:
            parts.append(_track(2, b"soun", box(sound, bytes(28)), seconds=seconds, offsets=offsets))
        about = (
            [box(b"\xa9nam", struct.pack(">HH", len(title.encode()), 0) + title.encode())] if title else []
        )
        if place:
            about.append(box(b"\xa9xyz", b"\0\x12\x15\xc7+34.7466+113.6253/"))
        if about:
            parts.append(box(b"udta", *about))
        return box(b"moov", *parts)

    if index_first:
        return ftyp + index(len(ftyp) + len(index(0))) + data
    return ftyp + data + index(len(ftyp))


def element(identity: int, *parts: bytes, size: int | None = None) -> bytes:
    """Return an element of EBML. size: told instead of the true one; -1 for unknown."""
    body = b"".join(parts)
    head = identity.to_bytes((identity.bit_length() + 7) // 8, "big")
    told = len(body) if size is None else size
    length = b"\x01" + b"\xff" * 7 if told == -1 else (told | 1 << 56).to_bytes(8, "big")
    return head + length + body


def webm(
    *,
    codec: bytes = b"V_VP9",
    sound: bytes | None = b"A_OPUS",
    seconds: float = 3.0,
    live: bool = False,
    doctype: bytes = b"webm",
    title: str = "",
) -> bytes:
    """Return a WebM; live: as a browser's MediaRecorder leaves it, without length and index."""
    head = element(0x1A45DFA3, element(0x4282, doctype))
    about = [element(0x2AD7B1, (1_000_000).to_bytes(3, "big"))]
    if not live:
        about.append(element(0x4489, struct.pack(">d", seconds * 1000)))
    if title:
        about.append(element(0x7BA9, title.encode()))
    video = element(
        0xAE,
        element(0x83, b"\1"),
        element(0x86, codec),
        element(0xE0, element(0xB0, b"\x02\x80"), element(0xBA, b"\x01\xe0")),
    )
    parts = [
        element(0x1549A966, *about),
        element(
            0x1654AE6B, video, *([element(0xAE, element(0x83, b"\2"), element(0x86, sound))] if sound else [])
        ),
    ]
    if not live:
        parts.append(element(0x1C53BB6B, b""))
    for start in range(0, int(seconds * 1000), 1000):
        last = min(1000, int(seconds * 1000) - start) - 1
        blocks = [
            element(0xA3, b"\x81" + struct.pack(">hB", offset, 0x80) + bytes(40))
            for offset in (0, last // 2, last)
        ]
        parts.append(
            element(0x1F43B675, element(0xE7, start.to_bytes(4, "big")), *blocks, size=-1 if live else None)
        )
    return head + element(0x18538067, *parts, size=-1 if live else None)


def wav(*, seconds: int = 2) -> bytes:
    """Return silence as WAV, 8 kHz."""
    data = bytes([128]) * 8000 * seconds
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVE"
        + fmt
        + struct.pack("<4sI", b"data", len(data))
        + data
    )


def mp3(*, frames: int = 100, told: int | None = None) -> bytes:
    """Return MP3 frames of 128 kbit/s, 44.1 kHz; told: how many the Xing header says there are."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    if told is None:
        return frame * frames
    first = bytearray(frame)
    first[36:48] = b"Xing" + struct.pack(">II", 1, told)
    return bytes(first) + frame * frames


def ogg(*, seconds: int = 2) -> bytes:
    """Return two pages of Ogg Opus."""

    def page(granule: int, body: bytes, kind: int) -> bytes:
        return b"OggS" + struct.pack("<BBqIIIB", 0, kind, granule, 1, 0, 0, 1) + bytes([len(body)]) + body

    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    return page(0, head, 2) + page(312 + 48000 * seconds, bytes(60), 4)


def png(width: int = 40, height: int = 30) -> bytes:
    """Return a grey PNG; a large one is a small file, as a bomb is."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes((width + 1) * min(height, 100)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )
