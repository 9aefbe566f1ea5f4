"""What a long judge has made so far, kept in the folder that JUDGE_KEPT names: a stopped run goes on where it was."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path


def kept(key: bytes, make: Callable[[], bytes]) -> bytes:
    """Return what was made for this key, making it once; without JUDGE_KEPT nothing is kept.

    key: all that decides what is made.
    """
    folder = os.environ.get("JUDGE_KEPT")
    if not folder:
        return make()
    Path(folder).mkdir(parents=True, exist_ok=True)
    file = Path(folder) / hashlib.sha256(key).hexdigest()
    if not file.exists():
        unfinished = file.with_suffix(".new")  # a killed run leaves no half of a file
        unfinished.write_bytes(make())
        unfinished.rename(file)
    return file.read_bytes()
