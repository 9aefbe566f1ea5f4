"""Files of trainees and what stands in them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.casework.rules import EntryKind, Outcome
from learnhub.db import Model, enum_type


class TraineeFile(Model):
    """A file that a trainee wished for. ended_at: when the trainee ended it, or it ended by policy; its words went with it."""

    __tablename__ = "trainee_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    entries: Mapped[list["FileEntry"]] = relationship(order_by="FileEntry.id", back_populates="file")


class FileEntry(Model):
    """One entry. course_slug: of the course that is wanted, or "". words: emptied when the file ends."""

    __tablename__ = "trainee_file_entry"
    __table_args__ = (
        CheckConstraint("(kind = 'follow-up') = (months IS NOT NULL)", name="follow_ups_have_months"),
        CheckConstraint(
            "(kind IN ('placement', 'follow-up')) = (outcome IS NOT NULL)", name="outcome_where_there_is_one"
        ),
        CheckConstraint("kind = 'need' OR course_slug = ''", name="needs_name_a_course"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("trainee_file.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind, "kind_known"))
    day: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, "outcome_known"))
    months: Mapped[int | None]
    course_slug: Mapped[str]
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    file: Mapped[TraineeFile] = relationship(back_populates="entries")
