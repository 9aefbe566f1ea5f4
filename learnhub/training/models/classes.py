"""Classes, their timetable, and who has a place in them."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.db import Model, enum_type
from learnhub.training.rules.particulars import TraineeGroup


class ClassState(enum.StrEnum):
    """Where a class stands."""

    APPLIED = "applied"
    APPROVED = "approved"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class TrainingClass(Model):
    """One opening of a course version by a base. Its opening day fixes the policy figures of its records."""

    __tablename__ = "training_class"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    region_code: Mapped[str] = mapped_column(index=True)
    opened_on: Mapped[date]
    capacity: Mapped[int]
    place: Mapped[str]
    access_words: Mapped[str]
    state: Mapped[ClassState] = mapped_column(enum_type(ClassState, "state_known"))
    trainee_group: Mapped[TraineeGroup] = mapped_column(
        enum_type(TraineeGroup, "trainee_group_known"), server_default=TraineeGroup.TRAINEES.value
    )
    sessions: Mapped[list["ClassSession"]] = relationship(
        order_by="ClassSession.day, ClassSession.starts_at", back_populates="training_class"
    )


class ClassSession(Model):
    """One meeting of a class on one day."""

    __tablename__ = "class_session"
    __table_args__ = (
        UniqueConstraint("training_class_id", "day", "starts_at"),
        CheckConstraint("planned_minutes > 0", name="planned_minutes_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    day: Mapped[date]
    starts_at: Mapped[str]  # "09:00", local time
    planned_minutes: Mapped[int]
    title: Mapped[str]
    training_class: Mapped[TrainingClass] = relationship(back_populates="sessions")


class ClassPlace(Model):
    """An enrolment's place in a class; one enrolment sits in one class."""

    __tablename__ = "class_place"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    joined_on: Mapped[date]


class ClassTeacher(Model):
    """An instructor of a class; only they mark its attendance."""

    __tablename__ = "class_teacher"

    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
