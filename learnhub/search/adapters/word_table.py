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
    lists = {name: table.get(name, []) for name in ("general", "people", "taken_back")}
    lists |= {name: table.get(name) for name in ("groups", "unasked")}
    if not all(isinstance(one, list) for one in lists.values()):
        raise ValueError(f"{path.name}: {', '.join(sorted(lists))} must be lists")
    replaced = table.get("replaced", {})
    if not isinstance(replaced, dict) or not all(isinstance(said, str) for said in replaced.values()):
        raise ValueError(f"{path.name}: replaced says for each word what is shown instead")
    if any(not isinstance(group, list) or len(group) < 2 for group in lists["groups"]):
        raise ValueError(f"{path.name}: a group names two words or more")
    others = {name: lists[name] for name in ("general", "people", "taken_back")}
    return synonyms(lists["groups"], lists["unasked"], replaced=replaced, **others)
