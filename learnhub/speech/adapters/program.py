"""One worker process that answers JSON lines; restarted after a crash or a hang, so that neither loses anything."""

import contextlib
import json
import queue
import subprocess
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from learnhub.speech.rules import EngineFault

_ATTEMPTS = 2
_STOP_SECONDS = 5


class Program:
    """A program beside ours. One request at a time; threads wait for each other."""

    def __init__(
        self, command: Sequence[str], *, timeout_seconds: float, first_timeout_seconds: float = 60
    ) -> None:
        """Name the command; it is started by the first request.

        timeout_seconds: wall time for one answer. first_timeout_seconds: the same while it is still starting.
        """
        self._command = list(command)
        self._timeout_seconds = timeout_seconds
        self._first_timeout_seconds = first_timeout_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._end: Callable[[], object] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()

    def ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Return the answer to one request.

        A crash or a hang ends the process; the request is tried once more with a new one.
        Raises EngineFault when that fails too, and when the program answers with a fault.
        """
        with self._lock:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    answer = self._ask(json.dumps(request) + "\n")
                except (OSError, queue.Empty, ValueError) as error:
                    self._stop()
                    if attempt == _ATTEMPTS:
                        raise EngineFault(
                            f"{self._command[-1]}: {type(error).__name__} {error}".strip()
                        ) from error
                else:
                    if "fault" in answer:
                        raise EngineFault(str(answer["fault"]))
                    return answer
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    @property
    def process_id(self) -> int | None:
        """The id of the running process; None when there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def _ask(self, line: str) -> dict[str, Any]:
        timeout = self._timeout_seconds
        if self.process_id is None:
            self._stop()
            self._start()
            timeout += self._first_timeout_seconds
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(line)
        self._process.stdin.flush()
        answer = self._answers.get(timeout=timeout)
        if answer is None:
            raise OSError("the program ended")
        answered = json.loads(answer)
        if not isinstance(answered, dict):
            raise ValueError("no JSON object")
        return answered

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  a command of our own, without a shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        # Each process has a queue of its own: a late answer of a stopped one can't be taken for the next one's.
        self._answers = queue.Queue()
        assert self._process.stdout
        reader = threading.Thread(target=_read, args=(self._process.stdout, self._answers), daemon=True)
        reader.start()
        # Runs once: when it is stopped, when this object is forgotten, or when the interpreter ends.
        self._end = weakref.finalize(self, _end, self._process, reader)

    def _stop(self) -> None:
        self._process = None
        if self._end:
            self._end()


def _end(process: subprocess.Popen[str], reader: threading.Thread) -> None:
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    with contextlib.suppress(OSError):  # what it hadn't read yet can't be flushed
        if process.stdin:
            process.stdin.close()
    reader.join(_STOP_SECONDS)


def _read(stream: IO[str], answers: "queue.Queue[str | None]") -> None:
    try:
        with stream:
            for line in stream:
                answers.put(line)
    except (ValueError, OSError):
        pass  # a line that is no UTF-8 is as good as none
    finally:
        answers.put(None)
