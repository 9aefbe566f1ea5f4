"""Calendars that officers enter, public notices, what was objected to them, and complaints; rows are only added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.db import Model, enum_type
from learnhub.notices.rules import ComplaintState, Ending, Topic


class WorkingYear(Model):
    """A year of working days as an officer entered it; the newest row of a division counts."""

    __tablename__ = "working_year"
    __table_args__ = (
        CheckConstraint("source <> ''", name="has_source"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_meant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    region_code: Mapped[str]  # "" for the whole country
    days_off: Mapped[list[Any]]  # ["2027-01-01"]
    days_worked: Mapped[list[Any]]
    source: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    evidence_position: Mapped[int]


class PublicNotice(Model):
    """What is told to everybody, as it was on the day of publishing.

    subject: chain that the row of evidence stands in ("claim:3"). items: [{"name": "王*强", "words": …, "amount_fen": 45000}], names
    masked. seal_number, seal_root: of the newest seal then, None on a site that has sealed nothing yet.
    """

    __tablename__ = "public_notice"
    __table_args__ = (
        CheckConstraint("working_days BETWEEN 1 AND 60", name="period_meant"),
        CheckConstraint("ends_on > published_on", name="ends_after_publishing"),
        UniqueConstraint("subject", "evidence_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    title: Mapped[str]
    region_code: Mapped[str]
    published_on: Mapped[date]
    working_days: Mapped[int]
    ends_on: Mapped[date]
    counted_by: Mapped[list[Any]]  # documents that working days were counted by
    items: Mapped[list[Any]]
    total_fen: Mapped[int]
    seal_number: Mapped[int | None]
    seal_root: Mapped[str | None]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
    evidence_position: Mapped[int]


class NoticeEnding(Model):
    """How a notice ended, and in which words."""

    __tablename__ = "notice_ending"
    __table_args__ = (CheckConstraint("words <> ''", name="says_how"),)

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("public_notice.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Ending] = mapped_column(enum_type(Ending, "kind_known"))
    words: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime]
    evidence_position: Mapped[int]


class NoticeObjection(Model):
    """What somebody objects. Who it was is asked by nobody; code: by which the objector follows it, known to nobody else."""

    __tablename__ = "notice_objection"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notice.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    words: Mapped[str]
    received_at: Mapped[datetime]
    evidence_position: Mapped[int]


class ObjectionAnswer(Model):
    """What the office answered to an objection."""

    __tablename__ = "objection_answer"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)

    objection_id: Mapped[int] = mapped_column(
        ForeignKey("notice_objection.id"), primary_key=True, autoincrement=False
    )
    is_upheld: Mapped[bool]
    words: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]
    evidence_position: Mapped[int]


class Complaint(Model):
    """What somebody complains about. Who it was is asked by nobody; contact: in their own words, "" for none.

    code_hash: of the number by which it is followed, known to whoever wrote it alone. answer_by: told when it was taken. about: the class
    or base, in words; "" for none. erased_at: when words (then rules.ERASED), contact and about were taken away, with those of its answers.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("length(region_code) = 6", name="region_code_six_digits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    region_code: Mapped[str] = mapped_column(index=True)
    topic: Mapped[Topic] = mapped_column(enum_type(Topic, "topic_known"))
    words: Mapped[str]
    contact: Mapped[str]
    about: Mapped[str] = mapped_column(server_default="", default="")
    received_at: Mapped[datetime]
    answer_by: Mapped[date]
    erased_at: Mapped[datetime | None]
    answers: Mapped[list["ComplaintAnswer"]] = relationship(order_by="ComplaintAnswer.id")


class ComplaintAnswer(Model):
    """What the office did about a complaint; the newest says how it stands. Rows are only added."""

    __tablename__ = "complaint_answer"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    state: Mapped[ComplaintState] = mapped_column(enum_type(ComplaintState, "state_known"))
    words: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]
