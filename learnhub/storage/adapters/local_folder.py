"""Blobs in a local folder."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from learnhub.storage.rules import address_of, is_address


class LocalFolder:
    """Blobs as files, spread over 256 folders by the first two digits of the address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store bytes durably and return their address: written beside, synced, then renamed."""
        address = address_of(content)
        target = self._file(address)
        if _touched(target):
            return address
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
        return address

    def put_file(self, source: Path) -> str:
        """Store a local file by copying it piece by piece; synced, then renamed."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with source.open("rb") as file:
            address = hashlib.file_digest(file, "sha256").hexdigest()
            target = self._file(address)
            if _touched(target):
                return address
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
            file.seek(0)
            with os.fdopen(handle, "wb") as copy:
                shutil.copyfileobj(file, copy, 1024 * 1024)
                copy.flush()
                os.fsync(copy.fileno())
        Path(name).replace(target)
        return address

    def remove(self, address: str) -> None:
        """Erase a blob, if it is there."""
        if is_address(address):
            self._file(address).unlink(missing_ok=True)

    def untouched_since(self, instant: datetime) -> Iterator[tuple[str, int]]:
        """Yield address and bytes of the blobs that nobody has stored since an instant."""
        for file in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            with contextlib.suppress(FileNotFoundError):
                status = file.stat()
                if is_address(file.name) and status.st_mtime < instant.timestamp():
                    yield file.name, status.st_size

    def remove_untouched(self, address: str, instant: datetime) -> bool:
        """Erase a blob unless somebody has stored it since.

        It is taken aside before its age is looked at for the last time: whoever stores it later writes it anew, whoever did so before has
        made it young.
        """
        file = self._file(address)
        aside = file.with_name(f".old-{address}")
        try:
            file.rename(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_mtime >= instant.timestamp():
            aside.rename(file)
            return False
        aside.unlink()
        return True

    def get(self, address: str) -> bytes:
        """Return the bytes of a blob; KeyError when it isn't there."""
        return self.path(address).read_bytes()

    def path(self, address: str) -> Path:
        """Return the file of a blob; KeyError when it isn't there."""
        if not is_address(address) or not (file := self._file(address)).exists():
            raise KeyError(address)
        return file

    def __contains__(self, address: object) -> bool:
        return isinstance(address, str) and is_address(address) and self._file(address).exists()

    def _file(self, address: str) -> Path:
        return self.folder / address[:2] / address


def _touched(file: Path) -> bool:
    """Make a blob young again; False where it isn't there."""
    try:
        os.utime(file)
    except FileNotFoundError:
        return False
    return True
