"""What a base applies for when it opens a class, and the steps of that application."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.training.rules.particulars import ClassKind, DeliveryForm, Interpreter, TrainingType


class OpeningStepKind(enum.StrEnum):
    """What was done about the opening of a class."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class OpeningStep(Model):
    """One step on the way to a class: who did what when, and why. Rows are only added; the last one tells where it stands.

    remarks: what the office says of each section of the application, by the section's value. evidence_position: in the chain
    of the class; None for steps from before classes had one.
    """

    __tablename__ = "opening_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    kind: Mapped[OpeningStepKind] = mapped_column(enum_type(OpeningStepKind, "kind_known"))
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    remarks: Mapped[dict[str, Any] | None]
    evidence_position: Mapped[int | None]


class OpeningDraft(Model):
    """An application that somebody is still writing: what was typed, by section and field, right or not.

    training_class_id: the returned class that it mends; None for a new one. It is erased when it is submitted.
    """

    __tablename__ = "opening_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), index=True)
    training_class_id: Mapped[int | None] = mapped_column(ForeignKey("training_class.id"), unique=True)
    typed: Mapped[dict[str, Any]]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class ClassParticulars(Model):
    """What an application says beyond course, days and place; classes from before it was asked have no row.

    access_facts: AccessFact → Known, by value. employer: of whom a class is ordered, or the village it goes to.
    """

    __tablename__ = "class_particulars"

    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    training_type: Mapped[TrainingType] = mapped_column(enum_type(TrainingType, "training_type_known"))
    delivery_form: Mapped[DeliveryForm] = mapped_column(enum_type(DeliveryForm, "delivery_form_known"))
    dispersed_approval: Mapped[str]
    kind: Mapped[ClassKind] = mapped_column(enum_type(ClassKind, "kind_known"))
    employer: Mapped[str]
    access_facts: Mapped[dict[str, Any]]
    directions: Mapped[str]
    is_companion_allowed: Mapped[bool]
    interpreter: Mapped[Interpreter] = mapped_column(enum_type(Interpreter, "interpreter_known"))
    interpreter_words: Mapped[str]
    dormitory: Mapped[str]


class BudgetLine(Model):
    """One line of a class's budget."""

    __tablename__ = "class_budget_line"
    __table_args__ = (
        UniqueConstraint("training_class_id", "position"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    position: Mapped[int]
    title: Mapped[str]
    amount_fen: Mapped[int]
