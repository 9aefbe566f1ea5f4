"""Announcements, their versions and withdrawals; rows are only added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.announcements.rules import Kind
from learnhub.db import Model, enum_type


class Announcement(Model):
    """Something that the office of a division tells everybody; what it says stands in its versions."""

    __tablename__ = "announcement"
    __table_args__ = (CheckConstraint("length(region_code) = 6", name="region_code_six_digits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(index=True)
    kind: Mapped[Kind] = mapped_column(enum_type(Kind, "kind_known"))
    made_at: Mapped[datetime]


class AnnouncementVersion(Model):
    """What an announcement says from a moment on. details: rules.Text.details. reason: why it was corrected, "" of the first."""

    __tablename__ = "announcement_version"
    __table_args__ = (
        UniqueConstraint("announcement_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("(number = 1) = (reason = '')", name="corrected_with_a_reason"),
        CheckConstraint("title <> '' AND summary <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    details: Mapped[dict[str, Any]]
    ends_on: Mapped[date | None]
    reason: Mapped[str]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]


class AnnouncementCourse(Model):
    """A course of the catalogue that a version points at."""

    __tablename__ = "announcement_course"

    version_id: Mapped[int] = mapped_column(ForeignKey("announcement_version.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True, index=True)


class AnnouncementWithdrawal(Model):
    """Why an announcement holds no longer."""

    __tablename__ = "announcement_withdrawal"
    __table_args__ = (CheckConstraint("reason <> ''", name="says_why"),)

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str]
    withdrawn_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime]
