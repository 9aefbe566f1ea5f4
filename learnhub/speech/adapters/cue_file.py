"""The cue file beside a recording: WebVTT, one cue a sentence, the text's hash in a NOTE."""

import html
import re
from dataclasses import dataclass

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from learnhub.primitives import SaidFault, say
from learnhub.speech.rules import RECORDING, SENTENCES_MAX, Cue

FILE_BYTES_MAX = 1_000_000
_KEYS = ("text", "engine", "voice")
_TIMES, _GUESSED = "times", "guessed"
_WORD_TIME = re.compile(r"(<\d{2,4}:\d\d:\d\d\.\d{3}>)")
_HASH = re.compile(r"[0-9a-f]{64}")


class CueFileError(SaidFault):
    """A cue file that can't be used; the message is a Chinese sentence that says what to mend."""


@dataclass(frozen=True)
class CueFile:
    """What a cue file says.

    text_hash: of the lesson text that was read aloud. engine: "recording" for a person's voice.
    cues: sorted, not overlapping; each id names a sentence. are_times_guessed: by a machine, and nobody has heard them through yet.
    """

    text_hash: str
    engine: str
    voice: str
    cues: tuple[Cue, ...]
    are_times_guessed: bool = False


def write(file: CueFile) -> str:
    """Return the file as WebVTT text with LF line ends."""
    note = "\n".join(
        f"{key}: {value}" for key, value in zip(_KEYS, (file.text_hash, file.engine, file.voice), strict=True)
    )
    note += f"\n{_TIMES}: {_GUESSED}" if file.are_times_guessed else ""
    blocks = ["WEBVTT", f"NOTE\n{note}"]
    for cue in file.cues:
        blocks.append(
            f"{cue.sentence_id}\n{_timestamp(cue.start_ms)} --> {_timestamp(cue.end_ms)}\n{_with_words(cue)}"
        )
    return "\n\n".join(blocks) + "\n"


def _with_words(cue: Cue) -> str:
    """Return the text of a cue in one line, each word that is told after the time at which it is heard (WebVTT 4.2.2)."""
    parts, position = [], 0
    for offset, heard_ms in cue.words:
        if cue.start_ms < heard_ms < cue.end_ms:
            parts += [html.escape(cue.text[position:offset], quote=False), f"<{_timestamp(heard_ms)}>"]
            position = offset
    parts.append(html.escape(cue.text[position:], quote=False))
    return " ".join("".join(parts).split())


def _read_words(raw: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text of a cue without its times, and the words that they tell."""
    text, found = "", []
    for part in _WORD_TIME.split(raw):
        if _WORD_TIME.fullmatch(part):
            hours, minutes, seconds, milliseconds = map(int, re.split("[:.]", part[1:-1]))
            found.append((len(text), ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds))
        else:
            text += html.unescape(part)
    return text, tuple(found)


def read(text: str, *, name: str) -> CueFile:
    """Read a cue file.

    name: how the file is called in a message.
    Raises CueFileError for what is no WebVTT, has no text hash, or whose cues lack ids, overlap or run backwards.
    """
    if len(text.encode()) > FILE_BYTES_MAX:
        raise CueFileError(
            say(
                "%(name)s 太大，请控制在 %(file_bytes_max)s MB 以内。",
                name=name,
                file_bytes_max=FILE_BYTES_MAX // 1000000,
            )
        )
    try:
        parsed = webvtt.from_string(text, strict=True)
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise CueFileError(
            say("%(name)s 不是有效的 WebVTT 文件，请检查每句的时间和空行。", name=name)
        ) from error
    notes = _notes(parsed)
    if not _HASH.fullmatch(notes.get("text", "")):
        raise CueFileError(
            say("%(name)s 的开头缺少 NOTE，请写明 text: 和所读文字的 64 位校验值。", name=name)
        )
    if len(parsed) > SENTENCES_MAX:
        raise CueFileError(
            say("%(name)s 里的句子太多，最多 %(sentences_max)s 句。", name=name, sentences_max=SENTENCES_MAX)
        )
    cues: list[Cue] = []
    seen: set[str] = set()
    end_before = 0
    for caption in parsed.captions:
        text, words = _read_words(caption.raw_text)
        cue = Cue(
            caption.identifier or "",
            _milliseconds(caption.start_time),
            _milliseconds(caption.end_time),
            text,
            words,
        )
        if not cue.sentence_id or cue.sentence_id in seen:
            raise CueFileError(
                say(
                    "%(name)s 里每一句都要有自己的句子编号，写在时间的上一行（%(start)s）。",
                    name=name,
                    start=caption.start,
                )
            )
        if not end_before <= cue.start_ms < cue.end_ms:
            raise CueFileError(
                say(
                    "%(name)s 里“%(sentence_id)s”这一句的时间倒退或与上一句重叠，请改正。",
                    name=name,
                    sentence_id=cue.sentence_id,
                )
            )
        seen.add(cue.sentence_id)
        end_before = cue.end_ms
        cues.append(cue)
    engine, voice = notes.get("engine", RECORDING), notes.get("voice", "")
    return CueFile(notes["text"], engine, voice, tuple(cues), notes.get(_TIMES) == _GUESSED)


def _notes(parsed: webvtt.WebVTT) -> dict[str, str]:
    comments = list(parsed.header_comments)
    for caption in parsed.captions:
        comments.extend(caption.comments)
    found: dict[str, str] = {}
    for line in "\n".join(comments).splitlines():
        key, colon, value = line.partition(":")
        if colon and key.strip() in {*_KEYS, _TIMES}:
            found.setdefault(key.strip(), value.strip())
    return found


def _milliseconds(time: webvtt.models.Timestamp) -> int:
    return ((time.hours * 60 + time.minutes) * 60 + time.seconds) * 1000 + time.milliseconds


def _timestamp(milliseconds: int) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:03}"
