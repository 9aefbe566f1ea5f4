"""Addresses within this site, where a person may be sent on to."""

import re
from urllib.parse import urlsplit

_CHARACTERS_MAX = 2000
_LONG_NUMBER = re.compile(r"\d{15}")


def local_address(text: str | None) -> str | None:
    """Return the address when it lies on this site (path and query, no host), or None.

    "//host", "/\\host", control characters and whole addresses are refused: browsers read them as other hosts. So is whatever
    holds a long number: somebody has typed a certificate number into the address, and it isn't repeated in another one.
    """
    if not text or not text.startswith("/") or len(text) > _CHARACTERS_MAX:
        return None
    if text.startswith(("//", "/\\")) or "\\" in text or any(ord(c) < 0x21 or ord(c) == 0x7F for c in text):
        return None
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or _LONG_NUMBER.search(text):
        return None
    return text
