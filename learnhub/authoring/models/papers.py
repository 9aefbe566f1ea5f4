"""Papers behind a course's rights: proofs of where content comes from, and consents of people who can be seen in a video."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.authoring.rules.papers import PaperKind
from learnhub.db import Model, enum_type
from learnhub.providers.models import TrainingBase


class RightsPaper(Model):
    """One paper of a base, kept privately: its people and the offices that review its courses see it, nobody else.

    course_slug: of a proof; empty for a consent. digest: SHA-256 of the video that a consent is about; empty for a proof.
    words: who is seen, by role or initials, or what a proof proves. withdrawn: a person took the consent back, or a proof was put in by
    mistake; the bytes of such a proof are gone, those of a consent stay: it held once.
    """

    __tablename__ = "rights_paper"
    __table_args__ = (
        CheckConstraint("(kind = 'proof') = (course_slug <> '')", name="proofs_of_a_course"),
        CheckConstraint("(kind = 'consent') = (digest <> '')", name="consents_of_a_video"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_whole"),
        Index("ix_rights_paper_base_id_digest", "base_id", "digest"),
        Index("ix_rights_paper_base_id_course_slug", "base_id", "course_slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey(TrainingBase.id))
    kind: Mapped[PaperKind] = mapped_column(enum_type(PaperKind, "kind_known"))
    course_slug: Mapped[str]
    digest: Mapped[str]
    words: Mapped[str]
    blob: Mapped[str]
    content_type: Mapped[str]
    byte_count: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_words: Mapped[str]
