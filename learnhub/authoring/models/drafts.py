"""Drafts of courses: their versions and what people did to them, and what somebody typed and has not saved yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.authoring.rules.drafts.revisions import DraftState, StepKind
from learnhub.catalogue.models import Course, CourseVersion
from learnhub.db import Model, enum_type
from learnhub.providers.models import TrainingBase

_OPEN = text("state NOT IN ('published', 'discarded')")


class CourseDraft(Model):
    """A course at work: a folder whose states are its revisions.

    course_id, from_version_id: the course and the version that it began as; None for a new course. lead_id: who answers for it.
    """

    __tablename__ = "course_draft"
    __table_args__ = (
        # Two open drafts of one course would overtake each other.
        Index("uq_course_draft_slug_open", "slug", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    base_id: Mapped[int] = mapped_column(ForeignKey(TrainingBase.id), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey(Course.id), index=True)
    from_version_id: Mapped[int | None] = mapped_column(ForeignKey(CourseVersion.id))
    state: Mapped[DraftState] = mapped_column(enum_type(DraftState, "state_known"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DraftMember(Model):
    """Somebody of the base who works on a draft, and from when to when."""

    __tablename__ = "draft_member"
    __table_args__ = (
        Index(
            "uq_draft_member_draft_id_person_id_present",
            "draft_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        CheckConstraint("until_at IS NULL OR until_at >= since_at", name="until_after_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(CourseDraft.id))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class DraftRevision(Model):
    """One state of a draft's folder, whole. Triggers refuse every change: undo is a new row.

    files: path → [address of the blob, bytes]. restores: the number of the revision it goes back to.
    """

    __tablename__ = "draft_revision"
    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("restores IS NULL OR restores < number", name="restores_earlier"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(CourseDraft.id))
    number: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    words: Mapped[str]
    restores: Mapped[int | None]
    files: Mapped[dict[str, Any]]


class DraftStep(Model):
    """What was done to a draft as a whole, by whom, at which revision. Triggers refuse every change.

    person_id: who was handed it, joined or left. state: what it moved to. words: the reason, or empty.
    """

    __tablename__ = "draft_step"
    __table_args__ = (CheckConstraint("(kind = 'moved') = (state IS NOT NULL)", name="moved_to_a_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(CourseDraft.id), index=True)
    kind: Mapped[StepKind] = mapped_column(enum_type(StepKind, "kind_known"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    revision: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[DraftState | None] = mapped_column(enum_type(DraftState, "step_state_known"))
    words: Mapped[str]


class DraftEdit(Model):
    """What somebody typed and has not saved: kept every few seconds, offered back after a crash, gone when it is saved.

    place: which form of the file ("file", or a block). base_revision: what the form showed. fields: name → what was typed.
    """

    __tablename__ = "draft_edit"
    __table_args__ = (UniqueConstraint("draft_id", "person_id", "path", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(CourseDraft.id))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    path: Mapped[str]
    place: Mapped[str]
    base_revision: Mapped[int]
    fields: Mapped[dict[str, Any]]
    typed_at: Mapped[datetime]
