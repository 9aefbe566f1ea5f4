"""What was changed in a class after it was approved."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.training.rules.changes import ChangeKind


class ClassChange(Model):
    """A change that a base asked for. Rows are only added; ChangeStep tells what became of it.

    from_words, to_words: as people read it. details: the same as values, from which the change is made.
    """

    __tablename__ = "class_change"
    __table_args__ = (CheckConstraint("reason <> ''", name="says_why"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(enum_type(ChangeKind, "kind_known"))
    from_words: Mapped[str]
    to_words: Mapped[str]
    details: Mapped[dict[str, Any]]
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    evidence_position: Mapped[int]


class ChangeStepKind(enum.StrEnum):
    """What became of a change."""

    MADE = "made"  # no approval needed by policy
    APPROVED = "approved"  # and made
    REFUSED = "refused"


class ChangeStep(Model):
    """The end of a change; a change without one waits for the office. Rows are only added."""

    __tablename__ = "class_change_step"
    __table_args__ = (
        UniqueConstraint("class_change_id"),
        CheckConstraint("kind <> 'refused' OR reason <> ''", name="refused_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_change_id: Mapped[int] = mapped_column(ForeignKey("class_change.id"))
    kind: Mapped[ChangeStepKind] = mapped_column(enum_type(ChangeStepKind, "kind_known"))
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]
