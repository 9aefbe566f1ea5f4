"""What somebody typed into a form of a draft and has not saved: kept, offered back, dropped once it is saved."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models.drafts import CourseDraft, DraftEdit
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES
from learnhub.primitives import Refusal, say

CHARACTERS_MAX = 60_000
FIELDS_MAX = 60
_KEPT_MAX = 50


def keep_typed(
    session: Session,
    draft: CourseDraft,
    *,
    person_id: int,
    path: str,
    place: str,
    base_revision: int,
    fields: Mapping[str, str],
    now: datetime,
) -> DraftEdit | Refusal:
    """Keep what was typed into one form, instead of what was kept for it before.

    path, place: which form ("lessons/x.md", "block-3"). base_revision: what it showed. The oldest goes when there are more than fifty.
    """
    if draft.state not in EDITABLE_STATES:
        return Refusal("draft-locked", say("这份草稿现在不能改。"))
    if len(fields) > FIELDS_MAX or sum(len(value) for value in fields.values()) > CHARACTERS_MAX:
        return Refusal("typed-much", say("写得太长了，没有自动保存。请分成几块再写。"))
    row = typed_or_none(session, draft, person_id=person_id, path=path, place=place)
    if row is None:
        _make_room(session, draft, person_id)
        row = DraftEdit(draft_id=draft.id, person_id=person_id, path=path, place=place)
        session.add(row)
    row.base_revision, row.fields, row.typed_at = base_revision, dict(fields), now
    session.flush()
    return row


def typed_or_none(
    session: Session, draft: CourseDraft, *, person_id: int, path: str, place: str
) -> DraftEdit | None:
    """Return what is kept for one form of this person, or None."""
    return session.scalar(
        sa.select(DraftEdit).where(
            DraftEdit.draft_id == draft.id,
            DraftEdit.person_id == person_id,
            DraftEdit.path == path,
            DraftEdit.place == place,
        )
    )


def typed_by(session: Session, draft: CourseDraft, *, person_id: int, path: str) -> list[DraftEdit]:
    """Return all that is kept for a file of this person, newest first."""
    return list(
        session.scalars(
            sa.select(DraftEdit)
            .where(DraftEdit.draft_id == draft.id, DraftEdit.person_id == person_id, DraftEdit.path == path)
            .order_by(DraftEdit.typed_at.desc())
            .limit(_KEPT_MAX)
        )
    )


def drop_typed(session: Session, draft: CourseDraft, *, person_id: int, path: str, place: str) -> None:
    """Forget what is kept for one form: it was saved, or isn't wanted."""
    session.execute(
        sa.delete(DraftEdit).where(
            DraftEdit.draft_id == draft.id,
            DraftEdit.person_id == person_id,
            DraftEdit.path == path,
            DraftEdit.place == place,
        )
    )


def _make_room(session: Session, draft: CourseDraft, person_id: int) -> None:
    mine = sa.select(DraftEdit.id).where(DraftEdit.draft_id == draft.id, DraftEdit.person_id == person_id)
    old = session.scalars(mine.order_by(DraftEdit.typed_at.desc()).offset(_KEPT_MAX - 1)).all()
    if old:
        session.execute(sa.delete(DraftEdit).where(DraftEdit.id.in_(old)))
