"""The division names that come with the program."""

import tomllib
from pathlib import Path


def read_names(path: Path) -> dict[str, str]:
    """Read `code = "name"` lines of content/regions.toml."""
    with path.open("rb") as file:
        return dict(tomllib.load(file)["regions"])
