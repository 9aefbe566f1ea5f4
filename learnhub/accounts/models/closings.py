"""Accounts that their people asked to close."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class AccountClosing(Model):
    """That somebody asked to close the own account. closes_on: the day from which it may be done; until then it can be taken back."""

    __tablename__ = "account_closing"
    __table_args__ = (
        CheckConstraint("cancelled_at IS NULL OR closed_at IS NULL", name="cancelled_or_closed"),
        # One at a time, whatever is pressed at the same moment on two devices.
        Index(
            "uq_account_closing_person_id_asked",
            "person_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_account_closing_closes_on", "closes_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    closes_on: Mapped[date]
    cancelled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
