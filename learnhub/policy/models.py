"""Officers' figures: dated rows over the baseline, only ever added to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Json, Model


class PolicyFigure(Model):
    """One figure as an officer set it. The row of the evidence log that it names holds the same."""

    __tablename__ = "policy_figure"
    __table_args__ = (
        CheckConstraint("source <> ''", name="has_source"),
        CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="dates_in_order"),
        UniqueConstraint("region_code", "evidence_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    region_code: Mapped[str]  # "" for the whole country
    value: Mapped[Any | None] = mapped_column(
        Json
    )  # whole number, word, or None: the source states no figure
    unit: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    caveat: Mapped[str]
    objection: Mapped[str]
    is_example: Mapped[bool]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    evidence_position: Mapped[int]
