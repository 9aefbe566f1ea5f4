"""Captions and descriptions: cues, what can be wrong with them, and how times are written."""

import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from learnhub.primitives import say

CUES_MAX = 3000
CUE_CHARACTERS_MAX = 200
CAPTION_BYTES_MAX = 500_000
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")
_MARKUP = re.compile(r"<[^>]*>|&(?:[a-zA-Z]+|#\d+);")


class TrackKind(enum.StrEnum):
    """What a track tells."""

    CAPTIONS = "captions"
    DESCRIPTION = "description"


class TrackState(enum.StrEnum):
    """Who made it. machine draft: heard by a machine; corrected: a person went through the draft; written: by a person."""

    MACHINE_DRAFT = "machine draft"
    CORRECTED = "corrected"
    WRITTEN = "written"

    @property
    def is_publishable(self) -> bool:
        """Tell whether it may be shown to trainees."""
        return self is not TrackState.MACHINE_DRAFT


TRACK_WORDS = {TrackKind.CAPTIONS: say("字幕"), TrackKind.DESCRIPTION: say("画面描述")}
STATE_WORDS = {
    TrackState.MACHINE_DRAFT: say("机器草稿，还不能发布"),
    TrackState.CORRECTED: say("有人改过的机器草稿"),
    TrackState.WRITTEN: say("人写的"),
}


@dataclass(frozen=True, slots=True)
class CaptionCue:
    """One caption. text: plain, lines parted by a line break."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class CueFault:
    """What is wrong at one place. line: of the file, or the number of the row in the table, from 1."""

    line: int
    sentence: str


def time_text(milliseconds: int) -> str:
    """Write a time as people type it: 1:05.3, 1:02:05.250; whole seconds without a fraction."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{head}.{rest:03d}".rstrip("0") if rest else head


def read_time(text: str) -> int | None:
    """Read a typed time (1:05, 01:05.3, 1:02:05,250; full-width signs too) as milliseconds; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
    match = _TIME.fullmatch(plain)
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def plain_text(text: str) -> str:
    """Return a cue's text without control characters and blanks around its lines; line breaks stay."""
    lines = [
        "".join(c for c in line if unicodedata.category(c)[0] != "C").strip()
        for line in unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    ]
    return "\n".join(line for line in lines if line)


def cue_faults(
    cues: Sequence[CaptionCue], lines: Sequence[int], *, duration_ms: int, may_overlap: bool = False
) -> list[CueFault]:
    """Check cues in the order they stand in.

    lines: where each stands. duration_ms: of the video, 0 where unknown. may_overlap: for descriptions, which a player reads out
    with the video paused.
    """
    found: list[CueFault] = []
    if len(cues) > CUES_MAX:
        return [
            CueFault(
                lines[CUES_MAX], say("太多了，最多 %(cues_max)s 条。请分成几段视频。", cues_max=CUES_MAX)
            )
        ]
    last: CaptionCue | None = None
    for cue, line in zip(cues, lines, strict=True):
        if not cue.text:
            found.append(CueFault(line, say("这一条没有字，请写上，或者删掉这一条。")))
        elif _MARKUP.search(cue.text):
            found.append(CueFault(line, say("这一条里有 <…> 或 &…; 这样的标记，请只留文字。")))
        elif len(cue.text) > CUE_CHARACTERS_MAX:
            found.append(
                CueFault(
                    line,
                    say(
                        "这一条太长，最多 %(cue_characters_max)s 个字，请分成两条。",
                        cue_characters_max=CUE_CHARACTERS_MAX,
                    ),
                )
            )
        if cue.end_ms <= cue.start_ms:
            found.append(
                CueFault(
                    line,
                    say(
                        "结束时间 %(time_text)s 不在开始时间 %(time_text_2)s 之后，请改正。",
                        time_text=time_text(cue.end_ms),
                        time_text_2=time_text(cue.start_ms),
                    ),
                )
            )
        elif last is not None and cue.start_ms < last.start_ms:
            found.append(
                CueFault(
                    line,
                    say(
                        "这一条从 %(time_text)s 开始，比上一条还早，请按时间先后排好。",
                        time_text=time_text(cue.start_ms),
                    ),
                )
            )
        elif last is not None and cue.start_ms < last.end_ms and not may_overlap:
            found.append(
                CueFault(
                    line,
                    say(
                        "这一条从 %(time_text)s 开始，上一条到 %(time_text_2)s 才完，请错开。",
                        time_text=time_text(cue.start_ms),
                        time_text_2=time_text(last.end_ms),
                    ),
                )
            )
        if duration_ms and cue.end_ms > duration_ms + 500:
            found.append(
                CueFault(
                    line,
                    say(
                        "这一条到 %(time_text)s 才完，视频只有 %(time_text_2)s，请改正。",
                        time_text=time_text(cue.end_ms),
                        time_text_2=time_text(duration_ms),
                    ),
                )
            )
        last = cue
    return found


def vtt_text(cues: Sequence[CaptionCue], *, note: str = "") -> str:
    """Write cues as WebVTT with LF line ends; & and < are escaped, so that text stays text. note: one line, plain."""
    blocks = ["WEBVTT"]
    if note:
        blocks.append(f"NOTE {note}")
    blocks += [f"{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}.{rest:03d}"
