"""便利 that somebody asked for, and what was answered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.learning.rules.accommodations import (
    AccommodationFor,
    AccommodationKind,
    AccommodationStepKind,
)


class Accommodation(Model):
    """One thing asked for within one enrolment. Rows are only added; the steps tell where it stands."""

    __tablename__ = "accommodation"
    __table_args__ = (CheckConstraint("kind <> 'other' OR words <> ''", name="others_in_words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    kind: Mapped[AccommodationKind] = mapped_column(enum_type(AccommodationKind, "kind_known"))
    asked_for: Mapped[AccommodationFor] = mapped_column(enum_type(AccommodationFor, "asked_for_known"))
    words: Mapped[str]


class AccommodationStep(Model):
    """One step: asked, answered, objected. Rows are only added. answer_by: the last day for the next answer."""

    __tablename__ = "accommodation_step"
    __table_args__ = (
        CheckConstraint("kind NOT IN ('refused', 'office refused') OR words <> ''", name="refusals_say_why"),
        CheckConstraint(
            "(kind IN ('asked', 'refused', 'objected')) = (answer_by IS NOT NULL)", name="waits_until_a_day"
        ),
        Index("ix_accommodation_step_accommodation_id_id", "accommodation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    accommodation_id: Mapped[int] = mapped_column(ForeignKey("accommodation.id"))
    kind: Mapped[AccommodationStepKind] = mapped_column(enum_type(AccommodationStepKind, "kind_known"))
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    answer_by: Mapped[date | None]
    evidence_position: Mapped[int]
