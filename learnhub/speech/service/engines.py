"""The engines of one site, in the order in which they are asked."""

from functools import cache

from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.adapters.kokoro import Kokoro, is_installed
from learnhub.speech.rules import Engine


@cache
def local_voice() -> Engine:
    """Return the built-in voice of this process: for pages, and for words that must not leave the machine.

    Its program starts with the first sentence and ends with the process; threads wait for each other.
    """
    return Espeak()


def engines_of(settings: Settings, *, natural_voice: str = "zm_yunxi") -> tuple[Engine, ...]:
    """Return natural (where installed), built-in, and Google's where an administrator has switched it on.

    natural_voice: zm_yunxi or zf_xiaoxiao; ValueError for another.
    Make them once in a process: each native one keeps a program beside it, which starts with its first sentence.
    """
    espeak = Espeak()
    natural: tuple[Engine, ...] = (Kokoro(espeak.phonemes, natural_voice),) if is_installed() else ()
    if not settings.google_speech:
        return (*natural, espeak)
    from learnhub.speech.adapters.gtts import (
        GoogleSpeech,
    )  # its HTTP library is loaded only where it is wanted

    return (*natural, espeak, GoogleSpeech())
