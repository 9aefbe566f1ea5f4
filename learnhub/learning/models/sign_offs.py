"""Steps of task sheets that a coach signed off at the base."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class StepSignOff(Model):
    """One step that a trainee showed, signed off by a coach; or the reversal of such a row. Only added to (triggers refuse the rest).

    step: from 1. signed_on: the day on which it was shown. client_id: of the form; each step of one form is signed once.
    """

    __tablename__ = "step_sign_off"
    __table_args__ = (
        UniqueConstraint("person_id", "client_id"),
        UniqueConstraint("person_id", "evidence_position"),
        CheckConstraint("step >= 1", name="step_from_one"),
        CheckConstraint("(reverses_id IS NULL) = (reason = '')", name="reversals_say_why"),
        Index("ix_step_sign_off_person_id_lesson_version_id_task", "person_id", "lesson_version_id", "task"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"))
    task: Mapped[str]
    step: Mapped[int]
    signed_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("step_sign_off.id"), unique=True)
    reason: Mapped[str]
    evidence_position: Mapped[int]
