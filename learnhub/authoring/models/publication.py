"""What was done to courses on the road to publication, and who was asked to take a draft over."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules.publication import RoadStep
from learnhub.catalogue.models import CourseVersion
from learnhub.db import Model, enum_type
from learnhub.providers.models import TrainingBase


class PublicationStep(Model):
    """One step on the road. Triggers refuse every change: receipts, comments and decisions are kept for ever.

    draft_id, revision: what it was done to; None for a course that no draft leads to. title: of the course then. folder_hash: of the
    frozen folder (rules.publication.folder_hash), for what was submitted and published. path, line, block, subject: where a comment
    stands (rules.publication.Place). course_version_id: the version that was published, superseded or withdrawn.
    """

    __tablename__ = "publication_step"
    __table_args__ = (
        CheckConstraint("(draft_id IS NULL) = (revision IS NULL)", name="draft_with_revision"),
        CheckConstraint("(kind = 'commented') = (path <> '')", name="comments_have_a_place"),
        CheckConstraint(
            "(kind IN ('submitted', 'published')) = (folder_hash <> '')", name="frozen_folders_have_a_hash"
        ),
        CheckConstraint(
            "(kind IN ('published', 'superseded', 'withdrawn')) = (course_version_id IS NOT NULL)",
            name="of_a_version",
        ),
        CheckConstraint("kind NOT IN ('commented', 'withdrawn') OR words <> ''", name="said_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_slug: Mapped[str] = mapped_column(index=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey(TrainingBase.id))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey(CourseDraft.id), index=True)
    revision: Mapped[int | None]
    kind: Mapped[RoadStep] = mapped_column(enum_type(RoadStep, "kind_known"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    title: Mapped[str]
    words: Mapped[str]
    folder_hash: Mapped[str]
    path: Mapped[str]
    line: Mapped[int]
    block: Mapped[str]
    subject: Mapped[str]
    course_version_id: Mapped[int | None] = mapped_column(ForeignKey(CourseVersion.id), index=True)


class ReviewAgreement(Model):
    """The first of two officers who let a submission pass, where policy asks for two; the second publishes. Triggers refuse every change.

    submission_id: the step that froze what was agreed to; whatever is submitted again is agreed to again.
    """

    __tablename__ = "review_agreement"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey(PublicationStep.id), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime]


class DraftHandover(Model):
    """Somebody, or another base, was asked to take a draft over. One open request for each draft.

    to_person_id: the colleague who was asked; None where any author of to_base_id may answer.
    """

    __tablename__ = "draft_handover"
    __table_args__ = (
        Index(
            "uq_draft_handover_draft_id_open",
            "draft_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL) AND (answered_at IS NULL) = (is_accepted IS NULL)",
            name="answered_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(CourseDraft.id))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    to_base_id: Mapped[int] = mapped_column(ForeignKey(TrainingBase.id), index=True)
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_accepted: Mapped[bool | None]
