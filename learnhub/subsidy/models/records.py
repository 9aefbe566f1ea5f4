"""Blended records and their lines, as they were decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.db import Model, enum_type
from learnhub.subsidy.rules import LineKind, LineState


class BlendedRecord(Model):
    """What one enrolment in one class had to show when it was calculated; a new calculation is a new version."""

    __tablename__ = "blended_record"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "version"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    version: Mapped[int]
    region_code: Mapped[str]
    opened_on: Mapped[date]
    scheduled_days: Mapped[int]
    online_minutes: Mapped[int]
    online_class_hours: Mapped[int]
    online_remainder_minutes: Mapped[int]
    lessons_done: Mapped[int]
    lessons_published: Mapped[int]
    days: Mapped[list[Any]]  # [{"day": "2026-03-02", "minutes": 315, "rows": ["person:7 #12"]}]
    # Which function decided: "" the first one, whose records hold the columns above alone.
    method: Mapped[str] = mapped_column(server_default="")
    # Facts that later rules need, as JSON values (certificates, planned minutes, earlier lines); never a number or a birth date.
    further: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    # Number of the newest officer's figure that was known.
    policy_row: Mapped[int] = mapped_column(server_default="0")
    # Digest of facts and lines: two calculations are the same exactly when these are.
    digest: Mapped[str]
    calculated_at: Mapped[datetime]
    lines: Mapped[list["SubsidyLine"]] = relationship(
        order_by="SubsidyLine.position", back_populates="record"
    )


class SubsidyLine(Model):
    """One line of a record."""

    __tablename__ = "subsidy_line"
    __table_args__ = (
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        CheckConstraint("amount_fen = 0 OR state = 'granted'", name="only_granted_lines_pay"),
    )

    record_id: Mapped[int] = mapped_column(ForeignKey("blended_record.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LineKind] = mapped_column(enum_type(LineKind, "kind_known"))
    state: Mapped[LineState] = mapped_column(enum_type(LineState, "state_known"))
    amount_fen: Mapped[int]
    rule: Mapped[str]
    sentence: Mapped[str]
    steps: Mapped[list[Any]]  # [{"words": …, "amount_fen": …, "rows": […]}]
    figures: Mapped[list[Any]]  # [{"key", "reference", "value", "unit", "source", "is_example", "caveat"}]
    fund: Mapped[str] = mapped_column(server_default="")  # a Fund, or "" where policy names none
    # What the line uses up of limits that run over several trainings: {"on", "days", "occupation", "level", …}.
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    claim_until: Mapped[date | None]  # inclusive; None where policy sets no window
    record: Mapped[BlendedRecord] = relationship(back_populates="lines")
