"""What teachers of a class note about how to help a trainee; the trainee may read it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class TraineeNote(Model):
    """One note. words: empty once it was taken out, which leaves who wrote and who took out when."""

    __tablename__ = "trainee_note"
    __table_args__ = (
        CheckConstraint("(taken_out_at IS NULL) = (words <> '')", name="words_until_taken_out"),
        CheckConstraint("(taken_out_at IS NULL) = (taken_out_by_id IS NULL)", name="somebody_took_it_out"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    taken_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_out_at: Mapped[datetime | None]
