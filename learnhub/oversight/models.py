"""Samples that were drawn, lists that were compared with, and their hits; never a number of a list."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.oversight.rules import HitOutcome, ListKind


class AuditSample(Model):
    """Records drawn by a seed. Only added to: triggers in both engines refuse UPDATE and DELETE.

    last_record_id: records up to this one were drawn from, so that drawing again gives the same ones.
    """

    __tablename__ = "audit_sample"
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[str]
    size: Mapped[int]
    region_code: Mapped[str]
    last_record_id: Mapped[int]
    population: Mapped[int]
    record_ids: Mapped[list[Any]]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ClaimBundle(Model):
    """An evidence bundle of a claim that an auditor asked for. reason: what for. blob: the zip; None until made, and after it was erased."""

    __tablename__ = "claim_bundle"
    __table_args__ = (
        CheckConstraint("(made_at IS NULL) = (expires_at IS NULL)", name="expires_once_made"),
        CheckConstraint("reason <> ''", name="asked_with_a_reason"),
        CheckConstraint("byte_count >= 0", name="byte_count_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    blob: Mapped[str | None]
    byte_count: Mapped[int]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class MatchList(Model):
    """A list that people in a region were compared with. Only added to, as AuditSample is. digest: SHA-256 of the file."""

    __tablename__ = "match_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ListKind] = mapped_column(enum_type(ListKind, "kind_known"))
    name: Mapped[str]
    digest: Mapped[str]
    region_code: Mapped[str]
    rows_read: Mapped[int]
    rows_unreadable: Mapped[int]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class MatchHit(Model):
    """A person who stands in a row of a list: 需要核对, until an officer says what was found."""

    __tablename__ = "match_hit"
    __table_args__ = (
        UniqueConstraint("match_list_id", "row_number", "person_id"),
        CheckConstraint(
            "(outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)",
            name="decided_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_list_id: Mapped[int] = mapped_column(ForeignKey("match_list.id"), index=True)
    row_number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    outcome: Mapped[HitOutcome | None] = mapped_column(enum_type(HitOutcome, "outcome_known"))
    reason: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
