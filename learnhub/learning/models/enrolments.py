"""Enrolments, and where somebody left off; what learners do is in the evidence log."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type


class EnrolmentState(enum.StrEnum):
    """Where an enrolment stands."""

    ACTIVE = "active"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Enrolment(Model):
    """One trainee in one course: one 人次. The course version and the credit rule are fixed here."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    # The day whose credit figures hold for this enrolment, whatever is decided later.
    figures_on: Mapped[datetime]
    state: Mapped[EnrolmentState] = mapped_column(
        enum_type(EnrolmentState, "state_known"), default=EnrolmentState.ACTIVE
    )
    enrolled_at: Mapped[datetime]


class LessonPlace(Model):
    """Where a person left off in one text, for all devices and all voices.

    sentence_id: the sentence that was heard or signed last, empty before any. video_ms: where the main video stood. sign_ms: where a
    sign video stood that doesn't say which sentence it shows. Overwritten as the person goes on: it is a bookmark, never evidence of
    learning.
    """

    __tablename__ = "lesson_place"
    __table_args__ = (
        CheckConstraint("video_ms >= 0", name="video_ms_from_zero"),
        CheckConstraint("sign_ms >= 0", name="sign_ms_from_zero"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    text_hash: Mapped[str] = mapped_column(primary_key=True)
    sentence_id: Mapped[str]
    video_ms: Mapped[int]
    sign_ms: Mapped[int] = mapped_column(server_default="0")
    changed_at: Mapped[datetime]
