"""What the bytes of a recording say about it, and what can be done with it."""

import enum
from dataclasses import dataclass

from learnhub.media.rules.limits import Purpose
from learnhub.primitives import SaidFault, listed, say


class MediaFault(SaidFault):
    """A file that can't be taken; the message is a Chinese sentence that says what to do."""


class Kind(enum.StrEnum):
    """What a person gets from a file."""

    VIDEO = "video"
    AUDIO = "audio"
    PICTURE = "picture"


class Container(enum.StrEnum):
    """How a file is packed, as read from its bytes."""

    MP4 = "mp4"
    MOV = "mov"
    THREE_GP = "3gp"
    WEBM = "webm"
    MATROSKA = "matroska"
    OGG = "ogg"
    MP3 = "mp3"
    WAV = "wav"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


CONTAINER_WORDS = {
    Container.MP4: "MP4", Container.MOV: "MOV", Container.THREE_GP: "3GP", Container.WEBM: "WebM",
    Container.MATROSKA: "MKV", Container.OGG: "Ogg", Container.MP3: "MP3", Container.WAV: "WAV",
    Container.JPEG: "JPEG", Container.PNG: "PNG", Container.WEBP: "WebP",
}  # fmt: skip
_CODEC_WORDS = {
    "h264": "H.264", "hevc": "H.265（HEVC）", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "mpeg4": "MPEG-4", "h263": "H.263",
    "dolby-vision": say("杜比视界"), "prores": "ProRes", "mjpeg": "Motion JPEG", "theora": "Theora", "aac": "AAC", "mp3": "MP3",
    "opus": "Opus", "vorbis": "Vorbis", "pcm": "PCM", "amr": "AMR", "alac": "ALAC", "ac3": "AC-3", "flac": "FLAC",
}  # fmt: skip
_PLAYED_VIDEO = {Container.MP4: {"h264"}, Container.WEBM: {"vp8", "vp9", "av1"}}
_PLAYED_SOUND = {
    Container.MP4: {"aac", "mp3"},
    Container.WEBM: {"opus", "vorbis"},
    Container.OGG: {"opus", "vorbis"},
    Container.MP3: {"mp3"},
    Container.WAV: {"pcm"},
}


def codec_words(codec: str) -> str:
    """Name a codec as people meet it in the settings of their phones."""
    return _CODEC_WORDS.get(codec, codec)


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What the bytes say.

    video_codec, audio_codec: "h264", "aac" …, empty where there is no such track, "?xxxx" for one we have no name for.
    duration_ms: 0 for pictures alone. width, height: pixels as they are shown, rotation applied; 0 for sound.
    rotation: 0, 90, 180 or 270 degrees clockwise, told by the file and obeyed by players.
    is_streamable: it can be played and sought before all of it is there (index in front, length known).
    title: what the file calls itself, at most 200 characters, plain text, never to be trusted as a fact.
    """

    container: Container
    byte_count: int
    duration_ms: int = 0
    width: int = 0
    height: int = 0
    rotation: int = 0
    video_codec: str = ""
    audio_codec: str = ""
    is_streamable: bool = True
    title: str = ""

    @property
    def kind(self) -> Kind:
        """Tell what a person gets from it."""
        if self.container in {Container.JPEG, Container.PNG, Container.WEBP}:
            return Kind.PICTURE
        return Kind.VIDEO if self.video_codec else Kind.AUDIO

    @property
    def content_type(self) -> str:
        """Return the type it is served with."""
        if self.kind is Kind.PICTURE:
            return f"image/{self.container.value}"
        name = {
            Container.MP3: "mpeg", Container.MOV: "quicktime", Container.THREE_GP: "3gpp", Container.MATROSKA: "x-matroska",
        }.get(self.container, self.container.value)  # fmt: skip
        return f"{self.kind.value}/{name}"

    @property
    def plays_everywhere(self) -> bool:
        """Tell whether the browsers of docs/decisions/0003 play it as it is."""
        if self.kind is Kind.PICTURE:
            return True
        if self.video_codec and self.video_codec not in _PLAYED_VIDEO.get(self.container, set()):
            return False
        return not self.audio_codec or self.audio_codec in _PLAYED_SOUND.get(self.container, set())

    @property
    def words(self) -> str:
        """Say container and codecs: MP4，画面 H.264，声音 AAC."""
        parts = [CONTAINER_WORDS[self.container]]
        if self.video_codec:
            parts.append(say("画面 %(codec_words)s", codec_words=codec_words(self.video_codec)))
        if self.audio_codec and self.kind is not Kind.PICTURE:
            parts.append(say("声音 %(codec_words)s", codec_words=codec_words(self.audio_codec)))
        return listed(parts, "，")


class StoredState(enum.StrEnum):
    """How far a stored file is. ready: it can be played; converting: a job is at it; failed: the job couldn't."""

    READY = "ready"
    CONVERTING = "converting"
    FAILED = "failed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Playable:
    """A file that browsers play: its address in the store, its type and size."""

    blob: str
    content_type: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken.

    token: names it in addresses. facts: of the original. playable: what players get, None until it is converted.
    poster: address of a JPEG, empty where there is none. sound: the sound alone, where it was taken out.
    fault: why it couldn't be converted, a sentence; empty otherwise.
    """

    id: int
    token: str
    owner_id: int
    purpose: Purpose
    state: StoredState
    facts: MediaFacts
    blob: str
    playable: Playable | None = None
    poster: str = ""
    sound: Playable | None = None
    fault: str = ""

    @property
    def duration_ms(self) -> int:
        """Return how long it plays."""
        return self.facts.duration_ms
