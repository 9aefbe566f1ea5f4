"""One-time codes that one person reads out to another."""

import enum
import secrets
import unicodedata
from datetime import timedelta

DIGITS = 8
VALID = timedelta(hours=24)


class CodeKind(enum.StrEnum):
    """What a code is good for."""

    RESET = "reset"
    SIGN_IN = "sign in"


_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))


def new_code() -> str:
    """Return 8 random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def grouped(code: str) -> str:
    """Write a code in two groups: 1234 5678."""
    return f"{code[:4]} {code[4:]}"


def spoken(code: str) -> str:
    """Write a code as it is read out: 幺二三四，五六七八. 幺, because 一 and 七 sound alike on the telephone."""
    return "，".join("".join(_SPOKEN[digit] for digit in group) for group in (code[:4], code[4:]))


def typed_code(text: str) -> str | None:
    """Return the 8 digits that somebody typed, with blanks, hyphens and full-width digits taken; else None."""
    plain = unicodedata.normalize("NFKC", text[:100])
    kept = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf", "Po"})
    return kept if len(kept) == DIGITS and kept.isascii() and kept.isdigit() else None
