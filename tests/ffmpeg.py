"""The ffmpeg of this machine: without it its tests are skipped with the way to get it, and fail in CI."""

import os

import pytest

from learnhub.media.adapters import ffmpeg


def program_or_skip() -> str:
    """Return the program's path."""
    path = ffmpeg.program()
    if path is None:
        told = "no ffmpeg: run `apt-get install ffmpeg` and then `make test` again"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return str(path)
