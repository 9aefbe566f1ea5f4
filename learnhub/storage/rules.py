"""What a blob is, and what every store of blobs can do."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

_ADDRESS = re.compile(r"[0-9a-f]{64}")


def address_of(content: bytes) -> str:
    """Return the address of a blob: the SHA-256 of its bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a blob."""
    return _ADDRESS.fullmatch(text) is not None


class BlobStore(Protocol):
    """A place for blobs. Storing the same bytes twice is one blob."""

    def put(self, content: bytes) -> str:
        """Store bytes durably and return their address; the age of those that were there begins anew."""

    def put_file(self, source: Path) -> str:
        """Store the bytes of a local file, which stays, without reading them into memory at once; return their address."""

    def get(self, address: str) -> bytes:
        """Return the bytes of a blob; KeyError when it isn't there."""

    def path(self, address: str) -> Path:
        """Return a local file with the bytes, to be read only; KeyError when it isn't there."""

    def remove(self, address: str) -> None:
        """Erase a blob, if it is there; the caller knows that nothing shows it."""

    def untouched_since(self, instant: datetime) -> Iterator[tuple[str, int]]:
        """Yield address and bytes of the blobs that nobody has stored since an instant."""

    def remove_untouched(self, address: str, instant: datetime) -> bool:
        """Erase a blob unless somebody has stored it since, even at this very moment; tell whether it was erased."""

    def __contains__(self, address: object) -> bool: ...
