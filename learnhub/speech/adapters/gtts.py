"""Google's voice through gTTS: off until an administrator switches it on, for it sends lesson text abroad."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from learnhub.speech.adapters import mp3
from learnhub.speech.rules import FAULTS_MAX, REST_SECONDS, REST_SECONDS_MAX, EngineFault, Saying

_LANGUAGE = "zh-CN"  # "cmn" raises ValueError in gTTS 2.5.4
_TIMEOUT_SECONDS = (3, 10)  # to connect, to read; its default waits for ever on a silent network


class Breaker(Protocol):
    """What keeps a failing service from being asked again and again."""

    @property
    def is_open(self) -> bool:
        """Tell whether the service rests now."""

    def failed(self, kind: str) -> None:
        """Count a fault; kind in a word, never a text."""

    def succeeded(self) -> None:
        """Forget earlier faults."""


@dataclass
class OwnBreaker:
    """Stop asking a service that keeps failing: after 3 faults it rests 10 minutes, each time twice as long, to 6 hours.

    clock: seconds that only go forward.
    """

    clock: Callable[[], float] = time.monotonic
    faults: int = 0
    rest_seconds: float = field(default=REST_SECONDS)
    rests_until: float = 0.0

    @property
    def is_open(self) -> bool:
        """Tell whether the service rests now."""
        return self.clock() < self.rests_until

    def failed(self, kind: str) -> None:
        """Count a fault, of whatever kind; the one after a rest opens the breaker again at once."""
        self.faults += 1
        del kind
        if self.faults >= FAULTS_MAX:
            self.rests_until = self.clock() + self.rest_seconds
            self.rest_seconds = min(2 * self.rest_seconds, REST_SECONDS_MAX)
            self.faults = FAULTS_MAX - 1

    def succeeded(self) -> None:
        """Forget earlier faults."""
        self.faults, self.rest_seconds, self.rests_until = 0, REST_SECONDS, 0.0


class GoogleSpeech:
    """gTTS, one sentence a call. Its MP3 has the bit rate that Google gives it."""

    name = "gtts"
    voice = _LANGUAGE

    def __init__(self, breaker: Breaker | None = None) -> None:
        """Make the engine; nothing is sent before the first sentence."""
        self.breaker = breaker or OwnBreaker()

    def form(self, saying: Saying) -> str:
        """Return the spoken text."""
        return saying.spoken.text

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        """Return MP3 frames; raises EngineFault, also while the service rests after repeated faults."""
        if self.breaker.is_open:
            raise EngineFault("gTTS rests after repeated faults")
        try:
            sound = _fetch(form)
        except EngineFault as fault:
            self.breaker.failed(str(fault))
            raise
        self.breaker.succeeded()
        return sound

    def close(self) -> None:
        """Hold nothing, free nothing."""


def _fetch(form: str) -> bytes:
    # Imported here: it brings a whole HTTP library, and few sites ever switch it on.
    from gtts import gTTS
    from gtts.tts import gTTSError

    buffer = io.BytesIO()  # save() would leave an empty file behind when it fails
    try:
        gTTS(form, lang=_LANGUAGE, lang_check=False, timeout=_TIMEOUT_SECONDS).write_to_fp(buffer)
    except (gTTSError, OSError, ValueError, AssertionError, UnicodeError) as error:
        # The message could quote the sentence; its kind is enough.
        raise EngineFault(f"gTTS: {type(error).__name__}") from error
    sound = mp3.without_id3(buffer.getvalue())
    try:
        if not mp3.frames(sound):
            raise EngineFault("gTTS sent nothing")
    except mp3.Mp3Fault as error:
        raise EngineFault(f"gTTS sent no usable MP3: {error}") from error
    return sound
