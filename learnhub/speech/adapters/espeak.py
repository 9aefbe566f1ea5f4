"""The built-in voice (基础机器音): our pinyin, spoken by eSpeak NG in its own program."""

import base64
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from learnhub.language.english import english_words
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.program import Program
from learnhub.speech.rules import EngineFault, Saying

MANDARIN = "cmn-latn-pinyin+f3"
ENGLISH = "en-us+f3"
RATE = 130  # words a minute: slow enough to be understood, measured with an ASR judge (FACTS, "Speech")
_TIMEOUT_SECONDS = 20
_PROGRAM = Path(__file__).with_name("espeak_program") / "program.py"
# The pinyin voice reads these as English letters, so they are given as its phonemes, tones as pitch levels.
_PHONEMES = {"xiong": "S;'ong", "qiong": "tS;h'ong", "jiong": "tS;'ong"}
_LEVELS = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
_INTERJECTIONS = {"m": "mu", "n": "en", "ng": "en", "hm": "hen", "hng": "heng"}  # not known to the voice
_PAUSE = {"，": ",", "、": ",", "：": ",", "；": ",", "。": ".", "！": ".", "？": "?", "…": "."}
_PIECE = re.compile(r" (?:\[\[)?([^ \[])")
_LATIN = re.compile(r"[A-Za-z]+(?:[ '-]?[A-Za-z]+)*")


class Espeak:
    """eSpeak NG with its Mandarin pinyin voice; English words by its English voice."""

    name = "espeak"
    voice = f"{MANDARIN} {RATE}"

    def __init__(self, program: Program | None = None) -> None:
        """Make the engine; the program starts with the first sentence."""
        self._ipa: dict[str, str] = {}
        # -I: the program sees neither our folder nor the environment's modules
        self._program = program or Program(
            [sys.executable, "-I", str(_PROGRAM)], timeout_seconds=_TIMEOUT_SECONDS
        )

    def form(self, saying: Saying) -> str:
        """Return the parts for the program as JSON: pinyin by word, and Latin words."""
        return json.dumps(parts(saying), ensure_ascii=False)

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        """Return MP3 frames; raises EngineFault."""
        return mp3.encode(*self.sound(form), bit_rate_kbps)

    def sound(self, form: str) -> tuple[bytes, int]:
        """Return 16-bit mono samples and their rate; raises EngineFault. Its noise is random: two sounds of a form may differ by a frame."""
        answer = self._program.ask({"rate": RATE, "parts": json.loads(form)})
        pcm = base64.b64decode(answer["pcm"])
        if not pcm:
            raise EngineFault("espeak gave no sound")
        return pcm, int(answer["sample_rate"])

    def pieces(self, saying: Saying) -> tuple[int, ...]:
        """Return where in the spoken text each piece begins that marks tells of: a syllable, or a run of Latin words."""
        return tuple(position for position, voice, _text in _pieces(saying) if voice)

    def marks(self, form: str) -> tuple[int, ...]:
        """Return when each piece is heard in the sound of this form, in milliseconds; empty when some aren't told. Raises EngineFault.

        The voice speaks once more for it, which takes milliseconds: its noise is random, its times are not.
        """
        answer = self._program.ask({"rate": RATE, "parts": json.loads(form)})
        pcm, rate = base64.b64decode(answer["pcm"]), int(answer["sample_rate"])
        heard = {(part, offset): sample for part, offset, sample in answer["words"]}
        found = [
            heard.get((number, offset))
            for number, part in enumerate(json.loads(form))
            for offset in _offsets(part)
        ]
        told = [sample for sample in found if sample is not None]
        return mp3.heard_at_ms(pcm, rate, told) if len(told) == len(found) else ()

    def phonemes(self, english: str) -> str:
        """Return English words as IPA, for engines that need it; raises EngineFault."""
        words = english_words(english)
        if words not in self._ipa:
            self._ipa[words] = str(self._program.ask({"ipa": words, "voice": "en-us"})["ipa"])
        return self._ipa[words]

    def close(self) -> None:
        """End the program."""
        self._program.close()


def parts(saying: Saying) -> list[dict[str, str]]:
    """Return what each voice says, in order: {"voice": …, "text": …}; no digit but tone numbers, no hanzi."""
    found: list[dict[str, str]] = []
    for _position, voice, text in _pieces(saying):
        if voice == MANDARIN:
            _say(found, " " + text)
        elif voice:
            found.append({"voice": voice, "text": text})
        elif found:
            found[-1]["text"] += text  # a pause belongs to what was said before it
    return found


def _pieces(saying: Saying) -> Iterator[tuple[int, str, str]]:
    """Yield (offset in the spoken text, voice, what it says): syllables, runs of Latin words, and pauses, which have no voice."""
    at = {syllable.start: syllable for syllable in saying.syllables}
    text = saying.spoken.text
    position = 0
    while position < len(text):
        latin = _LATIN.match(text, position)
        if latin:
            yield position, ENGLISH, english_words(latin[0])
            position = latin.end()
            continue
        syllable = at.get(position)
        if syllable and syllable.spoken:
            yield position, MANDARIN, _syllable(syllable.spoken)
        elif text[position] in _PAUSE:
            yield position, "", _PAUSE[text[position]]
        position += 1


def _offsets(part: Mapping[str, str]) -> list[int]:
    """Return where the program tells the beginnings of a part's pieces: behind the brackets of one that is given as phonemes."""
    if part["voice"] != MANDARIN:
        return [0]
    return [found.start(1) for found in _PIECE.finditer(part["text"])]


def _syllable(pinyin: str) -> str:
    base, tone = pinyin[:-1], pinyin[-1]
    if base in _PHONEMES:
        return f"[[{_PHONEMES[base]}{_LEVELS[tone]}]]"
    return _INTERJECTIONS.get(base, base) + tone


def _say(found: list[dict[str, str]], piece: str) -> None:
    if not found or found[-1]["voice"] != MANDARIN:
        found.append({"voice": MANDARIN, "text": ""})
    found[-1]["text"] += piece
