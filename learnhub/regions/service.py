"""Names of divisions."""

from functools import lru_cache
from pathlib import Path

from learnhub.regions.adapters.region_file import read_names
from learnhub.regions.rules import full_name


@lru_cache(maxsize=4)
def region_names(content_dir: Path) -> dict[str, str]:
    """Return the official names of the divisions this site knows, by code."""
    return read_names(content_dir / "regions.toml")


def region_name(content_dir: Path, code: str) -> str:
    """Return the full name of a division; the code itself where it isn't in the list."""
    return full_name(code, region_names(content_dir))
