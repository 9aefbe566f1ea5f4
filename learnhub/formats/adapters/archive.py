"""Write zip files whose bytes depend on their content alone."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FIRST_INSTANT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_UNIX = 3
_READABLE_FILE = 0o100644 << 16
_COPIED_AT_ONCE = 1_000_000


class Archive:
    """A zip that is being written: the same files in the same order give the same bytes."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._target = target

    def add(self, name: str, content: str | bytes, *, is_stored: bool = False) -> None:
        """Add a file; a name in Chinese is marked as UTF-8. is_stored: as it is, not deflated."""
        told = content.encode() if isinstance(content, str) else content
        self._target.writestr(_entry(name, is_stored=is_stored), told)

    def add_sound(self, name: str, head: bytes, path: Path) -> None:
        """Add a file that can't be deflated further: some bytes, then those of a file, never whole in memory."""
        with self._target.open(_entry(name, is_stored=True), "w") as inside, path.open("rb") as sound:
            inside.write(head)
            shutil.copyfileobj(sound, inside, _COPIED_AT_ONCE)


@contextmanager
def new_archive(path: Path) -> Iterator[Archive]:
    """Write a zip file."""
    with zipfile.ZipFile(path, "w", compresslevel=9) as target:
        yield Archive(target)


def _entry(name: str, *, is_stored: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_INSTANT)
    entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _READABLE_FILE
    return entry
