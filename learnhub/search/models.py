"""What is searched and listed: made from the catalogue, and can be made anew at any time.

The terms of the documents stand in search_fts, an FTS5 table or a table with a tsvector, which a migration writes by hand.
"""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model

# Words are looked up by how they begin, which only this order of characters answers from an index in PostgreSQL.
_LETTERS = String().with_variant(String(collation="C"), "postgresql")


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


class SearchWord(Model):
    """A word that titles, tags and occupations are made of, with the letters it is typed by; see search.rules.Word.

    Words stay when the last course that has them goes: whoever asks looks at search_word_course, too.
    """

    __tablename__ = "search_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(_LETTERS, unique=True)
    pinyin: Mapped[str] = mapped_column(_LETTERS, index=True)
    initials: Mapped[str] = mapped_column(_LETTERS, index=True)
    sound: Mapped[str] = mapped_column(_LETTERS, index=True)


class SearchWordCourse(Model):
    """A course that has a word. is_topic: in its title, tags or occupation, not in titles of its lessons alone."""

    __tablename__ = "search_word_course"

    word_id: Mapped[int] = mapped_column(ForeignKey("search_word.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course_entry.course_id"), primary_key=True, index=True)
    is_topic: Mapped[bool]
