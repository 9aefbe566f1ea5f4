"""Process inspections: an officer looks at a class, the base answers."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type


class Inspection(Model):
    """One visit by an officer, announced or not. Rows are only added; what follows stands in InspectionStep.

    class_session_id: the session that was seen, None where no session was on. answer_by: until when the base is to answer,
    None where nothing is asked.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("counted_present >= 0 AND counted_absent >= 0", name="counts_not_negative"),
        CheckConstraint("findings <> ''", name="says_what_was_found"),
        CheckConstraint("answer_by IS NULL OR answer_by >= inspected_on", name="answer_after_the_visit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    class_session_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"))
    inspected_on: Mapped[date]
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    counted_present: Mapped[int]
    counted_absent: Mapped[int]
    findings: Mapped[str]
    answer_by: Mapped[date | None]
    filed_at: Mapped[datetime]
    evidence_position: Mapped[int]


class InspectionPhoto(Model):
    """A picture of a visit, private; words say what is seen on it. Rows are only added."""

    __tablename__ = "inspection_photo"
    __table_args__ = (
        UniqueConstraint("inspection_id", "position"),
        CheckConstraint("words <> ''", name="says_what_is_seen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    position: Mapped[int]
    address: Mapped[str]
    words: Mapped[str]


class InspectionStepKind(enum.StrEnum):
    """What was done after a visit."""

    ANSWERED = "answered"  # by the base
    ASKED_AGAIN = "asked again"  # by the office
    CLOSED = "closed"


class InspectionStep(Model):
    """What followed a visit. Rows are only added. answer_by: the new date of a question asked again."""

    __tablename__ = "inspection_step"
    __table_args__ = (
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("(kind = 'asked again') = (answer_by IS NOT NULL)", name="asked_again_until_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    kind: Mapped[InspectionStepKind] = mapped_column(enum_type(InspectionStepKind, "kind_known"))
    words: Mapped[str]
    answer_by: Mapped[date | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]
