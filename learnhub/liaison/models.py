"""Towns and streets of a county, their liaisons, the people on their lists, and what was done for whom."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.liaison.rules import DeedKind, YesBy


class Town(Model):
    """A town or street (镇街) of a county, as its office names it: GB/T 2260 ends at the county."""

    __tablename__ = "town"
    __table_args__ = (
        UniqueConstraint("region_code", "name"),
        CheckConstraint("name <> ''", name="has_a_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    name: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class TownLiaison(Model):
    """Somebody is the liaison of a town from the day it was given until a day, or until it is ended."""

    __tablename__ = "town_liaison"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= given_at", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("town.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until_on: Mapped[date]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class TownPerson(Model):
    """Somebody is on the list of one town; the row goes when the person leaves it."""

    __tablename__ = "town_person"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("town.id"), index=True)
    joined_at: Mapped[datetime]


class LiaisonDeed(Model):
    """What a liaison did for somebody, with the person's yes. enrolment_id: of ENROLLED. undone_at: when the person took it back."""

    __tablename__ = "liaison_deed"
    __table_args__ = (
        CheckConstraint("(kind = 'enrolled') = (enrolment_id IS NOT NULL)", name="enrolled_in_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("town.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[DeedKind] = mapped_column(enum_type(DeedKind, "kind_known"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    yes_by: Mapped[YesBy] = mapped_column(enum_type(YesBy, "yes_by_known"))
    yes_on: Mapped[date]
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
