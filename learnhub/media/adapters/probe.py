"""Tell what a file is by its bytes, never by its name or by what a browser says of it."""

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from learnhub.media.adapters import boxes, ebml, photo_files, sound_files
from learnhub.media.adapters.source import Source, TooMuch, Truncated, open_source
from learnhub.media.rules.facts import MediaFacts, MediaFault
from learnhub.primitives import say

_TITLE_CHARACTERS_MAX = 200
# Said by name, so that a person knows what to change; nothing of these is opened.
_FOREIGN = (
    (0, b"PK\x03\x04", say("这是压缩包（zip）或办公文件，不是录像、录音或照片。请先解开，再选里面的文件。")),
    (0, b"Rar!", say("这是压缩包（rar）。请先解开，再选里面的文件。")),
    (0, b"7z\xbc\xaf", say("这是压缩包（7z）。请先解开，再选里面的文件。")),
    (0, b"\x1f\x8b", say("这是压缩包（gz）。请先解开，再选里面的文件。")),
    (0, b"%PDF", say("这是 PDF 文件。这里要的是录像、录音或照片。")),
    (8, b"AVI ", say("这是 AVI 视频，手机和浏览器放不出来。请导出成 MP4 再发。")),
    (0, b"FLV\x01", say("这是 FLV 视频，手机和浏览器放不出来。请导出成 MP4 再发。")),
    (0, b"\x30\x26\xb2\x75", say("这是 WMV 或 WMA 文件，手机和浏览器放不出来。请导出成 MP4 或 MP3 再发。")),
    (0, b"\x00\x00\x01\xba", say("这是 MPEG 视频（VCD、DVD 用的）。请导出成 MP4 再发。")),
    (0, b"\x47\x40", say("这是 TS 视频。请导出成 MP4 再发。")),
    (0, b"#!AMR", say("这是 AMR 录音，浏览器放不出来。请换一个录音软件，录成 MP3 或 M4A。")),
    (0, b"fLaC", say("这是 FLAC 录音。请导出成 MP3 或 M4A 再发。")),
    (0, b"GIF8", say("这是 GIF 图片。请换成 JPEG 或 PNG。")),
    (4, b"ftypheic", say("这是 HEIC 照片，很多电脑打不开。苹果手机：设置 → 相机 → 格式，选“兼容性最佳”，再拍一张。")),
    (4, b"ftypmif1", say("这是 HEIC 照片，很多电脑打不开。苹果手机：设置 → 相机 → 格式，选“兼容性最佳”，再拍一张。")),
    (4, b"ftypavif", say("这是 AVIF 图片。请换成 JPEG 或 PNG。")),
)  # fmt: skip
_UNKNOWN = say("认不出这个文件。视频请用 MP4 或 WebM，录音请用 MP3、M4A、WAV 或 Ogg，照片请用 JPEG 或 PNG。")
_CUT_OFF = say("文件不完整，后面缺了一段。请确认它在手机或电脑上能放完，再发一次。")
_ODD = say("文件的结构不正常，打不开。请用别的软件重新导出一次。")


def probe(path: Path) -> MediaFacts:
    """Return what a file is. Raises MediaFault, with a sentence, for everything that can't be taken.

    Time and memory are bounded by the readers' own limits whatever the bytes are.
    """
    with open_source(path) as file:
        return probe_file(file)


def probe_file(file: BinaryIO) -> MediaFacts:
    """Return what an open file, or bytes in memory, is; as probe."""
    source = Source(file)
    if source.size == 0:
        raise MediaFault(say("文件是空的（0 字节）。请重新选一个文件。"))
    try:
        facts = _read(source)
    except Truncated as error:
        raise MediaFault(_CUT_OFF) from error
    except TooMuch as error:
        raise MediaFault(_ODD) from error
    return replace(facts, title=_tidy(facts.title))


def _read(source: Source) -> MediaFacts:
    head = source.head(16)
    for at, magic, sentence in _FOREIGN:
        if head[at : at + len(magic)] == magic:
            raise MediaFault(sentence)
    if boxes.looks_like_boxes(head):
        facts = boxes.read_boxes(source)
    elif head[:4] == ebml.MAGIC:
        facts = ebml.read_ebml(source)
    elif head[:4] == b"OggS":
        facts = sound_files.read_ogg(source)
    elif head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        facts = sound_files.read_wav(source)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return photo_files.read_webp(source)
    elif head[:8] == photo_files.PNG_MAGIC:
        return photo_files.read_png(source)
    elif head[:3] == photo_files.JPEG_MAGIC:
        return photo_files.read_jpeg(source)
    elif sound_files.looks_like_mp3(head):
        facts = sound_files.read_mp3(source)
    else:
        raise MediaFault(_UNKNOWN)
    if facts.duration_ms < 1:
        raise MediaFault(say("这段录像或录音的长度是 0，里面没有内容。请重新录制。"))
    return facts


def _tidy(title: str) -> str:
    shown = "".join(c for c in title if unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", shown).strip()[:_TITLE_CHARACTERS_MAX]
