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


def engines_of(
    settings: Settings, *, natural_voice: str = "zm_yunxi", is_google_on: bool = False
) -> tuple[Engine, ...]:
    """Return natural (where installed), built-in, and Google's where an administrator has switched it on.

    natural_voice: zm_yunxi or zf_xiaoxiao; ValueError for another. is_google_on: as an administrator has chosen on the page.
    Make them once in a process: each native one keeps a program beside it, which starts with its first sentence.
    """
    espeak = Espeak()
    natural: tuple[Engine, ...] = (
        (Kokoro(espeak.phonemes, natural_voice),) if settings.voices == "natural" and is_installed() else ()
    )
    if not (settings.google_speech or is_google_on):
        return (*natural, espeak)
    from learnhub.speech.adapters.gtts import (
        GoogleSpeech,
    )  # its HTTP library is loaded only where it is wanted

    return (*natural, espeak, GoogleSpeech())
