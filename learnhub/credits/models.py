"""The ledger of points and recognised minutes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class CreditEntry(Model):
    """One posting. Only added to (a trigger refuses UPDATE and DELETE); a mistake is answered by a reversing entry.

    What is posted stands in the evidence log too, under evidence_position of the person's chain; cause_position is the act
    that completed the lesson, or the entry that was reversed.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        UniqueConstraint("person_id", "evidence_position"),
        CheckConstraint(
            "(reverses_id IS NULL AND points >= 0 AND recognised_minutes >= 0)"
            " OR (reverses_id IS NOT NULL AND points <= 0 AND recognised_minutes <= 0)",
            name="sign_fits_the_posting",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"))
    key: Mapped[str]
    points: Mapped[int]
    recognised_minutes: Mapped[int]
    rule: Mapped[str]
    source: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    reason: Mapped[str]
    cause_position: Mapped[int]
    evidence_position: Mapped[int]
    posted_at: Mapped[datetime]
