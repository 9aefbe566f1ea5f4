"""Courses and their versions, lessons and their versions, files, slots."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.catalogue.rules.course import CourseKind as CourseKind
from learnhub.catalogue.rules.course import CourseState as CourseState
from learnhub.catalogue.rules.course import Origin, UnitMode
from learnhub.catalogue.rules.slots import SlotKind, SlotState
from learnhub.catalogue.rules.text import Edition
from learnhub.db import Model, enum_type
from learnhub.providers.models import TrainingBase


class Course(Model):
    """A course; what it says stands in its versions."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[CourseKind] = mapped_column(enum_type(CourseKind, "kind_known"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey(TrainingBase.id), index=True)
    state: Mapped[CourseState] = mapped_column(enum_type(CourseState, "state_known"), index=True)
    created_at: Mapped[datetime]


class CourseVersion(Model):
    """One frozen state of a course: enrolments point to it. Triggers refuse every change."""

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    # None: made while the course was in preparation; nobody can enrol in it.
    published_at: Mapped[datetime | None]
    # Of all files and of the lesson versions that included modules gave: equal content makes no new version.
    digest: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    training_type: Mapped[str]
    level: Mapped[str]
    certificates: Mapped[list[Any]]
    cost: Mapped[str]
    support_provided: Mapped[str]
    notice: Mapped[str]
    origin: Mapped[Origin] = mapped_column(enum_type(Origin, "origin_known"))
    licence: Mapped[str]
    rights: Mapped[str]
    tags: Mapped[list[Any]]
    occupation_edition: Mapped[str | None]
    occupation_code: Mapped[str | None]
    occupation_name: Mapped[str | None]
    planned_online_class_hours: Mapped[int]
    planned_offline_class_hours: Mapped[int]
    planned_offline_days: Mapped[int]
    course_toml: Mapped[str]


class CourseFile(Model):
    """One file of a course version, as it came."""

    __tablename__ = "course_file"

    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    blob: Mapped[str]
    byte_count: Mapped[int]


class MediaFile(Model):
    """A picture that a course shows or has shown. path: relative to lessons/ ("media/x.svg")."""

    __tablename__ = "media_file"
    __table_args__ = (UniqueConstraint("course_id", "path", "blob"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    path: Mapped[str]
    blob: Mapped[str]
    content_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]


class Unit(Model):
    """One unit of a course version. include_slug: the shared module that its lessons come from, or empty."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("course_version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    position: Mapped[int]
    title: Mapped[str]
    mode: Mapped[UnitMode] = mapped_column(enum_type(UnitMode, "mode_known"))
    planned_class_hours: Mapped[int]
    include_slug: Mapped[str]


class Lesson(Model):
    """What a slug names for ever: a lesson of one course, whatever its text says."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    slug: Mapped[str]


class LessonVersion(Model):
    """One text of a lesson. Triggers refuse every change: credits and evidence point here.

    text_hash: SHA-256 of the file, so also the address of its blob. minutes: what it is worth without handed-in tasks, which
    are worth theirs once they have been handed in. characters: what is read outside the checks.
    """

    __tablename__ = "lesson_version"
    __table_args__ = (
        UniqueConstraint("lesson_id", "text_hash"),
        Index("ix_lesson_version_text_hash", "text_hash"),
        CheckConstraint("minutes >= 1", name="minutes_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    text_hash: Mapped[str]
    edition: Mapped[Edition] = mapped_column(enum_type(Edition, "edition_known"))
    title: Mapped[str]
    summary: Mapped[str]
    source: Mapped[str]
    minutes: Mapped[int]
    characters: Mapped[int]
    made_at: Mapped[datetime]


class UnitLesson(Model):
    """The place of a lesson version in a unit; lessons of an included module have rows here too."""

    __tablename__ = "unit_lesson"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"), index=True)


class Slot(Model):
    """One way of one text. It hangs on the text's hash: the same text keeps it, a changed one leaves it behind.

    Texts are lessons, and passages that are signed on their own: questions, feedback, pages (catalogue.rules.passages).

    Audio has no rows here: speech keeps it. What machines make on the spot has none either; what isn't here is missing.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("text_hash", "edition", "kind", "language"),
        CheckConstraint(
            "(blob IS NOT NULL) = (state IN ('generated', 'uploaded', 'reviewed'))", name="content_as_state"
        ),
        # Missing is stored where there is a reason to be told: a signer took the video back.
        CheckConstraint(
            "state <> 'outdated' AND (state <> 'missing' OR reason <> '')", name="state_is_stored"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_hash: Mapped[str]
    edition: Mapped[Edition] = mapped_column(enum_type(Edition, "edition_known"))
    kind: Mapped[SlotKind] = mapped_column(enum_type(SlotKind, "kind_known"))
    language: Mapped[str]
    state: Mapped[SlotState] = mapped_column(enum_type(SlotState, "state_known"))
    blob: Mapped[str | None]
    content_type: Mapped[str]
    byte_count: Mapped[int]
    milliseconds: Mapped[int]
    # Of a sign video: its WebVTT, each cue named by the first sentence that it shows.
    cues_blob: Mapped[str | None]
    maker: Mapped[str]
    requested_of: Mapped[str]
    requested_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    reason: Mapped[str]
    changed_at: Mapped[datetime]


class LessonVideo(Model):
    """The main video of one text; its captions and description are slots. It hangs on the text's hash as slots do.

    has_sound: whether there is something that captions must say. poster_blob: of a video that came with its course folder, empty until
    there is one; a video that was uploaded here has its own.
    """

    __tablename__ = "lesson_video"
    __table_args__ = (
        UniqueConstraint("text_hash", "edition"),
        Index("ix_lesson_video_blob", "blob"),
        CheckConstraint("milliseconds > 0", name="milliseconds_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_hash: Mapped[str]
    edition: Mapped[Edition] = mapped_column(enum_type(Edition, "edition_known"))
    blob: Mapped[str]
    content_type: Mapped[str]
    byte_count: Mapped[int]
    milliseconds: Mapped[int]
    has_sound: Mapped[bool]
    # The default serves a program of the version before, which knows nothing of posters.
    poster_blob: Mapped[str] = mapped_column(server_default="", default="")
    changed_at: Mapped[datetime]
