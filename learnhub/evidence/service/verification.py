"""Find whatever was changed in the log, its heads and its seals."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.adapters import signing
from learnhub.evidence.models import ChainHead, Evidence, Seal, SealedHead
from learnhub.evidence.rules import (
    FIRST,
    Fault,
    Head,
    Link,
    chain_faults,
    payload_digest,
    seal_message,
    seal_root,
)

_ROWS_AT_ONCE = 5_000


def verify(session: Session, *, public_key: str = "") -> list[Fault]:
    """Find every changed, missing or foreign entry, head and seal, each named by its row.

    public_key: hexadecimal; when given, seals signed by any other key are faults too.
    """
    return list(_faults(session, public_key))


def _faults(session: Session, public_key: str) -> Iterator[Fault]:
    last_of: dict[str, Head] = {}
    for subject, chain in _chains(session):
        yield from chain_faults([(_link(entry), entry.digest) for entry in chain])
        for entry in chain:
            if entry.payload is not None and entry.salt is not None:
                told = payload_digest(entry.salt, entry.payload)
                if told != entry.payload_digest:
                    yield Fault(f"{subject} #{entry.position}", "内容与校验值不符，记录被改过。")
        last_of[subject] = Head(subject, chain[-1].position, chain[-1].digest)
    yield from _head_faults(session, last_of)
    yield from _seal_faults(session, public_key)


def _chains(session: Session) -> Iterator[tuple[str, list[Evidence]]]:
    rows = session.scalars(
        sa.select(Evidence)
        .order_by(Evidence.subject, Evidence.position)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for subject, chain in groupby(rows, key=lambda entry: entry.subject):
        yield subject, list(chain)


def _link(entry: Evidence) -> Link:
    return Link(
        entry.subject,
        entry.position,
        entry.kind,
        entry.about,
        entry.client_id,
        entry.happened_at,
        entry.received_at,
        entry.payload_digest,
        entry.previous,
    )


def _head_faults(session: Session, last_of: dict[str, Head]) -> Iterator[Fault]:
    heads = {h.subject: Head(h.subject, h.position, h.digest) for h in session.scalars(sa.select(ChainHead))}
    for subject in sorted(heads.keys() | last_of.keys()):
        if heads.get(subject) != last_of.get(subject):
            yield Fault(subject, "最后一条与链头不符，末尾的记录被删或被加。")


def _seal_faults(session: Session, public_key: str) -> Iterator[Fault]:
    previous = FIRST
    for number, made in enumerate(session.scalars(sa.select(Seal).order_by(Seal.number)), start=1):
        where = f"seal {made.number}"
        heads = [
            Head(h.subject, h.position, h.digest)
            for h in session.scalars(sa.select(SealedHead).where(SealedHead.seal_number == made.number))
        ]
        if made.number != number or made.previous != previous:
            yield Fault(where, "与前一个封存不相连。")
        if seal_root(heads) != made.root:
            yield Fault(where, "封存的链头与根值不符。")
        message = seal_message(made.number, made.sealed_at, made.root, made.previous)
        if not signing.is_signed(made.public_key, made.signature, message):
            yield Fault(where, "签名不符。")
        if public_key and made.public_key != public_key:
            yield Fault(where, "不是本站的密钥签的名。")
        yield from _sealed_head_faults(session, where, heads)
        previous = made.root


def _sealed_head_faults(session: Session, where: str, heads: Sequence[Head]) -> Iterator[Fault]:
    for head in heads:
        digest = session.scalar(
            sa.select(Evidence.digest).where(
                Evidence.subject == head.subject, Evidence.position == head.position
            )
        )
        if digest != head.digest:
            yield Fault(f"{head.subject} #{head.position}", f"与封存时（{where}）不同。")
