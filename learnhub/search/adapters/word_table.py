"""Read the word table of the search: content/language/synonyms.toml."""

import tomllib
from functools import lru_cache
from pathlib import Path

from learnhub.search.rules import Synonyms, synonyms


@lru_cache(maxsize=4)
def read_synonyms(path: Path) -> Synonyms:
    """Read the table once; ValueError naming the file when it isn't whole."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    groups, unasked = table.get("groups"), table.get("unasked")
    if not isinstance(groups, list) or not isinstance(unasked, list):
        raise ValueError(f"{path.name}: groups and unasked must be lists")
    if any(not isinstance(group, list) or len(group) < 2 for group in groups):
        raise ValueError(f"{path.name}: a group names two words or more")
    return synonyms(groups, unasked)
