"""Codes of a session: short enough to be heard once; pure.

Who may use one is told by the roll, and tries are counted: four digits are enough for a day.
"""

import secrets
import unicodedata

DIGITS = 4
CODES_MAX = 20
_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))  # 幺, because 一 and 七 sound alike


def new_code() -> str:
    """Return 4 random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def spoken(code: str) -> str:
    """Write a code as it is read out, digit by digit: 幺，二，三，四."""
    return "，".join(_SPOKEN[digit] for digit in code)


def typed_code(text: str) -> str | None:
    """Return the 4 digits that somebody typed, with blanks, hyphens and full-width digits taken; else None."""
    plain = unicodedata.normalize("NFKC", text[:100])
    kept = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf", "Po"})
    return kept if len(kept) == DIGITS and kept.isascii() and kept.isdigit() else None
