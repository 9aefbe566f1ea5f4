"""Deeds on drafts of courses (docs/authoring.md)."""

from learnhub.authoring.service.drafts.files import (
    file_of,
    folder_of,
    head_of,
    keeps_blob,
    recent_revisions,
    restore_revision,
    revision_by_number,
    save_files,
)
from learnhub.authoring.service.drafts.opening import draft_of_published, open_draft
from learnhub.authoring.service.drafts.reach import (
    AUTHORS,
    draft_by_slug,
    drafts_for,
    may_author,
    open_draft_or_none,
)
from learnhub.authoring.service.drafts.team import (
    Member,
    colleagues,
    hand_over,
    members,
    move_draft,
    steps_of,
)

__all__ = [
    "AUTHORS",
    "Member",
    "colleagues",
    "draft_by_slug",
    "draft_of_published",
    "drafts_for",
    "file_of",
    "folder_of",
    "hand_over",
    "head_of",
    "keeps_blob",
    "may_author",
    "members",
    "move_draft",
    "open_draft",
    "open_draft_or_none",
    "recent_revisions",
    "restore_revision",
    "revision_by_number",
    "save_files",
    "steps_of",
]
