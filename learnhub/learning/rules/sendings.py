"""What a person may send to another (words, a recording, a video, a photo), and what is refused; pure."""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from learnhub.media.rules.facts import StoredState
from learnhub.primitives import Refusal, listed, say

WORDS_CHARACTERS_MAX = 1000
DESCRIPTION_CHARACTERS_MAX = 200
DRAFTS_MAX = 50
PLACE_CHARACTERS_MAX = 300
MINUTES_MAX = 10


class SendingKind(enum.StrEnum):
    """What a file of a sending is. video: signed, or showing how something is done."""

    VOICE = "voice"
    VIDEO = "video"
    PHOTO = "photo"


KIND_WORDS = {
    SendingKind.VOICE: say("录音"),
    SendingKind.VIDEO: say("手语或者视频"),
    SendingKind.PHOTO: say("照片"),
}
NO_FILE = Refusal("no-file", say("没有找到这个文件，请再选一次。"))
NO_PLACE = Refusal("no-place", say("没有自动存好：不知道这是哪一页的草稿。请按“先存着”。"))
SILENT = Refusal(
    "silent", say("这段录音里没有声音。请看看话筒是不是关着，再录一次；不方便说话，也可以写字或者打手语。")
)


@dataclass(frozen=True)
class SendingFileTold:
    """One file of a sending as it is shown.

    token: names it in addresses, which say for themselves who may ask. milliseconds: 0 for a photo. words: what can be seen on a photo,
    empty where its sender had nothing to say about it. content_type: of what players get; empty while it is being converted.
    width, height: pixels; 0 for a voice.
    """

    kind: SendingKind
    token: str
    words: str
    is_undescribed: bool
    state: StoredState
    content_type: str
    milliseconds: int
    byte_count: int
    width: int = 0
    height: int = 0

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be played now."""
        return self.state is StoredState.READY


@dataclass(frozen=True)
class SendingTold:
    """A sending as it is shown. is_erased: its words and files have ended. files: in the order of SendingKind."""

    id: int
    person_id: int
    words: str
    sent_at: datetime
    files: tuple[SendingFileTold, ...] = ()
    is_erased: bool = False

    @property
    def kinds(self) -> str:
        """Say what it is made of: 文字、录音; empty for one that was erased."""
        named = [say("文字")] if self.words else []
        return listed([*named, *(KIND_WORDS[one.kind] for one in self.files)])


def sending_refusal(
    words: str, kinds: Collection[SendingKind], *, photo_words: str, is_undescribed: bool
) -> Refusal | None:
    """Refuse a sending without anything in it, with too many words, or with a photo that says nothing to who can't see it."""
    if not words and not kinds:
        return Refusal(
            "nothing-sent",
            say("请写一句话，或者录一段话、拍一段视频、拍一张照片，有一样就行。"),
            field="words",
        )
    if len(words) > WORDS_CHARACTERS_MAX:
        return Refusal(
            "too-long",
            say(
                "最多写 %(words_characters_max)s 个字，请删短一些。",
                words_characters_max=WORDS_CHARACTERS_MAX,
            ),
            field="words",
        )
    if SendingKind.PHOTO in kinds and not photo_words and not is_undescribed:
        return Refusal(
            "undescribed",
            say("请写一句照片里有什么，看不见的人才知道；说不清，就勾选“我说不清照片里有什么”。"),
            field="photo_words",
        )
    return None


def length_refusal(kind: SendingKind, duration_ms: int) -> Refusal | None:
    """Refuse a recording or video that nobody can be asked to listen to: longer than MINUTES_MAX minutes."""
    if kind is SendingKind.PHOTO or duration_ms <= MINUTES_MAX * 60_000:
        return None
    minutes = -(-duration_ms // 60_000)
    what = say("录音") if kind is SendingKind.VOICE else say("视频")
    return Refusal(
        "too-long",
        say(
            "这段%(what)s有 %(minutes)s 分钟，最多 %(minutes_max)s 分钟。请截短，或者分几次发。",
            what=what,
            minutes=minutes,
            minutes_max=MINUTES_MAX,
        ),
        field=kind.value,
    )
