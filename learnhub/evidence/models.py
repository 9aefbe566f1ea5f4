"""Entries, heads and seals."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class Evidence(Model):
    """One entry. Triggers in both engines refuse DELETE and every UPDATE but the erasure of payload and salt."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("subject", "position"),
        UniqueConstraint("subject", "client_id"),
        Index("ix_evidence_about_subject", "about", "subject"),
        Index("ix_evidence_kind_received_at", "kind", "received_at"),
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint("(payload IS NULL) = (salt IS NULL)", name="erased_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    about: Mapped[str]
    client_id: Mapped[str]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    payload: Mapped[dict[str, Any] | None]
    salt: Mapped[str | None]
    payload_digest: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]


class ChainHead(Model):
    """The last entry of each chain: locked while appending, so that a chain has one end."""

    __tablename__ = "chain_head"

    subject: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    digest: Mapped[str]


class Seal(Model):
    """The signed root of all heads that moved since the seal before."""

    __tablename__ = "seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    root: Mapped[str]
    previous: Mapped[str]
    signature: Mapped[str]
    public_key: Mapped[str]


class SealedHead(Model):
    """A head as a seal saw it."""

    __tablename__ = "sealed_head"

    seal_number: Mapped[int] = mapped_column(ForeignKey("seal.number"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True, index=True)
    position: Mapped[int]
    digest: Mapped[str]
