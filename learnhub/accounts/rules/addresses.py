"""Addresses within this site, where a person may be sent on to."""

from urllib.parse import urlsplit

_CHARACTERS_MAX = 2000


def local_address(text: str | None) -> str | None:
    """Return the address when it lies on this site (path and query, no host), or None.

    "//host", "/\\host", control characters and whole addresses are refused: browsers read them as other hosts.
    """
    if not text or not text.startswith("/") or len(text) > _CHARACTERS_MAX:
        return None
    if text.startswith(("//", "/\\")) or "\\" in text or any(ord(c) < 0x21 or ord(c) == 0x7F for c in text):
        return None
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else None
