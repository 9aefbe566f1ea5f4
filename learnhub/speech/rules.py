"""What is spoken, where it is kept, and in which order engines are asked."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from learnhub.language import Lexicon, Spoken, Syllable, spoken_form, syllables, words
from learnhub.primitives import say

SAMPLE_RATE = 24_000  # of everything that is kept, so that any two sentences can be joined
FRAME_MS = 24  # an MPEG-2 layer III frame of 576 samples at 24 kHz
BIT_RATES_KBPS = (24, 48)
SENTENCE_CHARACTERS_MAX = 1_000
SENTENCES_MAX = 2_000
# A service that keeps failing is left alone: after so many faults for so long, each time twice as long.
FAULTS_MAX = 3
REST_SECONDS, REST_SECONDS_MAX = 600, 6 * 3600

RECORDING = "recording"
# Best first: a person's recording, the neural voice, Google's, the built-in one.
ENGINE_RANK = (RECORDING, "kokoro", "gtts", "espeak")
# How a voice is called wherever it is offered.
VOICE_WORDS = {
    RECORDING: say("真人录音"),
    "kokoro": say("自然机器音"),
    "gtts": say("谷歌机器音"),
    "espeak": say("基础机器音"),
}


# The natural voice is kept at both rates: one synthesis serves both, and a second one would cost minutes of a core. A
# listener hears nothing more of the built-in voice at 48 (decision 0005).
_RATES_KEPT = {"kokoro": BIT_RATES_KBPS}
_RATES_USUAL = (24,)


def rates_kept(engine: str) -> tuple[int, ...]:
    """Return the bit rates at which an engine's audio is made, the usual one first."""
    return _RATES_KEPT.get(engine, _RATES_USUAL)


@dataclass(frozen=True)
class SpokenSentence:
    """One sentence to be spoken.

    id: names the sentence in the lesson's HTML and in cues; unique within its text.
    text: as shown; what is said is worked out from it.
    pause_ms: silence after it beyond the usual, for headings and ends of sections.
    """

    id: str
    text: str
    pause_ms: int = 0


@dataclass(frozen=True)
class Saying:
    """A sentence as an engine needs it.

    spoken: the text that is said. syllables: its hanzi, with offsets into spoken.text.
    """

    spoken: Spoken
    syllables: tuple[Syllable, ...]

    @property
    def is_silent(self) -> bool:
        """Tell whether there is nothing to say: a line of dashes, a lone emoji."""
        return not any(character.isalpha() for character in self.spoken.text)


@dataclass(frozen=True)
class Cue:
    """When a sentence is heard: milliseconds from the beginning; text as shown.

    words: (offset in text, milliseconds) of each word, sorted by both; empty where the engine doesn't tell.
    """

    sentence_id: str
    start_ms: int
    end_ms: int
    text: str
    words: tuple[tuple[int, int], ...] = ()


class EngineFault(Exception):
    """An engine could not speak this time; the next one is asked."""


class Engine(Protocol):
    """Something that speaks. Its `form` of a saying is all that decides how it sounds."""

    @property
    def name(self) -> str:
        """espeak, kokoro, gtts."""

    @property
    def voice(self) -> str:
        """The voice and how fast it speaks; another one sounds different."""

    def form(self, saying: Saying) -> str:
        """Return exactly what the engine will be given."""

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        """Return MP3 frames, mono, 24 kHz; raises EngineFault."""

    def close(self) -> None:
        """Free what the engine holds; it starts again when asked to speak."""


@runtime_checkable
class TellsWords(Protocol):
    """An engine that tells when each piece of what it says is heard."""

    def pieces(self, saying: Saying) -> tuple[int, ...]:
        """Return where in the spoken text each piece begins: a syllable, a foreign word."""

    def marks(self, form: str) -> tuple[int, ...]:
        """Return when each piece is heard in the sound of a form, in milliseconds; empty when it can't tell. Raises EngineFault."""


def word_starts(
    text: str, saying: Saying, pieces: Sequence[int], marks: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """Return the words of a shown sentence that are heard: (offset in text, milliseconds), sorted by both.

    saying: what is said for the text. pieces, marks: as the engine tells them; empty when they don't belong together.
    """
    if len(pieces) != len(marks):
        return ()
    heard: dict[int, int] = {}
    for piece, mark in zip(pieces, marks, strict=True):
        heard.setdefault(saying.spoken.origins[piece].start, mark)
    found: list[tuple[int, int]] = []
    position = 0
    for word in words(text):
        own = [heard[at] for at in range(position, position + len(word)) if at in heard]
        if own and (not found or min(own) > found[-1][1]):
            # 打开 Excel 2019: a number takes the blank before it along.
            found.append((position + len(word) - len(word.lstrip()), min(own)))
        position += len(word)
    return tuple(found)


def saying_of(text: str, lexicon: Lexicon) -> Saying:
    """Work out what is said for a shown sentence."""
    spoken = spoken_form(text[:SENTENCE_CHARACTERS_MAX])
    return Saying(spoken, tuple(syllables(spoken.text, lexicon)))


def utterance_address(engine: Engine, form: str, bit_rate_kbps: int) -> str:
    """Return where an utterance is kept: the hash of all that decides how it sounds.

    The form holds the spoken text or its syllables, so a reading that applies changes the address, and one that
    doesn't apply leaves it.
    """
    parts = [engine.name, engine.voice, bit_rate_kbps, form]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def cues_of(sentences: Sequence[SpokenSentence], durations_ms: Sequence[int]) -> list[Cue]:
    """Lay sentences end to end; those without sound (0 ms) have no cue.

    durations_ms: for each sentence, its sound with the pause after it.
    """
    cues: list[Cue] = []
    start = 0
    for sentence, duration in zip(sentences, durations_ms, strict=True):
        if duration:
            cues.append(Cue(sentence.id, start, start + duration, sentence.text))
        start += duration
    return cues


def rank(engine: str) -> int:
    """Return how early an engine's sound is preferred: 0 is best, unknown ones come last."""
    return ENGINE_RANK.index(engine) if engine in ENGINE_RANK else len(ENGINE_RANK)
