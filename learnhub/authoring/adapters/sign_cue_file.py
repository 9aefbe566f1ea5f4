"""The file <slug>.sign.vtt: WebVTT, each cue named by the first sentence it shows, the text's hash in a NOTE."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from learnhub.authoring.rules.signing.works import SignCue
from learnhub.primitives import SaidFault, say

FILE_BYTES_MAX = 500_000
CUES_MAX = 2_000
_HASH = re.compile(r"text: ([0-9a-f]{64})")


class SignCueFault(SaidFault):
    """A cue file that can't be used; the message is a Chinese sentence that says what to mend."""


@dataclass(frozen=True)
class SignCueFile:
    """What a cue file says. text_hash: of the lesson text that is signed. cues: ascending, not overlapping, ids unique."""

    text_hash: str
    cues: tuple[SignCue, ...]


def write(text_hash: str, cues: Sequence[SignCue], words: Mapping[str, str]) -> str:
    """Return the file with LF line ends. words: sentence id → its text, in the order of the lesson.

    The words of a cue are those of its sentence and of all that follow before the next cue.
    """
    order = list(words)
    starts = [order.index(cue.sentence_id) for cue in cues] + [len(order)]
    blocks = ["WEBVTT", f"NOTE\ntext: {text_hash}"]
    for cue, (begin, end) in zip(cues, pairwise(starts), strict=True):
        covered = " ".join(" ".join(words[one].split()) for one in order[begin:end])
        shown = html.escape(covered, quote=False).replace("--&gt;", "→")
        blocks.append(f"{cue.sentence_id}\n{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}\n{shown}")
    return "\n\n".join(blocks) + "\n"


def read(content: bytes, *, name: str, sentence_ids: Sequence[str] | None = None) -> SignCueFile:
    """Read a cue file.

    name: how it is called in a message. sentence_ids: those of the text, in order; None where the text is another one by now.
    Raises SignCueFault for what is no WebVTT or names no text, and for cues that run backwards or name no sentence in its order.
    """
    if len(content) > FILE_BYTES_MAX:
        raise SignCueFault(
            say(
                "%(name)s 太大，请控制在 %(file_bytes_max)s KB 以内。",
                name=name,
                file_bytes_max=FILE_BYTES_MAX // 1000,
            )
        )
    try:
        parsed = webvtt.from_string(content.decode("utf-8"), strict=True)
    except (UnicodeDecodeError, MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise SignCueFault(
            say("%(name)s 不是有效的 WebVTT 文件，请检查每句的时间和空行。", name=name)
        ) from error
    comments = [*parsed.header_comments, *(line for cue in parsed.captions for line in cue.comments)]
    told = _HASH.search("\n".join(comments))
    if told is None:
        raise SignCueFault(
            say("%(name)s 的开头缺少 NOTE，请写明 text: 和所打课文的 64 位校验值。", name=name)
        )
    if not 0 < len(parsed) <= CUES_MAX:
        raise SignCueFault(
            say("%(name)s 里要有 1 到 %(cues_max)s 句时间，请检查。", name=name, cues_max=CUES_MAX)
        )
    return SignCueFile(told[1], _cues(parsed, name, sentence_ids))


def _cues(parsed: webvtt.WebVTT, name: str, sentence_ids: Sequence[str] | None) -> tuple[SignCue, ...]:
    order = {one: place for place, one in enumerate(sentence_ids)} if sentence_ids is not None else None
    cues: list[SignCue] = []
    for caption in parsed.captions:
        cue = SignCue(
            caption.identifier or "", _milliseconds(caption.start_time), _milliseconds(caption.end_time)
        )
        last = cues[-1] if cues else None
        if not cue.sentence_id or any(cue.sentence_id == known.sentence_id for known in cues):
            raise SignCueFault(
                say(
                    "%(name)s 里每一段都要有自己的句子编号，写在时间的上一行（%(start)s）。",
                    name=name,
                    start=caption.start,
                )
            )
        if not (last.end_ms if last is not None else 0) <= cue.start_ms < cue.end_ms:
            raise SignCueFault(
                say(
                    "%(name)s 里“%(sentence_id)s”的时间倒退或与上一段重叠，请改正。",
                    name=name,
                    sentence_id=cue.sentence_id,
                )
            )
        if order is not None:
            if cue.sentence_id not in order:
                raise SignCueFault(
                    say(
                        "%(name)s 里的“%(sentence_id)s”不是这一课的句子编号，请改正。",
                        name=name,
                        sentence_id=cue.sentence_id,
                    )
                )
            if last is not None and order[cue.sentence_id] <= order[last.sentence_id]:
                raise SignCueFault(
                    say(
                        "%(name)s 里“%(sentence_id)s”排在后面的句子后边了，请按课文的先后排。",
                        name=name,
                        sentence_id=cue.sentence_id,
                    )
                )
        cues.append(cue)
    return tuple(cues)


def _milliseconds(time: webvtt.models.Timestamp) -> int:
    return ((time.hours * 60 + time.minutes) * 60 + time.seconds) * 1000 + time.milliseconds


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
