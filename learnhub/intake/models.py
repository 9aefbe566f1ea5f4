"""Sheets that offices bring, and what an old 台账 said."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.intake.rules.registers import Register


class BroughtSheet(Model):
    """A sheet between its upload and the end of its import, and what stays known of it afterwards.

    id: chosen by the program, because the cells are encrypted for this very row. region_code: of the rows that name none.
    cells_sealed: None once it ended. mapping: part → column number. taken: how many rows were taken, None while nothing was.
    """

    __tablename__ = "brought_sheet"
    __table_args__ = (
        CheckConstraint("length(region_code) = 6", name="region_code_six_digits"),
        CheckConstraint("(cells_sealed IS NULL) = (ended_at IS NOT NULL)", name="ended_without_cells"),
        CheckConstraint("taken IS NULL OR ended_at IS NOT NULL", name="taken_at_the_end"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    register: Mapped[Register] = mapped_column(enum_type(Register, "register_known"))
    region_code: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    cells_sealed: Mapped[str | None]
    mapping: Mapped[dict[str, Any]]
    ended_at: Mapped[datetime | None]
    taken: Mapped[int | None]


class OldLedgerRow(Model):
    """What an old 台账 said of one person in one training: history, never an enrolment, a credit or money. Rows are only added.

    number: of the row in the sheet, the header being 1. row_key: keyed hash of person, project and beginning within a division, so
    that a row is kept once. identity_hash: keyed, as that of certificates, "" without a number. masked: the number as pages show it.
    began, ended: "2019", "2019-03" or "2019-03-05"; ended may be "".
    """

    __tablename__ = "old_ledger_row"
    __table_args__ = (
        CheckConstraint("length(region_code) = 6", name="region_code_six_digits"),
        CheckConstraint("began <> ''", name="began_is_told"),
    )

    sheet_id: Mapped[str] = mapped_column(ForeignKey("brought_sheet.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    row_key: Mapped[str] = mapped_column(unique=True)
    identity_hash: Mapped[str] = mapped_column(index=True)
    masked: Mapped[str]
    name_sealed: Mapped[str]
    project: Mapped[str]
    provider: Mapped[str]
    began: Mapped[str]
    ended: Mapped[str]
    hours: Mapped[str]
    certificate: Mapped[str]
