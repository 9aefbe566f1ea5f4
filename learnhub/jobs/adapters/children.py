"""What a program of ours binds itself to before it begins: to end with whoever started it, and to stay within limits.

`ending_with_parent` and `within` return what `subprocess.Popen(preexec_fn=…)` takes. Everything that could go wrong after the fork is
done before it.
"""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from learnhub.settings import PROJECT_DIR

OUT_OF_TIME = -signal.SIGXCPU
_PR_SET_PDEATHSIG = 1
_LAST_SECONDS = 5  # between the signal that ends a program politely and the one that can't be refused


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may take. niceness: added to ours. cpu_seconds: of all its threads together. file_bytes: of one file."""

    niceness: int
    memory_bytes: int
    cpu_seconds: int
    file_bytes: int


def ending_with_parent(how: signal.Signals = signal.SIGTERM, niceness: int = 0) -> Callable[[], None]:
    """End with the process that starts it, by this signal; on systems other than Linux it is left to itself."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, how)
            if os.getppid() != parent:  # killed between fork and here
                os._exit(1)
        os.nice(niceness)

    return before


def within(limits: Limits) -> Callable[[], None]:
    """End with the process that starts it, without notice, and never take more than this; no core is left of it."""
    bound = ending_with_parent(signal.SIGKILL, limits.niceness)

    def before() -> None:
        bound()
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + _LAST_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return before


def run_within(module: str, folder: Path, limits: Limits, *, wall_seconds: int) -> int:
    """Run a module of ours on a folder, silently, and return its exit code: OUT_OF_TIME where it took too long, below 0 by a signal.

    Whatever it started ends with it.
    """
    started = subprocess.Popen(  # noqa: S603  our own program, without a shell
        [sys.executable, "-m", module, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT_DIR,
        env=bare_environment(),
        preexec_fn=within(limits),
        start_new_session=True,
    )
    try:
        return started.wait(wall_seconds)
    except subprocess.TimeoutExpired:
        return OUT_OF_TIME
    finally:
        if started.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def bare_environment() -> dict[str, str]:
    """Return all that a program which reads strangers' files is told of ours: no key, no address of a database."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT_DIR)}
