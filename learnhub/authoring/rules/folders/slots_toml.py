"""Say in a slots.toml in which language a lesson is signed, leaving everything else of the file as it is."""

import re
from itertools import pairwise

from learnhub.catalogue.rules import SignLanguage

_TABLE = re.compile(r"^\s*\[\[\s*sign\s*\]\]", re.MULTILINE)
_LANGUAGE = re.compile(r"^\s*language\s*=.*$", re.MULTILINE)


def with_language(toml: str, lesson: str, language: SignLanguage) -> str:
    """Return a valid slots.toml with this language for a lesson; a table for it is added where there is none."""
    line = f'language = "{language.value}"'
    starts = [match.start() for match in _TABLE.finditer(toml)]
    named = re.compile(rf"""^\s*lesson\s*=\s*["']{re.escape(lesson)}["'].*$""", re.MULTILINE)
    for start, end in pairwise([*starts, len(toml)]):
        table = toml[start:end]
        place = named.search(table)
        if place is None:
            continue
        told = _LANGUAGE.search(table)
        if told is not None and f'"{language.value}"' in told[0]:
            return toml
        if told is not None:
            table = table[: told.start()] + line + table[told.end() :]
        else:
            table = table[: place.end()] + "\n" + line + table[place.end() :]
        return toml[:start] + table + toml[end:]
    before = toml if not toml or toml.endswith("\n") else toml + "\n"
    blank = "\n" if before else ""
    return f'{before}{blank}[[sign]]\nlesson = "{lesson}"\n{line}\n'
