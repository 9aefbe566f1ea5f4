"""Enrolments; what learners do is in the evidence log."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
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
