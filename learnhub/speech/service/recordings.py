"""Make of a sound file what a lesson keeps as its recording: MP3 of the house's kind, and the times of its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnhub.primitives import Refusal
from learnhub.speech.adapters import cue_file, mp3
from learnhub.speech.rules import RECORDING, Cue

_RECORDING_KBPS = 48  # a person's voice is worth more than a machine's


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording as it is kept: MP3, mono, 24 kHz."""

    sound: bytes
    duration_ms: int


def recorded(path: Path, *, is_wave: bool) -> Recorded | None:
    """Return a recording as it is kept; None where the file is of another kind.

    path: a WAV file of 16-bit mono, encoded anew; or an MP3, taken as it is when it is of the kind that is kept.
    """
    try:
        sound = mp3.encode_wave(path, _RECORDING_KBPS) if is_wave else mp3.without_id3(path.read_bytes())
        return Recorded(sound, mp3.duration_ms(sound)) if sound else None
    except mp3.Mp3Fault:
        return None


def write_recorded_cues(text_hash: str, cues: Sequence[Cue], *, are_times_guessed: bool) -> str:
    """Return the cue file of a person's recording of the text with this hash. cues: sorted, each id names a sentence."""
    return cue_file.write(cue_file.CueFile(text_hash, RECORDING, "", tuple(cues), are_times_guessed))


def read_recorded(cue_text: str, *, name: str) -> cue_file.CueFile | Refusal:
    """Return what the cue file of a recording says. name: how the file is called in a sentence."""
    try:
        return cue_file.read(cue_text, name=name)
    except cue_file.CueFileError as error:
        return Refusal("cue-file-broken", str(error))


def recorded_ms(sound: bytes) -> int | None:
    """Return how long a recording that is kept sounds, milliseconds; None for what is no MP3 of that kind."""
    try:
        return mp3.duration_ms(mp3.without_id3(sound))
    except mp3.Mp3Fault:
        return None
