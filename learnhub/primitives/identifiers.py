"""Names that machines use: slugs and random tokens."""

import re
import secrets

SLUG_PATTERN = r"[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])"
_SLUG = re.compile(SLUG_PATTERN)


def is_slug(text: str) -> bool:
    """Tell whether the text is 3–60 lower-case ASCII letters, digits and inner hyphens."""
    return _SLUG.fullmatch(text) is not None


def new_token(entropy_bytes: int = 32) -> str:
    """Return a random URL-safe token; 32 bytes can't be guessed."""
    return secrets.token_urlsafe(entropy_bytes)
