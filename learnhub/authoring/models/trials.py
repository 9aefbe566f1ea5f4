"""Tables of 试读: who read an easy-read text before it was called reviewed. Rows are only added."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class EasyReadTrial(Model):
    """One reading of an easy-read text with the people it is for.

    text_hash: of the easy-read text as it was read; a changed text needs a reading of its own. reader_count: people who read it and
    for whom it is meant; who they are is kept nowhere. changes: what was hard to them, and what was changed.
    """

    __tablename__ = "easy_read_trial"
    __table_args__ = (CheckConstraint("reader_count BETWEEN 1 AND 100", name="reader_count_sensible"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    text_hash: Mapped[str] = mapped_column(index=True)
    reader_count: Mapped[int]
    read_on: Mapped[date]
    changes: Mapped[str]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class EasyReadConfirmation(Model):
    """Another person says that a reading took place as recorded: from then on the text is reviewed."""

    __tablename__ = "easy_read_confirmation"

    trial_id: Mapped[int] = mapped_column(ForeignKey("easy_read_trial.id"), primary_key=True)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime]
