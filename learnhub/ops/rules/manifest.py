"""What a backup says of itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True)
class FileDigest:
    """One file of a backup: its length and the SHA-256 of its bytes, in hexadecimal."""

    byte_count: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The table of contents of a backup.

    made_at: UTC, ISO 8601. engine: sqlite or postgresql. schema: the newest migration in force.
    files: by name within the backup's folder. keys: digest of the archive of keys, which lies apart.
    counts: rows by table, so that a person sees what a backup holds.
    """

    made_at: str
    engine: str
    schema: str
    files: Mapping[str, FileDigest]
    keys: FileDigest
    counts: Mapping[str, int]

    def text(self) -> str:
        """Write the manifest as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"


def read_manifest(text: str) -> Manifest:
    """Read a manifest; ValueError when it is not one of this format."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError(f"format {told['format']} is not {FORMAT}")
        return Manifest(
            made_at=str(told["made_at"]),
            engine=str(told["engine"]),
            schema=str(told["schema"]),
            files={str(name): _digest(one) for name, one in told["files"].items()},
            keys=_digest(told["keys"]),
            counts={str(name): int(count) for name, count in told["counts"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a manifest: {error}") from error


def _digest(told: Mapping[str, Any]) -> FileDigest:
    return FileDigest(int(told["byte_count"]), str(told["sha256"]))
