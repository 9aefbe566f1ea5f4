"""The keys of a site, read from its files: one to hash look-ups, a ring of those that encrypt columns."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from learnhub.settings import Settings, key_bytes

_RETIRED = "field-*.key"


@dataclass(frozen=True)
class SiteKeys:
    """Keys of one site.

    index: makes keyed hashes. field_keys: all keys that columns may be encrypted with, by key id.
    field_key_id: the one that encrypts now.
    """

    index: bytes = field(repr=False)
    field_keys: Mapping[str, bytes] = field(repr=False)
    field_key_id: str

    def keyed_hash(self, purpose: str, value: str) -> str:
        """Return a hash for look-ups that nobody can make without the key; purposes never share a hash."""
        return hmac.new(self.index, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def site_keys(settings: Settings) -> SiteKeys:
    """Return the site's keys. Raises RuntimeError when a key was never made or was lost."""
    folder = settings.instance_dir / "keys"
    # A renewed key has a new file time: a running server reads it again without a restart.
    stamp = tuple(sorted((p.name, p.stat().st_mtime_ns) for p in folder.glob("*.key")))
    return _read(settings.instance_dir, stamp, settings)


def key_id(key: bytes) -> str:
    """Return the public name of a key."""
    return hashlib.sha256(b"key id\0" + key).hexdigest()[:8]


def renew_field_key(settings: Settings) -> str:
    """Put a new key in force and keep the old one beside it for what it encrypted; return the new key's id."""
    folder = settings.instance_dir / "keys"
    old = key_bytes(settings, "field")
    _write(folder / f"field-{key_id(old)}.key", old)
    new = secrets.token_bytes(32)
    fresh = folder / "field.key.new"
    _write(fresh, new)
    fresh.replace(folder / "field.key")
    return key_id(new)


def drop_retired_field_keys(settings: Settings, *, retired_before: datetime) -> int:
    """Delete keys that left force before an instant; return how many. Only after every value was encrypted anew."""
    retired = [
        path
        for path in (settings.instance_dir / "keys").glob(_RETIRED)
        if path.stat().st_mtime < retired_before.timestamp()
    ]
    for path in retired:
        path.unlink()
    return len(retired)


@lru_cache(maxsize=8)
def _read(folder: Path, _stamp: tuple[tuple[str, int], ...], settings: Settings) -> SiteKeys:
    present = key_bytes(settings, "field")
    ring = {key_id(present): present}
    for path in sorted((folder / "keys").glob(_RETIRED)):
        retired = path.read_bytes()
        ring[key_id(retired)] = retired
    return SiteKeys(key_bytes(settings, "index"), ring, key_id(present))


def _write(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
