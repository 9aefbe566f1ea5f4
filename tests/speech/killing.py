"""Kill a program while it is at work."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def killed_in_the_middle(
    ask: Callable[[], Answer], process_id: int, *, patience_seconds: float = 60
) -> Answer:
    """Kill a process with SIGKILL after a request has reached it and before it can answer; return the answer all the same.

    The process is stopped first, so that it is certain to be in the middle.
    """
    answers: list[Answer] = []
    os.kill(process_id, signal.SIGSTOP)
    asking = threading.Thread(target=lambda: answers.append(ask()))
    asking.start()
    time.sleep(0.3)
    assert not answers, "it answered before it was killed"
    os.kill(process_id, signal.SIGKILL)
    asking.join(patience_seconds)
    assert answers, "no answer came"
    return answers[0]
