"""Recorded abilities of people."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.rules.abilities import Ability
from learnhub.db import Model, enum_type


class AbilityRecord(Model):
    """Somebody of the office saw proof that a person can sign or read braille. A record is revoked, never deleted.

    proof: what was seen, in words. until_on: the last day, None without an end.
    """

    __tablename__ = "ability_record"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_whole"),
        CheckConstraint("recorded_by_id <> person_id", name="by_somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ability: Mapped[Ability] = mapped_column(enum_type(Ability, "ability_known"))
    proof: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
