"""Encrypted columns: AES-GCM, bound to table, column and row.

A value reads "<key id>.<nonce and ciphertext, base64url>". Moved to another row or column it can't be opened.
sqlalchemy-utils' EncryptedType binds nothing and can't change keys (FACTS, "Security").
"""

import base64
import binascii
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from learnhub.accounts.adapters.site_keys import SiteKeys

_NONCE_BYTES = 12


@dataclass(frozen=True)
class Place:
    """Where an encrypted value stands."""

    table: str
    column: str
    row: str

    def bound(self) -> bytes:
        """Return the place as the cipher's associated data; no two places share it."""
        parts = (self.table.encode(), self.column.encode(), self.row.encode())
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal(keys: SiteKeys, place: Place, text: str) -> str:
    """Encrypt a text for its place with the key in force."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(keys.field_keys[keys.field_key_id]).encrypt(nonce, text.encode(), place.bound())
    return f"{keys.field_key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(keys: SiteKeys, place: Place, sealed: str) -> str:
    """Decrypt the value of a place.

    Raises RuntimeError, which tells nothing of the value, when the key is lost or the value was changed or moved.
    """
    name, _dot, body = sealed.partition(".")
    key = keys.field_keys.get(name)
    if key is None:
        raise RuntimeError(
            f"{place.table}.{place.column} was encrypted with key {name[:8]!r}, which is missing"
        )
    try:
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.bound()).decode()
    except (InvalidTag, binascii.Error, ValueError):
        raise RuntimeError(
            f"{place.table}.{place.column} of row {place.row} can't be opened: changed or moved"
        ) from None


def needs_reseal(keys: SiteKeys, sealed: str) -> bool:
    """Tell whether a value was encrypted with an older key."""
    return not sealed.startswith(f"{keys.field_key_id}.")
