"""Guardians of people, and what was said about them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.rules.guardianship import GuardianScope, GuardianStepKind, How, Relation
from learnhub.db import Model, enum_type


class GuardianLink(Model):
    """An officer saw proof that one person is another's guardian. Rows are only added; the steps tell whether it opens anything."""

    __tablename__ = "guardian_link"
    __table_args__ = (
        CheckConstraint("guardian_id <> person_id", name="two_people"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    relation: Mapped[Relation] = mapped_column(enum_type(Relation, "relation_known"))
    scope: Mapped[GuardianScope] = mapped_column(enum_type(GuardianScope, "scope_known"))
    proof: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]


class GuardianStep(Model):
    """One step: recorded, the trainee's own yes or no, talked with both, consent to money, ended. Rows are only added."""

    __tablename__ = "guardian_step"
    __table_args__ = (
        CheckConstraint("(kind IN ('own yes', 'own no')) = (how IS NOT NULL)", name="own_answers_say_how"),
        CheckConstraint("kind <> 'talked' OR words <> ''", name="talks_say_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("guardian_link.id"), index=True)
    kind: Mapped[GuardianStepKind] = mapped_column(enum_type(GuardianStepKind, "kind_known"))
    words: Mapped[str]
    how: Mapped[How | None] = mapped_column(enum_type(How, "how_known"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]
