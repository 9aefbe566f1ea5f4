"""The ledger of points and recognised minutes, and what was learned on other platforms."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class CreditEntry(Model):
    """One posting. Only added to (a trigger refuses UPDATE and DELETE); a mistake is answered by a reversing entry.

    What is posted stands in the evidence log too, under evidence_position of the person's chain; cause_position is the act
    that completed the lesson or handed in the task, the statement of hours learned elsewhere, or the entry that was reversed. An entry is
    about a lesson, about a task of one (task: its name, else empty), or about such a statement.
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
        CheckConstraint(
            "(lesson_id IS NULL) = (lesson_version_id IS NULL)"
            " AND (lesson_id IS NULL) = (outside_hours_id IS NOT NULL)",
            name="about_one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"))
    lesson_version_id: Mapped[int | None] = mapped_column(ForeignKey("lesson_version.id"))
    outside_hours_id: Mapped[int | None] = mapped_column(ForeignKey("outside_hours.id"))
    task: Mapped[str] = mapped_column(server_default="")
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


class OutsideHours(Model):
    """What somebody states was learned on another platform, with its proof. Only added to.

    client_id: of the form that stated it; the same form sent twice states once. proof_address: of a private picture in the store.
    """

    __tablename__ = "outside_hours"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_above_zero"),
        CheckConstraint("first_on <= last_on", name="period_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    platform: Mapped[str]
    title: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    minutes: Mapped[int]
    proof_address: Mapped[str]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stated_at: Mapped[datetime]
    evidence_position: Mapped[int]


class OutsideDecision(Model):
    """What an officer decided about a statement, once. minutes: recognised, 0 for a refusal, which has a reason."""

    __tablename__ = "outside_decision"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_not_below_zero"),
        CheckConstraint("minutes > 0 OR reason <> ''", name="no_with_a_reason"),
    )

    outside_hours_id: Mapped[int] = mapped_column(ForeignKey("outside_hours.id"), primary_key=True)
    minutes: Mapped[int]
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    evidence_position: Mapped[int]
