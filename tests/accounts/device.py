"""A device with passkeys, in software: makes a key pair and signs as an authenticator does (WebAuthn level 2, 6.1 and 6.5)."""

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT_AND_VERIFIED, _HAS_KEY = 0x05, 0x40


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def content(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def question_in(page_text: str) -> dict[str, Any]:
    """Return the question that a page gives its script."""
    found = re.search(r'data-question="([^"]+)"', page_text)
    assert found is not None
    asked: dict[str, Any] = json.loads(found.group(1).replace("&#34;", '"').replace("&quot;", '"'))
    return asked


@dataclass
class Device:
    """One passkey. count: how often it has signed. flags: what it says of whoever holds it."""

    origin: str = "http://localhost"
    host: str = "localhost"
    flags: int = _PRESENT_AND_VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, challenge: str) -> str:
        """Answer the question for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        told = self._told(self.flags | _HAS_KEY)
        told += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": told}
        return self._answer("webauthn.create", challenge, attestationObject=text(cbor2.dumps(statement)))

    def sign(self, challenge: str) -> str:
        """Answer the question to sign in."""
        self.count += 1
        told = self._told(self.flags)
        client = self._client("webauthn.get", challenge)
        signature = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            "webauthn.get", challenge, authenticatorData=text(told), signature=text(signature)
        )

    def _told(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, kind: str, challenge: str, **response: str) -> str:
        client = text(self._client(kind, challenge))
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {"clientDataJSON": client, **response},
            }
        )
