"""Signatures of seals: Ed25519 by the site's key."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def sign(key: bytes, message: bytes) -> tuple[str, str]:
    """Return signature and public key in hexadecimal; key: 32 random bytes."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    return private.sign(message).hex(), private.public_key().public_bytes_raw().hex()


def public_key_of(key: bytes) -> str:
    """Return the public key in hexadecimal; key: 32 random bytes."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()


def is_signed(public_key: str, signature: str, message: bytes) -> bool:
    """Tell whether the signature over the message was made by the holder of the key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), message
        )
    except (InvalidSignature, ValueError):
        return False
    return True
