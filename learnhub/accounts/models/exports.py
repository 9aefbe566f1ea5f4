"""Copies of one's own data that somebody asked for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class DataExport(Model):
    """A copy of what is kept about a person, as a file that only this person can fetch, for a few days.

    token: names the file in the instance folder. erased_at: the file has gone; the row says that there was one.
    """

    __tablename__ = "data_export"
    __table_args__ = (
        CheckConstraint("(made_at IS NULL) = (expires_at IS NULL)", name="expires_once_made"),
        CheckConstraint("byte_count >= 0", name="byte_count_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    byte_count: Mapped[int]
