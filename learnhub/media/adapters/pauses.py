"""Find where nobody speaks in a recording: by loudness alone, in pieces, so that an hour of it needs no more memory than a second."""

import array
import sys
import wave
from pathlib import Path

from learnhub.media.rules.facts import MediaFault

_FRAME_MS = 20
_PAUSE_MS_MIN = 160
# Quieter than this share of ordinary speech is a pause; rooms hum, so not zero.
_QUIET_SHARE = 12
_QUIET_LEAST = 60
_SPEECH_QUANTILE = 85


def pauses_in(path: Path) -> list[tuple[int, int]]:
    """Return the pauses of a WAV file as (start, end) in milliseconds, sorted. MediaFault for anything but 16-bit mono PCM."""
    peaks = _peaks(path)
    if not peaks:
        return []
    ordinary = sorted(peaks)[len(peaks) * _SPEECH_QUANTILE // 100]
    quiet = max(_QUIET_LEAST, ordinary // _QUIET_SHARE)
    found: list[tuple[int, int]] = []
    began: int | None = None
    for number, peak in enumerate([*peaks, quiet + 1]):
        if peak <= quiet and number < len(peaks):
            began = number if began is None else began
        elif began is not None:
            if (number - began) * _FRAME_MS >= _PAUSE_MS_MIN:
                found.append((began * _FRAME_MS, number * _FRAME_MS))
            began = None
    return found


def is_one_pause(path: Path) -> bool:
    """Tell whether a WAV file is nothing but a pause. MediaFault as for pauses_in."""
    return max(_peaks(path), default=0) <= _QUIET_LEAST


def _peaks(path: Path) -> list[int]:
    """Return the loudest sample of each frame of 20 ms."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise MediaFault("not 16-bit mono")
            samples_a_frame = file.getframerate() * _FRAME_MS // 1000
            peaks = []
            while piece := file.readframes(samples_a_frame):
                samples = array.array("h", piece[: len(piece) // 2 * 2])
                if sys.byteorder == "big":
                    samples.byteswap()
                peaks.append(max(max(samples, default=0), -min(samples, default=0)))
            return peaks
    except (wave.Error, EOFError) as error:
        raise MediaFault("no WAV file") from error
