"""A file read at places, never as a whole, and never beyond its end."""

import os
from pathlib import Path
from typing import BinaryIO


class Truncated(ValueError):
    """The file ends before what it says it holds."""


class TooMuch(ValueError):
    """The file holds more parts than any real recording does."""


class Source:
    """Bytes of a file by position. Reads are counted, so that no hostile file is read for ever."""

    def __init__(self, file: BinaryIO, *, reads_max: int = 400_000) -> None:
        self._file = file
        self._reads_left = reads_max
        self.size = file.seek(0, os.SEEK_END)

    def read(self, position: int, count: int) -> bytes:
        """Return count bytes; Truncated when the file has fewer there, TooMuch when it was read too often."""
        self._reads_left -= 1
        if self._reads_left < 0:
            raise TooMuch("reads")
        if position < 0 or count < 0 or position + count > self.size:
            raise Truncated(position)
        self._file.seek(position)
        found = self._file.read(count)
        if len(found) != count:
            raise Truncated(position)
        return found

    def head(self, count: int) -> bytes:
        """Return the first bytes, fewer where the file is shorter."""
        return self.read(0, min(count, self.size))


def open_source(path: Path) -> BinaryIO:
    """Open a file for a Source; the buffer is small because positions jump."""
    return path.open("rb", buffering=8192)
