"""Fork a writer from a test and kill it in the midst of its work: a kill costs milliseconds so."""

import itertools
import os
import signal
from collections.abc import Callable, Iterator


def killed_after(write: Callable[[int], None], lines: int, *, delay: Callable[[], None]) -> list[str]:
    """Fork a writer, wait until it has told so many lines, then for the delay, and kill it; return all whole lines that it told.

    write: writes for ever, in the child, and tells each thing that it has committed as a line into the pipe that it is given.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover  it is killed before it could tell what it covered
        os.close(reading)
        try:
            write(writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        found = [line.strip() for line in itertools.islice(_whole(told), lines)]
        delay()
        os.kill(child, signal.SIGKILL)
        found += [line.strip() for line in _whole(told)]
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    return found


def _whole(lines: Iterator[str]) -> Iterator[str]:
    return (line for line in lines if line.endswith("\n"))
