"""Rosters that a base brings as a sheet."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class RosterImport(Model):
    """A sheet between its upload and the end of its import.

    id: chosen by the program, because the cells are encrypted for this very row. cells_sealed: None once it ended: what was
    taken stands in RosterEntry, and nothing else of the sheet is kept. mapping: field → column number. choices: row number →
    what the base says of a row that may be somebody known.
    """

    __tablename__ = "roster_import"

    id: Mapped[str] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    cells_sealed: Mapped[str | None]
    mapping: Mapped[dict[str, Any]]
    choices: Mapped[dict[str, Any]]
    ended_at: Mapped[datetime | None]


class RosterEntry(Model):
    """Somebody whom a base entered by a sheet, with the consent on paper. Rows are only added.

    is_new: an account was made. began_on: since when the person takes part.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (UniqueConstraint("training_class_id", "enrolment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    import_id: Mapped[str]
    row_number: Mapped[int]
    consent_on: Mapped[date]
    consent_keeper: Mapped[str]
    began_on: Mapped[date]
    is_new: Mapped[bool]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    evidence_position: Mapped[int]
