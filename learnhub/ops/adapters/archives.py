"""Archives of a backup: one of the stored files, one of the keys."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from learnhub.ops.rules.manifest import FileDigest
from learnhub.settings import KEY_NAMES
from learnhub.storage.rules import address_of, is_address

_CHUNK_BYTES = 1024 * 1024
_KEY_BYTES_MAX = 4096
_KEYS_MAX = 100


class BrokenArchive(ValueError):
    """An archive holds something that no backup of this program writes; the text names it."""


def digest_of(path: Path) -> FileDigest:
    """Return length and SHA-256 of a file, read in pieces."""
    digest, byte_count = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            byte_count += len(chunk)
    return FileDigest(byte_count, digest.hexdigest())


def pack_files(folder: Path, target: Path) -> int:
    """Write every blob of a storage folder into an archive, synced to disk; return how many."""
    count = 0
    with _private(target) as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")) if folder.is_dir() else []:
            if is_address(path.name):  # a file that is just being written has another name
                archive.add(path, arcname=path.name, recursive=False, filter=_nameless)
                count += 1
    _sync(target)
    return count


def unpack_files(source: Path, folder: Path) -> int:
    """Write the blobs of an archive into an empty storage folder, checking each by its address; return how many."""
    count = 0
    for name, content in _members(source):
        if not is_address(name) or address_of(content) != name:
            raise BrokenArchive(name)
        target = folder / name[:2] / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(content)
        count += 1
    return count


def pack_keys(folder: Path, target: Path) -> int:
    """Write all keys into an archive that only its owner can read; return how many."""
    paths = sorted(folder.glob("*.key"))
    with _private(target) as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in paths:
            archive.add(path, arcname=path.name, recursive=False, filter=_nameless)
    _sync(target)
    return len(paths)


def unpack_keys(source: Path, folder: Path) -> int:
    """Write the keys of an archive into a folder, readable by the owner only; return how many.

    Raises BrokenArchive when a key that every site has is missing.
    """
    folder.mkdir(parents=True, mode=0o700)
    names = set()
    for name, content in _members(source):
        if Path(name).name != name or not name.endswith(".key") or len(content) > _KEY_BYTES_MAX:
            raise BrokenArchive(name)
        with _private(folder / name) as file:
            file.write(content)
        names.add(name)
    missing = {f"{name}.key" for name in KEY_NAMES} - names
    if missing or len(names) > _KEYS_MAX:
        raise BrokenArchive(", ".join(sorted(missing)) or "too many keys")
    return len(names)


def _members(source: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                file = archive.extractfile(member)
                if not member.isfile() or file is None:
                    raise BrokenArchive(member.name)
                yield member.name, file.read()
    except tarfile.TarError as error:
        raise BrokenArchive(str(error)) from error


def _nameless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave the machine's accounts and modes out of the archive."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _private(target: Path) -> io.BufferedWriter:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
