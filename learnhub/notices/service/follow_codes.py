"""Numbers of twelve digits by which somebody without an account follows what they wrote; kept as digests alone."""

import hashlib
import secrets
import unicodedata

_CODE_DIGITS = 12
_DIGITS = "0123456789"


def new_code() -> str:
    """Return a number that nobody has been told yet."""
    return "".join(secrets.choice(_DIGITS) for _ in range(_CODE_DIGITS))


def code_hash(kind: str, code: str) -> str:
    """Return what is kept of a number of this kind; width, blanks and hyphens between the digits don't matter.

    Twelve random digits can't be guessed through a page, whose visitors are counted, so that a plain digest is enough.
    """
    digits = "".join(one for one in unicodedata.normalize("NFKC", code) if one in _DIGITS)
    return hashlib.sha256(f"{kind}:{digits}".encode()).hexdigest()
