"""What is searched and listed: made from the catalogue, and can be made anew at any time.

The terms of the documents stand in search_fts, an FTS5 table or a table with a tsvector, which a migration writes by hand.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class CourseEntry(Model):
    """A course that can be found. is_open: people can enrol in it. is_listed: it stands in the list; shared modules don't."""

    __tablename__ = "course_entry"
    __table_args__ = (Index("ix_course_entry_order", "is_listed", "is_open", "title"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    title: Mapped[str]
    is_open: Mapped[bool]
    is_listed: Mapped[bool]


class CourseFacet(Model):
    """One value of one facet that a listed course has; facet and value as in search.rules.Facet."""

    __tablename__ = "course_facet"
    __table_args__ = (Index("ix_course_facet_facet_value", "facet", "value"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course_entry.course_id"), primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class SearchDocument(Model):
    """A course (lesson_id is null) or one of its lessons, as it is shown in results.

    text: sentences as written, one a line. context, facets: see search.rules.Document; facets joined by blanks.
    """

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course_entry.course_id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"), index=True)
    lesson_slug: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    context: Mapped[str]
    facets: Mapped[str]
