"""Training bases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.providers.rules.life import BaseLevel as BaseLevel
from learnhub.providers.rules.life import LifeStep
from learnhub.providers.rules.particulars import Nature


class TrainingBase(Model):
    """残疾人职业培训基地."""

    __tablename__ = "training_base"
    __table_args__ = (CheckConstraint("length(region_code) = 6", name="region_code_six_digits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    level: Mapped[BaseLevel] = mapped_column(enum_type(BaseLevel, "level_known"))
    region_code: Mapped[str] = mapped_column(index=True)
    listed_on: Mapped[date | None]
    address: Mapped[str]
    # How a person reaches the base: by telephone and, for people who can't telephone, in writing.
    phone: Mapped[str]
    text_contact: Mapped[str]
    access_words: Mapped[str]  # entrance, lift, toilet, guide path, hearing loop: in plain words
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    credit_code: Mapped[str | None] = mapped_column(unique=True)  # GB 32100, in capitals
    specialities: Mapped[list[Any]] = mapped_column(default=list)
    facilities: Mapped[list[Any]] = mapped_column(default=list)  # keys of rules.particulars.FACILITY_WORDS
    practice_areas: Mapped[list[Any]] = mapped_column(default=list)  # [name, places]
    nature: Mapped[Nature] = mapped_column(
        enum_type(Nature, "nature_known"), default=Nature.NOT_TOLD, server_default=""
    )


class BaseLifeStep(Model):
    """One step in the life of a base; rows are only added. document: title and number of what it rests on, "" without."""

    __tablename__ = "base_life_step"
    __table_args__ = (
        UniqueConstraint("base_id", "position"),
        CheckConstraint("(kind = 'assessed') = (score IS NOT NULL)", name="assessments_have_a_score"),
        CheckConstraint("(kind = 'publicised') = (until IS NOT NULL)", name="notices_have_an_end"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_of_a_hundred"),
        CheckConstraint(
            "kind NOT IN ('returned', 'warned', 'exited', 'banned') OR reason <> ''", name="says_why"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"))
    position: Mapped[int]
    kind: Mapped[LifeStep] = mapped_column(enum_type(LifeStep, "kind_known"))
    on: Mapped[date]
    until: Mapped[date | None]  # last day of the notice
    reason: Mapped[str]
    document: Mapped[str]
    score: Mapped[int | None]
    level: Mapped[BaseLevel | None] = mapped_column(enum_type(BaseLevel, "level_known"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
