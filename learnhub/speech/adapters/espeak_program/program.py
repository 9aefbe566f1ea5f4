# learnhub's espeak program: speaks pinyin and English with eSpeak NG.
# Copyright (C) 2026 the learnhub authors
#
# This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
# License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later
# version. It is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied
# warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details:
# <https://www.gnu.org/licenses/>.
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speak with eSpeak NG: one JSON request a line on standard input, one JSON answer a line on standard output.

request: {"rate": words a minute, "parts": [{"voice": "cmn-latn-pinyin+f3", "text": "ni2 hao3,"}, …]}
answer:  {"sample_rate": 22050, "pcm": base64 of signed 16-bit little-endian mono, "words": [[part, offset in its text, sample], …]}
         or {"fault": "…"}
request: {"ipa": English words, "voice": "en-us"}   answer: {"ipa": "…"}

A program of its own, run as a separate process, because eSpeak NG is under the GPL and not thread-safe. It imports
nothing of learnhub, and learnhub imports nothing of it.
"""

import base64
import ctypes
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import espeakng_loader

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_CHARS_UTF8 = 0x01
_PHONEMES = 0x100  # [[…]] in the text holds phonemes
_END_PAUSE = 0x1000
_POSITION_CHARACTER = 1
_RATE = 1
_IPA = 0x02
_PARTS_MAX, _CHARACTERS_MAX = 200, 20_000
_BUFFER_MS = 60

_EVENT_END, _EVENT_WORD = 0, 1


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h. text_position counts from 1; sample from the beginning of the part."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Voice:
    """The library, loaded once."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data_path = espeakng_loader.get_data_path().encode()
        self.sample_rate: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MS, data_path, 0
        )
        if self.sample_rate <= 0:
            raise RuntimeError("eSpeak NG did not start")
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._pcm = bytearray()
        self._words: list[tuple[int, int, int]] = []
        self._part, self._part_begins = 0, 0
        self._callback = _Callback(self._take)  # kept: the library calls it later
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(
        self, parts: Sequence[Mapping[str, str]], rate: int
    ) -> tuple[bytes, list[tuple[int, int, int]]]:
        """Return the samples of all parts, spoken one after another, and where each word begins: part, offset in its text, sample."""
        self._pcm.clear()
        self._words = []
        for number, part in enumerate(parts):
            self._part, self._part_begins = number, len(self._pcm) // 2
            self._choose(part["voice"])
            self._library.espeak_SetParameter(_RATE, rate, 0)
            text = part["text"].encode()
            flags = _CHARS_UTF8 | _PHONEMES
            fault = self._library.espeak_Synth(
                text, ctypes.c_size_t(len(text) + 1), 0, _POSITION_CHARACTER, 0, flags, None, None
            )
            if fault or self._library.espeak_Synchronize():
                raise RuntimeError(f"eSpeak NG refused a part ({fault})")
        return bytes(self._pcm), self._words

    def ipa(self, text: str, voice: str) -> str:
        """Return the phonemes of a text in IPA, clauses joined by spaces."""
        self._choose(voice)
        rest = ctypes.c_char_p(text.encode())
        said: list[str] = []
        while rest.value:  # each call takes one clause and moves the pointer on
            phonemes = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, _IPA)
            said.append((phonemes or b"").decode())
        return " ".join(said)

    def _choose(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"no voice {voice}")

    def _take(self, samples: Any, count: int, events: Any) -> int:
        index = 0
        while events and events[index].type != _EVENT_END:
            event = events[index]
            if event.type == _EVENT_WORD:
                self._words.append((self._part, event.text_position - 1, self._part_begins + event.sample))
            index += 1
        if samples and count > 0:
            self._pcm += ctypes.string_at(samples, count * 2)
        return 0


def answer(voice: Voice, line: str) -> dict[str, object]:
    """Answer one request; a bad one is answered with its fault."""
    try:
        request = json.loads(line)
        if "ipa" in request:
            return {"ipa": voice.ipa(request["ipa"][:_CHARACTERS_MAX], request["voice"])}
        parts = request["parts"]
        if len(parts) > _PARTS_MAX or sum(len(part["text"]) for part in parts) > _CHARACTERS_MAX:
            raise ValueError("request too long")
        pcm, words = voice.speak(parts, int(request["rate"]))
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        return {"fault": f"{type(error).__name__}: {error}"}
    return {"sample_rate": voice.sample_rate, "pcm": base64.b64encode(pcm).decode(), "words": words}


def main() -> None:
    """Answer requests until standard input ends."""
    voice = Voice()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(voice, line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
