"""Questions to a teacher, their answers, and what became part of a lesson's help."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.catalogue.rules import Edition
from learnhub.db import Model, enum_type
from learnhub.learning.rules.enquiries import AboutKind


class Enquiry(Model):
    """A question that a trainee asks the teachers of a course.

    lesson_id: where it was asked; text_hash, edition: of the text that was read. about_*, context: the place with its words as they
    were. shared_at: since when who asked agrees that the class sees it; None: not.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("(about_kind = 'lesson') = (about_key = '')", name="place_has_a_key"),
        CheckConstraint("withdrawn_at IS NULL OR shared_at IS NULL", name="withdrawn_is_not_shared"),
        Index("ix_enquiry_course_id_asked_at", "course_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    text_hash: Mapped[str]
    edition: Mapped[Edition] = mapped_column(enum_type(Edition, "edition_known"))
    about_kind: Mapped[AboutKind] = mapped_column(enum_type(AboutKind, "about_known"))
    about_key: Mapped[str]
    about_words: Mapped[str]
    context: Mapped[str]
    sending_id: Mapped[int] = mapped_column(ForeignKey("sending.id"), unique=True)
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]


class EnquiryAnswer(Model):
    """One answer of a teacher. shared_at: since when who answered agrees that the class sees it; None: not."""

    __tablename__ = "enquiry_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sending_id: Mapped[int] = mapped_column(ForeignKey("sending.id"), unique=True)
    answered_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]


class FrequentAnswer(Model):
    """A question with its answer that everybody finds beside a lesson; it knows nobody who asked.

    text_hash: of the standard text that it belongs to: where the text changes, it is shown no more until a teacher says that it still
    holds. answer_id: whose recordings are shown with it; None: words alone.
    """

    __tablename__ = "frequent_answer"
    __table_args__ = (
        CheckConstraint("question <> '' AND answer <> ''", name="says_something"),
        Index("ix_frequent_answer_course_id_lesson_id", "course_id", "lesson_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    text_hash: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("enquiry_answer.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
