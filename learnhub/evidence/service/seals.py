"""Seal the log, and find the seal over an entry."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.adapters import signing
from learnhub.evidence.models import ChainHead, Seal, SealedHead
from learnhub.evidence.rules import FIRST, Head, merkle_path, seal_leaf, seal_message, seal_root


@dataclass(frozen=True)
class HeadProof:
    """A head of one chain under one seal. path: see evidence.rules.merkle_path; tells nothing about other chains."""

    seal: Seal
    head: Head
    path: tuple[tuple[str, str], ...]


def seal(session: Session, *, key: bytes, now: datetime) -> Seal | None:
    """Seal all heads that moved since the last seal; None when nothing moved."""
    last = last_seal_or_none(session)
    moved = _moved_heads(session)
    if not moved:
        return None
    number, previous = (last.number + 1, last.root) if last else (1, FIRST)
    root = seal_root(moved)
    signature, public_key = signing.sign(key, seal_message(number, now, root, previous))
    made = Seal(
        number=number, sealed_at=now, root=root, previous=previous, signature=signature, public_key=public_key
    )
    session.add(made)
    session.flush()
    session.add_all(
        SealedHead(seal_number=number, subject=h.subject, position=h.position, digest=h.digest) for h in moved
    )
    session.flush()
    return made


def last_seal_or_none(session: Session) -> Seal | None:
    """Return the newest seal, whose number and root public notices print; None while nothing was ever sealed."""
    return session.scalar(sa.select(Seal).order_by(Seal.number.desc()).limit(1))


def public_key_of(key: bytes) -> str:
    """Return the public half of the site's seal key, in hexadecimal, as seals carry it."""
    return signing.public_key_of(key)


def seal_over(session: Session, subject: str, position: int) -> Seal | None:
    """Return the first seal that covers an entry, or None while it is not sealed."""
    number = session.scalar(
        sa.select(sa.func.min(SealedHead.seal_number)).where(
            SealedHead.subject == subject, SealedHead.position >= position
        )
    )
    return session.get(Seal, number) if number is not None else None


def seals_over(session: Session, subject: str, positions: Collection[int]) -> dict[int, Seal]:
    """Return for each of these positions of one chain the first seal that covers it; those not sealed yet are left out."""
    sealed = session.execute(
        sa.select(SealedHead.position, Seal)
        .join(Seal, Seal.number == SealedHead.seal_number)
        .where(SealedHead.subject == subject)
        .order_by(Seal.number)
    ).all()
    found: dict[int, Seal] = {}
    for position in positions:
        covering = next((made for head, made in sealed if head >= position), None)
        if covering is not None:
            found[position] = covering
    return found


def head_proofs(session: Session, subject: str, position: int) -> list[HeadProof]:
    """Return the first seal over an entry and the newest over its chain, by number; the same one only once.

    Empty while the entry is not sealed.
    """
    numbers = session.scalars(
        sa.select(SealedHead.seal_number)
        .where(SealedHead.subject == subject, SealedHead.position >= position)
        .order_by(SealedHead.seal_number)
    ).all()
    return [_head_proof(session, subject, number) for number in dict.fromkeys([*numbers[:1], *numbers[-1:]])]


def _head_proof(session: Session, subject: str, number: int) -> HeadProof:
    heads = [
        Head(h.subject, h.position, h.digest)
        for h in session.scalars(sa.select(SealedHead).where(SealedHead.seal_number == number))
    ]
    heads.sort(key=lambda head: head.subject)
    index = next(index for index, head in enumerate(heads) if head.subject == subject)
    path = merkle_path([seal_leaf(head) for head in heads], index)
    return HeadProof(session.get_one(Seal, number), heads[index], path)


def _moved_heads(session: Session) -> list[Head]:
    sealed = (
        sa.select(SealedHead.subject, sa.func.max(SealedHead.position).label("position"))
        .group_by(SealedHead.subject)
        .subquery()
    )
    rows = session.execute(
        sa.select(ChainHead.subject, ChainHead.position, ChainHead.digest)
        .outerjoin(sealed, sealed.c.subject == ChainHead.subject)
        .where(sa.or_(sealed.c.position.is_(None), sealed.c.position < ChainHead.position))
    )
    return [Head(*row) for row in rows]
