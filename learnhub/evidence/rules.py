"""What a chain, a seal and a fault in them are; pure."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


def subject_of_person(person_id: int) -> str:
    """Return how the evidence log names a person."""
    return f"person:{person_id}"


@dataclass(frozen=True)
class Link:
    """One entry of a chain without its payload: everything that the chain's digest covers.

    subject: whose chain ("person:12"). position: 1 for the first entry. about: what it concerns
    ("lesson-version:7"). client_id: chosen by whoever reports, so that
    reporting twice is reporting once. happened_at: as told. received_at: by the server's clock.
    payload_digest: SHA-256 of salt and payload, so that the payload can be erased and the chain stays whole.
    """

    subject: str
    position: int
    kind: str
    about: str
    client_id: str
    happened_at: datetime
    received_at: datetime
    payload_digest: str
    previous: str


@dataclass(frozen=True)
class Head:
    """The last entry of a chain."""

    subject: str
    position: int
    digest: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, named by row."""

    where: str
    sentence: str


def canonical(value: Any) -> bytes:
    """Write a JSON value in the one way that digests are made from: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def instant_text(instant: datetime) -> str:
    """Write an instant in the one way that digests are made from: UTC, microseconds, Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload_digest(salt: str, payload: Any) -> str:
    """Return the salted digest of a payload; the salt keeps short payloads from being guessed."""
    return hashlib.sha256(salt.encode() + b"\x00" + canonical(payload)).hexdigest()


def link_digest(link: Link) -> str:
    """Return the digest of one entry, which the next entry carries as `previous`."""
    return hashlib.sha256(
        canonical(
            {
                "subject": link.subject,
                "position": link.position,
                "kind": link.kind,
                "about": link.about,
                "client_id": link.client_id,
                "happened_at": instant_text(link.happened_at),
                "received_at": instant_text(link.received_at),
                "payload_digest": link.payload_digest,
                "previous": link.previous,
            }
        )
    ).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Return the Merkle root of digests in the given order.

    Leaves and inner nodes are hashed with different first bytes, so that a node can't pass for a leaf; an odd node goes
    up unpaired. No leaves give the digest of nothing.
    """
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    return _levels(leaves)[-1][0].hex()


def merkle_path(leaves: Sequence[str], index: int) -> tuple[tuple[str, str], ...]:
    """Return what leads from one leaf to the root: ("left" or "right", hexadecimal digest of the neighbour), from below.

    Whoever holds the leaf, the path and the root can tell that the leaf is under the root, without the other leaves.
    """
    path = []
    for level in _levels(leaves)[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):  # an odd node goes up unpaired
            path.append(("left" if neighbour < index else "right", level[neighbour].hex()))
        index //= 2
    return tuple(path)


def _levels(leaves: Sequence[str]) -> list[list[bytes]]:
    levels = [[hashlib.sha256(b"\x00" + leaf.encode()).digest() for leaf in leaves]]
    while len(levels[-1]) > 1:
        level = levels[-1]
        paired = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        if len(level) % 2:
            paired.append(level[-1])
        levels.append(paired)
    return levels


def seal_leaf(head: Head) -> str:
    """Return the text of a head that a seal covers."""
    return f"{head.subject}|{head.position}|{head.digest}"


def seal_root(heads: Iterable[Head]) -> str:
    """Return the root of a seal over heads, in order of their subjects."""
    return merkle_root([seal_leaf(head) for head in sorted(heads, key=lambda head: head.subject)])


def seal_message(number: int, sealed_at: datetime, root: str, previous: str) -> bytes:
    """Return what the site's key signs: number, instant and root of this seal, and the root before it."""
    return canonical(
        {"number": number, "previous": previous, "root": root, "sealed_at": instant_text(sealed_at)}
    )


def chain_faults(links: Sequence[tuple[Link, str]]) -> list[Fault]:
    """Check one chain, given in order as (entry, stored digest); an empty list means that it is whole."""
    faults = []
    previous = FIRST
    for expected, (link, digest) in enumerate(links, start=1):
        where = f"{link.subject} #{link.position}"
        if link.position != expected:
            faults.append(Fault(where, f"应为第 {expected} 条，中间缺了记录。"))
        if link.previous != previous:
            faults.append(Fault(where, "与前一条不相连。"))
        if link_digest(link) != digest:
            faults.append(Fault(where, "内容与校验值不符，记录被改过。"))
        previous = digest
    return faults
