"""The engines of one site, in the order in which they are asked."""

from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.adapters.gtts import GoogleSpeech
from learnhub.speech.adapters.kokoro import Kokoro, is_installed
from learnhub.speech.rules import Engine


def engines_of(settings: Settings) -> tuple[Engine, ...]:
    """Return natural (where installed), built-in, and Google's where an administrator has switched it on.

    Make them once in a process: each native one keeps a program beside it, which starts with its first sentence.
    """
    espeak = Espeak()
    natural: tuple[Engine, ...] = (Kokoro(espeak.phonemes),) if is_installed() else ()
    google: tuple[Engine, ...] = (GoogleSpeech(),) if settings.google_speech else ()
    return (*natural, espeak, *google)
