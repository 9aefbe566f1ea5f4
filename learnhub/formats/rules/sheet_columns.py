"""Which column of a brought sheet says what, and how its cells are read and shown; pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from learnhub.primitives import Refusal, say

Key = TypeVar("Key")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def guessed_columns(header: Sequence[str], also_called: Mapping[Key, Sequence[str]]) -> dict[Key, int]:
    """Guess which column says what from the words above it; each column is one thing at most.

    also_called: what a heading may contain, by what it says; those named first choose first.
    """
    found: dict[Key, int] = {}
    for key, words in also_called.items():
        for column, title in enumerate(header):
            plain = unicodedata.normalize("NFKC", title).replace(" ", "")
            if column not in found.values() and any(word in plain for word in words):
                found[key] = column
                break
    return found


def columns_refusal(mapping: Mapping[Key, int], needed: Mapping[Key, str]) -> Refusal | None:
    """Refuse columns that leave out what is needed (its words by its key), or give one column two meanings."""
    missing = [words for key, words in needed.items() if key not in mapping]
    if missing:
        return Refusal("columns-missing", say("请选好哪一列是%(words)s。", words="、".join(missing)))
    if len(set(mapping.values())) < len(mapping):
        return Refusal("columns-twice", say("有两样选了同一列，请分开选。"))
    return None


def sheet_day(text: str) -> date | None:
    """Return the day that a cell names (2026-03-05, 2026/3/5, 2026年3月5日), or None."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def shown_cell(text: str, *, is_certificate: bool) -> str:
    """Return a cell as a sheet that is given back may show it: numbers of documents are left out, wherever they stand."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if text and (is_certificate or re.search(r"\d{9}", digits)):
        return say("（号码没有写出来，请重新填）")
    return text
