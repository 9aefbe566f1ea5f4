"""The registers of the field."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.db import Model, enum_type
from learnhub.field.rules import EventKind, FieldKind, Post, Signing, Sort


class FieldEntry(Model):
    """A teacher, an assessor, an agency or an expert. Rows are only added; what happens to them are events.

    works_at: who employs them, "" for an agency. subjects: what they teach or assess, in words. occupation: "edition:code", or "".
    issued_on: of an assessor's certificate. contact: how to write to them. source: the paper that names them.
    """

    __tablename__ = "field_entry"
    __table_args__ = (
        CheckConstraint("length(region_code) = 6", name="region_code_six_digits"),
        CheckConstraint("(kind = 'assessor') = (issued_on IS NOT NULL)", name="assessors_have_a_certificate"),
        CheckConstraint("(kind = 'teacher') = (post IS NOT NULL)", name="teachers_have_a_post"),
        Index("ix_field_entry_kind_region_code", "kind", "region_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FieldKind] = mapped_column(enum_type(FieldKind, "kind_known"))
    region_code: Mapped[str]
    name: Mapped[str]
    sort: Mapped[Sort] = mapped_column(enum_type(Sort, "sort_known"))
    works_at: Mapped[str]
    subjects: Mapped[str]
    occupation: Mapped[str]
    post: Mapped[Post | None] = mapped_column(enum_type(Post, "post_known"))
    signing: Mapped[Signing | None] = mapped_column(enum_type(Signing, "signing_known"))
    knows_braille: Mapped[bool | None]
    issued_on: Mapped[date | None]
    contact: Mapped[str]
    source: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    events: Mapped[list["FieldEvent"]] = relationship(order_by="FieldEvent.id", back_populates="entry")


class FieldEvent(Model):
    """What happened to an entry: filed, trained, warned, out. Rows are only added; the order of rows is that of recording."""

    __tablename__ = "field_event"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("minutes IS NULL OR kind = 'trained'", name="minutes_of_training"),
        CheckConstraint(
            "kind NOT IN ('warned', 'exited', 'banned', 'restored') OR words <> ''", name="says_why"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("field_entry.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind, "kind_known"))
    day: Mapped[date]
    minutes: Mapped[int | None]
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    entry: Mapped[FieldEntry] = relationship(back_populates="events")
