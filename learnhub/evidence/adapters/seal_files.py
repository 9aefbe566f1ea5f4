"""Seals as files: one small JSON each, for the superior office and for whoever keeps them elsewhere."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from learnhub.evidence.models import Seal
from learnhub.evidence.rules import instant_text

_NAME = re.compile(r"seal-(\d{8,12})\.json")
_BYTES_MAX = 4_000  # a seal file has about 500


def seal_name(number: int) -> str:
    """Return the name of a seal's file."""
    return f"seal-{number:08}.json"


def seal_values(seal: Seal) -> dict[str, Any]:
    """Return what the file of a seal holds."""
    return {
        "number": seal.number,
        "sealed_at": instant_text(seal.sealed_at),
        "root": seal.root,
        "previous": seal.previous,
        "signature": seal.signature,
        "public_key": seal.public_key,
    }


def seal_bytes(seal: Seal) -> bytes:
    """Return the contents of a seal's file; the same seal always has the same bytes."""
    return json.dumps(seal_values(seal), indent=1, sort_keys=True).encode() + b"\n"


def write_missing(folder: Path, seals: Iterable[Seal]) -> int:
    """Write the files of those seals that have none yet; return how many. A file that is there is never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = 0
    for seal in seals:
        path = folder / seal_name(seal.number)
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.write_bytes(seal_bytes(seal))
            fresh.replace(path)  # whole or not there, whenever the power goes
            written += 1
    return written


def numbers_in(folder: Path) -> set[int]:
    """Return the numbers of the seals that have a file here; empty where the folder isn't there."""
    return {int(found[1]) for path in folder.glob("seal-*.json") if (found := _NAME.fullmatch(path.name))}


def read_values(folder: Path, number: int) -> Mapping[str, Any] | None:
    """Return what a seal's file holds; None where it can't be read as one."""
    path = folder / seal_name(number)
    try:
        read = json.loads(path.read_bytes()) if path.stat().st_size <= _BYTES_MAX else None
    except (OSError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
