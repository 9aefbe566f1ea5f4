"""What is searched and listed: made from the catalogue, and can be made anew at any time; and what people and officers add to it.

The terms of the documents stand in search_fts, an FTS5 table or a table with a tsvector, which a migration writes by hand.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.models import Person
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
    """One value of one facet that a course or a shared module has; facet and value as in search.rules.Facet."""

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


class SynonymGroup(Model):
    """Words that mean the same, added by an officer beside the word table. A change ends the group and adds another: what held when stays."""

    __tablename__ = "search_synonym_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[Any]]
    added_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    added_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class UnansweredQuery(Model):
    """A question that no course answers, counted without who asked.

    digest: a hash that nobody can make without the site's key. text: empty until it was asked three times: what a single person asks is
    nobody's business. is_hidden: an officer has dealt with it.
    """

    __tablename__ = "search_unanswered"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    asked_count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    is_hidden: Mapped[bool]


class SavedSearch(Model):
    """A search that a person wants to hear of. asked, facets: as in an address. known: ids of the courses that fitted when it was last looked at."""

    __tablename__ = "search_saved"
    __table_args__ = (UniqueConstraint("person_id", "asked", "facets_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    asked: Mapped[str]
    facets: Mapped[dict[str, Any]]
    facets_key: Mapped[str]
    known: Mapped[list[Any]]
    saved_at: Mapped[datetime]
    looked_at: Mapped[datetime]
