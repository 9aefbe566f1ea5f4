"""Surveys, single answers while they are kept, and what was counted (decision 0078)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Json, Model, enum_type
from learnhub.needs.rules import Mode


class NeedsSurvey(Model):
    """The survey of a division and a year. Both days belong to it.

    told_at, reminded_at: when everybody was told that it opened, and that it ends soon. sums: lines that may be shown (rules.Line), kept from
    counted_at on; shown_min: from how many on.
    """

    __tablename__ = "needs_survey"
    __table_args__ = (
        CheckConstraint("closes_on > opens_on", name="ends_after_it_begins"),
        CheckConstraint("(counted_at IS NULL) = (sums IS NULL)", name="counted_with_its_sums"),
        CheckConstraint("(counted_at IS NULL) = (shown_min IS NULL)", name="counted_from_a_number_on"),
        UniqueConstraint("region_code", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    year: Mapped[int]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    shown_min: Mapped[int | None]
    sums: Mapped[list[Any] | None] = mapped_column(Json)


class NeedsAnswer(Model):
    """Somebody's answer, until it ends by policy. filled_by_id: the helper who wrote it. decided_at: when the person said that it is theirs; only then it counts."""

    __tablename__ = "needs_answer"
    __table_args__ = (
        CheckConstraint("filled_by_id IS NOT NULL OR decided_at IS NOT NULL", name="own_or_filled"),
        CheckConstraint("filled_by_id <> person_id", name="two_people"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("needs_survey.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    wants: Mapped[list[str]] = mapped_column(Json)
    mode: Mapped[Mode] = mapped_column(enum_type(Mode, "mode_known"))
    obstacles: Mapped[list[str]] = mapped_column(Json)
    words: Mapped[str]
    filled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
