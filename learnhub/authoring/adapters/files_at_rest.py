"""Files of a course that stay on the disk until somebody reads one: a whole course may be larger than a process should be."""

import hashlib
import io
import mmap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from learnhub.storage.rules import BlobStore, address_of

# The bytes of a file, or the local file that has them.
Source = bytes | Path
_PIECE_BYTES = 1024 * 1024


class FilesAtRest(Mapping[str, bytes]):
    """Files by path, each read from its place whenever it is asked for, and never kept.

    A file whose place was erased meanwhile (a signer took a video back) is no longer among them: KeyError, like any other that isn't there.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = dict(sources)

    def __getitem__(self, path: str) -> bytes:
        source = self.sources[path]
        if isinstance(source, bytes):
            return source
        try:
            return source.read_bytes()
        except FileNotFoundError as error:
            raise KeyError(path) from error

    def __contains__(self, path: object) -> bool:
        source = self.sources.get(path) if isinstance(path, str) else None
        return source is not None and (isinstance(source, bytes) or source.exists())

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.sources if path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def sources_of(files: Mapping[str, bytes]) -> Mapping[str, Source]:
    """Return where the bytes of files are, those at rest unread."""
    if isinstance(files, FilesAtRest):
        return {path: files.sources[path] for path in files}
    return files


def byte_count(source: Source) -> int:
    """Return how many bytes a file has, without reading it; 0 for one that is gone."""
    if isinstance(source, bytes):
        return len(source)
    return source.stat().st_size if source.exists() else 0


def source_of(files: Mapping[str, bytes], path: str) -> Source:
    """Return where the bytes of one file are; KeyError where there is no such file."""
    return files.sources[path] if isinstance(files, FilesAtRest) else files[path]


def size_of(files: Mapping[str, bytes], path: str) -> int:
    """Return how many bytes one file has, without reading it; KeyError where there is no such file."""
    return byte_count(source_of(files, path))


@contextmanager
def mapped(source: Source) -> Iterator[bytes | mmap.mmap]:
    """Lend the bytes of a file to a reader that looks at a few places of many."""
    if isinstance(source, bytes) or byte_count(source) == 0:
        yield source if isinstance(source, bytes) else b""
        return
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


def holds(source: Source, mark: bytes) -> bool:
    """Tell whether a mark stands anywhere in a file."""
    before = b""
    with opened(source) as file:
        while piece := file.read(_PIECE_BYTES):
            if mark in before + piece:
                return True
            before = piece[-len(mark) :]
    return False


def put(store: BlobStore, source: Source) -> str:
    """Store a file, piece by piece where it is on the disk, and return its address."""
    return store.put(source) if isinstance(source, bytes) else store.put_file(source)


def address(source: Source) -> str:
    """Return the address that a store gives a file, without holding it; FileNotFoundError for one that is gone."""
    if isinstance(source, bytes):
        return address_of(source)
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def opened(source: Source) -> BinaryIO:
    """Open a file for reading; FileNotFoundError for one that is gone."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
