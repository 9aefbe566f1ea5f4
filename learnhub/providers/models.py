"""Training bases."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type


class BaseLevel(enum.StrEnum):
    """Who listed the base; quota rules speak of it. Source: 云残发〔2022〕55号 (省级及以上培训基地)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    PREFECTURE = "prefecture"
    COUNTY = "county"


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
