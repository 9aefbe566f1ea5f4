"""What a program of ours binds itself to before it begins: to end with whoever started it, and to stay within limits.

Each function returns what `subprocess.Popen(preexec_fn=…)` takes. Everything that could go wrong after the fork is done before it.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

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
