"""Documents, recordings and videos that were brought, on their way to a draft."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules.folders.sources import ImportState
from learnhub.authoring.rules.importing.brought import BroughtKind
from learnhub.db import Model, enum_type
from learnhub.media.models import StoredMedia
from learnhub.providers.models import TrainingBase


class DocumentImport(Model):
    """One or more files that became, or are to become, a course.

    sources: [[name, address of the blob, bytes], …] in the order in which they were chosen. files: path → [address, bytes], of the
    pictures, or of a whole course folder, which has no plan. plan: units and lessons as rules.importing.kept_plan keeps them.
    notes: sentences about the whole. fault: why nothing came of it. target_id: the draft that it was brought for; None for a new
    course. draft_id: the draft that it went into. Its row goes when its owner throws it away.
    """

    __tablename__ = "document_import"
    __table_args__ = (
        CheckConstraint("(state = 'failed') = (fault <> '')", name="fault_when_failed"),
        CheckConstraint("(state = 'drafted') = (draft_id IS NOT NULL)", name="draft_when_drafted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int] = mapped_column(ForeignKey(TrainingBase.id), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState, "state_known"))
    sources: Mapped[list[Any]]
    files: Mapped[dict[str, Any]]
    plan: Mapped[dict[str, Any] | None]
    notes: Mapped[list[Any]]
    fault: Mapped[str]
    target_id: Mapped[int | None] = mapped_column(ForeignKey(CourseDraft.id))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey(CourseDraft.id), index=True)
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class BroughtFile(Model):
    """A recording, video or file of subtitles that came with an import, until it stands beside a lesson.

    name: as it was sent, shortened. stored_id: of a recording or video; blob: of subtitles, else empty. course, lesson: slugs of where it
    is to go, empty until somebody has chosen. asked_by_id: who chose. fault: why it could not go there; choosing again takes it
    away. placed_at: since when it is there. Its row goes with the import, or when somebody has no use for it.
    """

    __tablename__ = "brought_file"
    __table_args__ = (
        CheckConstraint("(kind = 'subtitles') = (stored_id IS NULL)", name="stored_unless_subtitles"),
        CheckConstraint("(kind = 'subtitles') = (blob <> '')", name="blob_when_subtitles"),
        CheckConstraint("placed_at IS NULL OR (lesson <> '' AND fault = '')", name="placed_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    import_id: Mapped[int] = mapped_column(ForeignKey(DocumentImport.id), index=True)
    name: Mapped[str]
    kind: Mapped[BroughtKind] = mapped_column(enum_type(BroughtKind, "kind_known"))
    stored_id: Mapped[int | None] = mapped_column(ForeignKey(StoredMedia.id), index=True)
    blob: Mapped[str]
    course: Mapped[str]
    lesson: Mapped[str]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    fault: Mapped[str]
    placed_at: Mapped[datetime | None]
