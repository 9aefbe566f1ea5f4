"""Evaluations, what the evaluator found, and what was done with it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.evaluation.rules import StepKind


class Evaluation(Model):
    """An evaluation of a division's classes whose last meeting lay within first_on and last_on, inclusive. Rows are only added.

    classes: what the evaluator reads, frozen when it was drawn (service.sample.ClassTold as JSON); no name and no number of a
    person. digest: of classes. population: among how many classes was drawn. until_on: the evaluator's last day.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="ends_after_it_begins"),
        CheckConstraint("size > 0 AND size <= population", name="size_within_population"),
        CheckConstraint("seed <> '' AND organisation <> '' AND document <> ''", name="says_who_and_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    organisation: Mapped[str]
    document: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    seed: Mapped[str]
    size: Mapped[int]
    population: Mapped[int]
    classes: Mapped[list[Any]]
    digest: Mapped[str]
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until_on: Mapped[date]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]


class EvaluationFinding(Model):
    """What the evaluator found of the class with a number, or of the whole (0). May be changed until it is handed in."""

    __tablename__ = "evaluation_finding"
    __table_args__ = (CheckConstraint("number >= 0", name="number_from_zero"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scores: Mapped[dict[str, Any]]
    words: Mapped[str]
    kept_at: Mapped[datetime]


class EvaluationStep(Model):
    """Something done with an evaluation. Rows are only added. words: of the answer, or why it ended. digest: of what was handed in."""

    __tablename__ = "evaluation_step"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "kind"),
        CheckConstraint("kind NOT IN ('answered', 'ended') OR words <> ''", name="said_in_words"),
        CheckConstraint("(kind = 'handed in') = (digest <> '')", name="handed_in_with_its_digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(enum_type(StepKind, "kind_known"))
    words: Mapped[str]
    digest: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
