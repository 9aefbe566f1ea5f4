"""What may be typed about videos and captions."""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from wtforms import BooleanField, FileField, HiddenField, StringField, TextAreaField

from learnhub.media.rules.captions import (
    CUE_CHARACTERS_MAX,
    CaptionCue,
    CueFault,
    plain_text,
    read_time,
    time_text,
)
from learnhub.primitives import Refusal, say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most

TEXT_CHARACTERS_MAX = 200_000
_FAULTS_SHOWN = 20
Form = TypeVar("Form", bound=SiteForm)


class VideoForm(SiteForm):
    """A video to be sent."""

    video = FileField(say("视频文件"), [Needed(say("请先选择文件。"))])
    upload = HiddenField()


class TrackFileForm(SiteForm):
    """A caption file to be read."""

    track = FileField(say("字幕文件"), [Needed(say("请先选择文件。"))])
    after = HiddenField()

    def refuse_all(self, faults: Sequence[CueFault]) -> "TrackFileForm":
        """Show what is wrong with a file at its field, line by line; the first twenty."""
        return _refuse_faults(self, "track", faults)


class CueForm(SiteForm):
    """One caption."""

    starts = StringField(say("开始时间"), [Needed(say("请写开始时间，例如 1:05.3。")), at_most(20)])
    ends = StringField(say("结束时间"), [Needed(say("请写结束时间，例如 1:08。")), at_most(20)])
    words = TextAreaField(say("文字"), [Needed(say("请写这一条的文字。")), at_most(CUE_CHARACTERS_MAX)])
    after = HiddenField()

    def cue(self) -> CaptionCue | Refusal:
        """Return what was typed as a caption."""
        starts, ends = read_time(self.starts.data or ""), read_time(self.ends.data or "")
        if starts is None:
            return Refusal("time", say("请把开始时间写成 1:05.3 这样：分、冒号、秒。"), field="starts")
        if ends is None:
            return Refusal("time", say("请把结束时间写成 1:08 这样：分、冒号、秒。"), field="ends")
        return CaptionCue(starts, ends, plain_text(self.words.data or ""))


class TrackTextForm(SiteForm):
    """All captions as lines of text: 开始 结束 文字."""

    lines = TextAreaField(say("全部字幕"), [Needed(say("请至少写一条。")), at_most(TEXT_CHARACTERS_MAX)])
    is_checked = BooleanField(say("我已经对着视频从头到尾核对过"))
    after = HiddenField()

    def refuse_all(self, faults: Sequence[CueFault]) -> "TrackTextForm":
        """Show what is wrong, line by line; the first twenty."""
        return _refuse_faults(self, "lines", faults)

    def cues(self) -> tuple[list[CaptionCue], list[int]] | list[CueFault]:
        """Return the captions with their lines, or what can't be read."""
        return read_lines(self.lines.data or "")


class ConfirmForm(SiteForm):
    """A press that needs nothing typed."""


def cue_lines(cues: Sequence[CaptionCue]) -> str:
    """Write captions as people correct them: one a line, a line break within one as " / "."""
    return "\n".join(
        f"{time_text(cue.start_ms)} {time_text(cue.end_ms)} {cue.text.replace(chr(10), ' / ')}"
        for cue in cues
    )


def read_lines(text: str) -> tuple[list[CaptionCue], list[int]] | list[CueFault]:
    """Read captions as people type them; empty lines mean nothing, full-width signs are taken."""
    cues: list[CaptionCue] = []
    numbers: list[int] = []
    faults: list[CueFault] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        parts = line.strip().replace("\u3000", " ").split(maxsplit=2)
        if not parts:
            continue
        starts = read_time(parts[0])
        ends = read_time(parts[1]) if len(parts) > 1 else None
        if starts is None or ends is None:
            faults.append(
                CueFault(number, say("开头要有两个时间，请写成“0:01.5 0:04 文字”这样，中间空一格。"))
            )
            continue
        words = unicodedata.normalize("NFC", parts[2]) if len(parts) > 2 else ""
        cues.append(CaptionCue(starts, ends, plain_text(words.replace(" / ", "\n"))))
        numbers.append(number)
    return faults or (cues, numbers)


def _refuse_faults(form: Form, field: str, faults: Sequence[CueFault]) -> Form:
    for fault in faults[:_FAULTS_SHOWN]:
        form.refuse(
            Refusal(
                "cue",
                say("第 %(line)s 行：%(sentence)s", line=fault.line, sentence=fault.sentence),
                field=field,
            )
        )
    if len(faults) > _FAULTS_SHOWN:
        form.refuse(
            Refusal(
                "cue",
                say("一共有 %(faults)s 处要改，先改上面这些，再看剩下的。", faults=len(faults)),
                field=field,
            )
        )
    return form
