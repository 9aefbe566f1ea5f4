"""Files on their way: one for each upload, in a folder of the instance, lengthened piece by piece."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path


class PartFiles:
    """The folder of files that are on their way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, token: str) -> Path:
        """Return where the bytes of an upload lie. token: our own, letters, digits, - and _."""
        if not token.replace("-", "").replace("_", "").isalnum() or not token.isascii():
            raise ValueError("a token is made by us")
        return self.folder / f"{token}.part"

    @contextlib.contextmanager
    def alone(self, token: str) -> Iterator[None]:
        """Hold an upload: two pieces, or two ends, wait for each other in all processes. The kernel lets go when we die."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.path(token).with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def write(self, token: str, offset: int, piece: bytes) -> None:
        """Put a piece at its place, on the disk for good; what lay beyond was never acknowledged and is cut off."""
        handle = os.open(self.path(token), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if offset == 0:
            self._sync_folder()

    def remove(self, token: str) -> None:
        """Drop the bytes of an upload."""
        for path in (self.path(token), self.path(token).with_suffix(".lock")):
            path.unlink(missing_ok=True)

    def tokens(self) -> list[str]:
        """Return the uploads whose bytes are here."""
        return sorted({path.stem for path in self.folder.glob("*.part")}) if self.folder.exists() else []

    def is_older(self, token: str, instant: datetime) -> bool:
        """Tell whether nothing was added since an instant: an upload that is just beginning has no row to be found by yet."""
        try:
            return datetime.fromtimestamp(self.path(token).stat().st_mtime, UTC) < instant
        except FileNotFoundError:
            return False

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
