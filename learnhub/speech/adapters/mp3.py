"""MP3 by lameenc: each sentence encoded on its own, so that files of sentences can be joined frame by frame."""

import array
import sys
import wave
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import lameenc

from learnhub.speech.rules import BIT_RATES_KBPS, FRAME_MS, SAMPLE_RATE

_QUALITY, _QUALITY_BEST = 5, 2  # best takes half as long again, which a formant voice isn't worth
_SILENCE = 300  # of 32767: quieter than this is no speech
_LEAD_MS, _TAIL_MS = 30, 220
# What is encoded is heard so much later: 576 samples of the encoder, 529 of every decoder, at 24 kHz (LAME's tech FAQ).
_CODEC_MS = 46
# MPEG-2 layer III
_BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = (22_050, 24_000, 16_000)


class Mp3Fault(ValueError):
    """Bytes that are no MP3 of the kind that is kept: mono, 24 kHz."""


def encode(pcm: bytes, sample_rate: int, bit_rate_kbps: int, *, is_natural: bool = False) -> bytes:
    """Return speech as MP3 frames, mono at 24 kHz, its silence trimmed to a breath before and after.

    pcm: signed 16-bit little-endian mono at any sample rate.
    bit_rate_kbps: 24 or 48. is_natural: worth the encoder's best effort.
    """
    encoder = _encoder(sample_rate, bit_rate_kbps, _QUALITY_BEST if is_natural else _QUALITY)
    return _without_tag(bytes(encoder.encode(_trim(pcm, sample_rate))) + bytes(encoder.flush()))


def encode_wave(path: Path, bit_rate_kbps: int) -> bytes:
    """Return a whole recording as MP3 frames, mono at 24 kHz, nothing trimmed; read a second at a time.

    path: WAV, 16-bit mono at any sample rate. Raises Mp3Fault for anything else.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise Mp3Fault("not 16-bit mono")
            encoder = _encoder(file.getframerate(), bit_rate_kbps, _QUALITY)
            parts = []
            while piece := file.readframes(file.getframerate()):
                parts.append(bytes(encoder.encode(piece)))
    except (wave.Error, EOFError) as error:
        raise Mp3Fault("no WAV file") from error
    return _without_tag(b"".join(parts) + bytes(encoder.flush()))


def heard_at_ms(pcm: bytes, sample_rate: int, samples: Sequence[int]) -> tuple[int, ...]:
    """Return when these samples of what was given to encode are heard in its sound, in milliseconds; at the earliest 0."""
    start = _bounds(_samples(pcm), sample_rate)[0]
    return tuple(max((sample - start) * 1000 // sample_rate + _CODEC_MS, 0) for sample in samples)


@cache
def silence(duration_ms: int, bit_rate_kbps: int) -> bytes:
    """Return frames of silence, rounded up to whole frames of 24 ms; b"" for 0."""
    if duration_ms <= 0:
        return b""
    frame_count = -(-duration_ms // FRAME_MS)
    encoder = _encoder(SAMPLE_RATE, bit_rate_kbps, _QUALITY)
    encoded = encoder.encode(bytes(2 * SAMPLE_RATE * FRAME_MS // 1000 * (frame_count + 4)))
    return b"".join(frames(_without_tag(bytes(encoded) + bytes(encoder.flush())))[:frame_count])


def frames(mp3: bytes) -> list[bytes]:
    """Return the frames of an MP3 in order.

    Raises Mp3Fault for anything but whole mono frames at 24 kHz.
    """
    found: list[bytes] = []
    position = 0
    while position < len(mp3):
        size = _frame_bytes(mp3[position : position + 4])
        if position + size > len(mp3):
            raise Mp3Fault("the last frame is cut short")
        found.append(mp3[position : position + size])
        position += size
    return found


def duration_ms(mp3: bytes) -> int:
    """Return how long an MP3 sounds, counted from its frames: exact, 24 ms each."""
    return len(frames(mp3)) * FRAME_MS


def join(parts: Sequence[bytes]) -> bytes:
    """Return one MP3 of several; every part begins with a frame that needs no earlier one."""
    return b"".join(parts)


def without_id3(mp3: bytes) -> bytes:
    """Return the frames of an MP3 file without ID3 tags, as other programs write them."""
    if mp3[:3] == b"ID3" and len(mp3) > 10:
        size = (mp3[6] & 0x7F) << 21 | (mp3[7] & 0x7F) << 14 | (mp3[8] & 0x7F) << 7 | mp3[9] & 0x7F
        mp3 = mp3[10 + size :]
    if mp3[-128:-125] == b"TAG":
        mp3 = mp3[:-128]
    return mp3


def _encoder(sample_rate: int, bit_rate_kbps: int, quality: int) -> lameenc.Encoder:
    if bit_rate_kbps not in BIT_RATES_KBPS:
        raise ValueError(f"bit rate must be one of {BIT_RATES_KBPS}")
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_bit_rate(bit_rate_kbps)
    encoder.set_in_sample_rate(sample_rate)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_quality(quality)
    return encoder


def _frame_bytes(header: bytes) -> int:
    # 11 sync bits, MPEG-2, layer III; then bit rate, sample rate, padding; then mono
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xFE != 0xF2:
        raise Mp3Fault("no MPEG-2 layer III frame")
    rate_index, sample_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if not 0 < rate_index < 15 or sample_index == 3 or _SAMPLE_RATES[sample_index] != SAMPLE_RATE:
        raise Mp3Fault("not 24 kHz")
    if header[3] >> 6 != 3:
        raise Mp3Fault("not mono")
    return 72_000 * _BIT_RATES[rate_index] // SAMPLE_RATE + padding


def _without_tag(mp3: bytes) -> bytes:
    """Drop the Xing/Info frame, which describes a whole file and would lie about a joined one."""
    first = mp3[: _frame_bytes(mp3[:4])]
    return mp3[len(first) :] if b"Info" in first[:64] or b"Xing" in first[:64] else mp3


def _samples(pcm: bytes) -> "array.array[int]":
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _bounds(samples: "array.array[int]", sample_rate: int) -> tuple[int, int]:
    """Return the samples from which and up to which a sound is kept; all of it where nothing is loud enough for speech."""
    first = next((index for index, sample in enumerate(samples) if abs(sample) > _SILENCE), None)
    if first is None:
        return 0, len(samples)
    last = next(index for index in range(len(samples) - 1, -1, -1) if abs(samples[index]) > _SILENCE)
    lead, tail = sample_rate * _LEAD_MS // 1000, sample_rate * _TAIL_MS // 1000
    return max(0, first - lead), last + 1 + tail


def _trim(pcm: bytes, sample_rate: int) -> bytes:
    samples = _samples(pcm)
    start, end = _bounds(samples, sample_rate)
    return pcm[2 * start : 2 * end] + bytes(2 * max(0, end - len(samples)))
