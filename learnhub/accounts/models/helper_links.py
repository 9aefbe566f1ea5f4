"""Helpers whom trainees invited, and what trainees said of help; rows are only added."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.rules.helping import HelpedBy, HelperStepKind
from learnhub.db import Json, Model, enum_type


class HelperLink(Model):
    """A trainee invited a helper: by nickname, or whoever is told a code. The steps tell whether it opens anything."""

    __tablename__ = "helper_link"
    __table_args__ = (
        CheckConstraint("helper_id IS NULL OR helper_id <> person_id", name="two_people"),
        CheckConstraint("(helper_id IS NULL) = (code_hash IS NOT NULL)", name="by_nickname_or_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str | None] = mapped_column(index=True)  # keyed
    until_on: Mapped[date]


class HelperStep(Model):
    """One step: invited, accepted, declined, changed what may be seen, ended. parts: names of what may be seen, sorted."""

    __tablename__ = "helper_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("helper_link.id"), index=True)
    kind: Mapped[HelperStepKind] = mapped_column(enum_type(HelperStepKind, "kind_known"))
    parts: Mapped[list[str]] = mapped_column(Json)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[datetime]
    evidence_position: Mapped[int]


class HelpStated(Model):
    """What a trainee said about help today. who: None for nobody. ways: names, sorted."""

    __tablename__ = "help_stated"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    on_day: Mapped[date]
    who: Mapped[HelpedBy | None] = mapped_column(enum_type(HelpedBy, "who_known"))
    ways: Mapped[list[str]] = mapped_column(Json)
    stated_at: Mapped[datetime]
    evidence_position: Mapped[int]
