"""Read caption files as people make them: WebVTT or SRT, UTF-8 or GBK; every fault with its line."""

import html
import re
from collections.abc import Sequence

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from learnhub.media.rules.captions import (
    CAPTION_BYTES_MAX,
    CUES_MAX,
    CaptionCue,
    CueFault,
    plain_text,
    read_time,
)
from learnhub.primitives import say

_ARROW = re.compile(r"^\s*(\S+)\s*-->\s*(\S+)(?:\s+\S.*)?$")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class CaptionFault(ValueError):
    """A file that can't be read at all; faults: one or more places with a sentence each."""

    def __init__(self, faults: Sequence[CueFault]) -> None:
        super().__init__(faults[0].sentence)
        self.faults = tuple(faults)


def read_captions(content: bytes) -> tuple[list[CaptionCue], list[int]]:
    """Return the cues of a file in its order, and the line at which each stands; CaptionFault for what can't be read."""
    if len(content) > CAPTION_BYTES_MAX:
        raise _fault(
            1,
            say(
                "文件太大，字幕文件最多 %(caption_bytes_max)s KB。",
                caption_bytes_max=CAPTION_BYTES_MAX // 1000,
            ),
        )
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    stamps = [number for number, line in enumerate(lines, start=1) if "-->" in line]
    if not stamps:
        raise _fault(1, say("这里不是 WebVTT 或 SRT 字幕：没有一行“开始时间 --> 结束时间”。请重新导出。"))
    if len(stamps) > CUES_MAX:
        raise _fault(
            stamps[CUES_MAX], say("太多了，最多 %(cues_max)s 条。请分成几段视频。", cues_max=CUES_MAX)
        )
    _check_times(lines, stamps)
    return _cues(text, lines, stamps), stamps


def _decoded(content: bytes) -> str:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _fault(1, say("这里不是文字文件。请选字幕文件（.vtt 或 .srt）。"))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded_as(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_as(content, "gb18030")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _fault(line, say("这一行的字认不出来。请用 UTF-8 编码重新保存文件。")) from error


def _check_times(lines: Sequence[str], stamps: Sequence[int]) -> None:
    faults = []
    for number in stamps:
        match = _ARROW.match(lines[number - 1])
        if match is None or read_time(match[1]) is None or read_time(match[2]) is None:
            faults.append(CueFault(number, say("时间写得不对，请写成 00:01:05.300 --> 00:01:08.000 这样。")))
    if faults:
        raise CaptionFault(faults)


def _cues(text: str, lines: Sequence[str], stamps: Sequence[int]) -> list[CaptionCue]:
    is_vtt = lines[0].startswith("WEBVTT")
    times = []
    for number in stamps:
        match = _ARROW.match(lines[number - 1])
        assert match is not None
        start, end = read_time(match[1]), read_time(match[2])
        assert start is not None
        assert end is not None
        times.append((start, end))
    try:
        parsed = webvtt.from_string(text if is_vtt else _as_vtt(lines))
        said = [caption.raw_text for caption in parsed.captions]
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise _fault(stamps[0], say("字幕的格式不对，请检查每一条的时间和空行。")) from error
    if len(said) != len(times):
        # The reader leaves out cues without words and those that stand in notes: say where.
        return _by_lines(lines, stamps, times)
    return [
        CaptionCue(*time, plain_text(html.unescape(words))) for time, words in zip(times, said, strict=True)
    ]


def _by_lines(
    lines: Sequence[str], stamps: Sequence[int], times: Sequence[tuple[int, int]]
) -> list[CaptionCue]:
    cues = []
    for number, time in zip(stamps, times, strict=True):
        words = []
        for line in lines[number:]:
            if not line.strip():
                break
            words.append(line)
        cues.append(CaptionCue(*time, plain_text(html.unescape("\n".join(words)))))
    return cues


def _as_vtt(lines: Sequence[str]) -> str:
    """Return SRT as WebVTT: numbers go, commas become points."""
    kept = [
        line.replace(",", ".") if "-->" in line else line
        for number, line in enumerate(lines)
        if not (line.strip().isdigit() and number + 1 < len(lines) and "-->" in lines[number + 1])
    ]
    return "WEBVTT\n\n" + "\n".join(kept)


def _fault(line: int, sentence: str) -> CaptionFault:
    return CaptionFault([CueFault(line, sentence)])
