"""Files that were made of lessons."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.catalogue.models import Course, Lesson
from learnhub.catalogue.rules import Edition
from learnhub.db import Model, enum_type
from learnhub.formats.rules.books import BookKind


class MadeBook(Model):
    """One made file. content_hash names everything inside (BookPlan.content_hash), so that nothing is made twice.

    course_id, lesson_id: what it is a book of; lesson_id is None for a whole course. version_id: of that lesson, or of the
    course. milliseconds: how long it sounds, 0 for print. page_count: 0 for what has no pages.
    """

    __tablename__ = "made_book"
    __table_args__ = (
        CheckConstraint("byte_count > 0", name="byte_count_positive"),
        Index("ix_made_book_course_id_lesson_id", "course_id", "lesson_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[BookKind] = mapped_column(enum_type(BookKind, "kind_known"))
    edition: Mapped[Edition] = mapped_column(enum_type(Edition, "edition_known"))
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey(Lesson.id))
    version_id: Mapped[int]
    title: Mapped[str]
    blob: Mapped[str] = mapped_column(index=True)
    byte_count: Mapped[int]
    milliseconds: Mapped[int]
    page_count: Mapped[int]
    made_at: Mapped[datetime]


class BrailleSheet(Model):
    """One lesson in one edition as a BRF file. sheet_key names its text and all that decides how it is written.

    gap_count: how many places hold something that braille has no cells for.
    """

    __tablename__ = "braille_sheet"
    __table_args__ = (CheckConstraint("page_count > 0", name="page_count_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_key: Mapped[str] = mapped_column(unique=True)
    blob: Mapped[str]
    byte_count: Mapped[int]
    page_count: Mapped[int]
    gap_count: Mapped[int]
    made_at: Mapped[datetime]
