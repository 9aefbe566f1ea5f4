"""Addresses under which courseware that isn't published can be played for a while.

A frame without an origin sends no cookie with the files it loads: who may see them is said by the address itself.
"""

import hmac
from datetime import UTC, datetime, timedelta

from learnhub.accounts.adapters.site_keys import SiteKeys

HOLDS_FOR = timedelta(hours=24)
_PURPOSE = "courseware-preview"


def ticket_for(keys: SiteKeys, blob: str, *, now: datetime) -> str:
    """Return a part of an address that opens one package for HOLDS_FOR, whoever holds it: nobody can make one without the site's key."""
    until = int((now + HOLDS_FOR).timestamp())
    return f"{until:x}-{blob}-{_signature(keys, until, blob)}"


def blob_of_ticket(keys: SiteKeys, ticket: str, *, now: datetime) -> str | None:
    """Return the package that a ticket opens; None where it is over, or was never given out."""
    parts = ticket.split("-")
    if len(parts) != 3 or not ticket.isascii() or len(ticket) > 200:
        return None
    try:
        until = int(parts[0], 16)
    except ValueError:
        return None
    if not hmac.compare_digest(parts[2], _signature(keys, until, parts[1])):
        return None
    return parts[1] if datetime.fromtimestamp(until, UTC) > now else None


def _signature(keys: SiteKeys, until: int, blob: str) -> str:
    return keys.keyed_hash(_PURPOSE, f"{until}:{blob}")
