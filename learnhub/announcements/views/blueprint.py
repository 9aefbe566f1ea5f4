"""The blueprint of announcements, and how one is worded."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint

from learnhub.announcements.rules import (
    DATE_FIELDS,
    END_WORDS,
    FIELD_WORDS,
    FIELDS,
    KIND_WORDS,
    STATE_WORDS,
    Text,
)
from learnhub.primitives import day_words
from learnhub.regions.service import region_name
from learnhub.web import settings

bp = Blueprint("announcements", __name__)


def place_words(code: str) -> str:
    """Return the full name of a division."""
    return region_name(settings().content_dir, code)


def facts_of(text: Text) -> list[tuple[str, str]]:
    """Return what an announcement says beside its body, as (name, words)."""
    found: list[tuple[str, str]] = [
        (FIELD_WORDS[name], _shown(name, text.details[name]))
        for name in FIELDS[text.kind]
        if text.details.get(name)
    ]
    if text.ends_on is not None:
        place = 2 if "starts_on" in FIELDS[text.kind] else len(found)
        found.insert(place, (END_WORDS[text.kind], day_words(text.ends_on)))
    return found


def worded() -> Mapping[str, Any]:
    """Return what every template of announcements words things by."""
    return {"place_words": place_words, "kind_words": KIND_WORDS, "state_words": STATE_WORDS}


def _shown(name: str, words: str) -> str:
    return day_words(date.fromisoformat(words)) if name in DATE_FIELDS else words
