"""Google's voice through gTTS: off until an administrator switches it on, for it sends lesson text abroad."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gtts import gTTS
from gtts.tts import gTTSError

from learnhub.speech.adapters import mp3
from learnhub.speech.rules import EngineFault, Saying

_LANGUAGE = "zh-CN"  # "cmn" raises ValueError in gTTS 2.5.4
_TIMEOUT_SECONDS = (3, 10)  # to connect, to read; its default waits for ever on a silent network
_FAULTS_MAX = 3
_REST_SECONDS, _REST_SECONDS_MAX = 600, 6 * 3600


@dataclass
class Breaker:
    """Stop asking a service that keeps failing: after 3 faults it rests 10 minutes, each time twice as long, to 6 hours.

    clock: seconds that only go forward.
    """

    clock: Callable[[], float] = time.monotonic
    faults: int = 0
    rest_seconds: float = field(default=_REST_SECONDS)
    rests_until: float = 0.0

    @property
    def is_open(self) -> bool:
        """Tell whether the service rests now."""
        return self.clock() < self.rests_until

    def failed(self) -> None:
        """Count a fault; the one after a rest opens the breaker again at once."""
        self.faults += 1
        if self.faults >= _FAULTS_MAX:
            self.rests_until = self.clock() + self.rest_seconds
            self.rest_seconds = min(2 * self.rest_seconds, _REST_SECONDS_MAX)
            self.faults = _FAULTS_MAX - 1

    def succeeded(self) -> None:
        """Forget earlier faults."""
        self.faults, self.rest_seconds, self.rests_until = 0, _REST_SECONDS, 0.0


class GoogleSpeech:
    """gTTS, one sentence a call. Its MP3 has the bit rate that Google gives it."""

    name = "gtts"
    voice = _LANGUAGE

    def __init__(self, breaker: Breaker | None = None) -> None:
        """Make the engine; nothing is sent before the first sentence."""
        self.breaker = breaker or Breaker()

    def form(self, saying: Saying) -> str:
        """Return the spoken text."""
        return saying.spoken.text

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        """Return MP3 frames; raises EngineFault, also while the service rests after repeated faults."""
        if self.breaker.is_open:
            raise EngineFault("gTTS rests after repeated faults")
        try:
            sound = _fetch(form)
        except EngineFault:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return sound

    def close(self) -> None:
        """Hold nothing, free nothing."""


def _fetch(form: str) -> bytes:
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
