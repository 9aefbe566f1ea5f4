"""The list of passwords that too many people have."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return common passwords in lower case, each of 8 characters or more."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
