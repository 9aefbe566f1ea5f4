"""What somebody puts together for a task and looks over before it counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import HandInDraft
from learnhub.learning.rules.sendings import SendingKind
from learnhub.learning.service.sendings import FileSent
from learnhub.primitives import new_token


@dataclass(frozen=True)
class Contents:
    """What is to be handed in. words: tidied. files: of the person's own, taken already."""

    words: str
    files: tuple[FileSent, ...]


def place_of_draft(lesson_version_id: int, task: str) -> str:
    """Return how the words that are still being written for a task are called among a person's drafts."""
    return f"hand-in:{lesson_version_id}/{task}"


def keep_draft(
    session: Session,
    *,
    person_id: int,
    lesson_version_id: int,
    task: str,
    contents: Contents,
    now: datetime,
) -> HandInDraft:
    """Keep what is to be looked over, instead of what was kept before; its token is a new one."""
    row = draft_or_none(session, person_id=person_id, lesson_version_id=lesson_version_id, task=task)
    if row is None:
        row = HandInDraft(person_id=person_id, lesson_version_id=lesson_version_id, task=task)
        session.add(row)
    photo = next((one for one in contents.files if one.kind is SendingKind.PHOTO), None)
    row.token = new_token(12)
    row.words = contents.words
    row.files = {one.kind.value: one.stored_id for one in contents.files}
    row.photo_words = photo.words if photo is not None else ""
    row.is_undescribed = photo is not None and photo.is_undescribed
    row.kept_at = now
    session.flush()
    return row


def draft_or_none(
    session: Session, *, person_id: int, lesson_version_id: int, task: str
) -> HandInDraft | None:
    """Return what a person has put together for a task and not handed in."""
    return session.scalar(
        sa.select(HandInDraft).where(
            HandInDraft.person_id == person_id,
            HandInDraft.lesson_version_id == lesson_version_id,
            HandInDraft.task == task,
        )
    )


def contents_of(draft: HandInDraft) -> Contents:
    """Return what a draft holds, as it is sent."""
    return Contents(draft.words, tuple(_files(draft)))


def drop_draft(session: Session, draft: HandInDraft) -> None:
    """Forget a draft: it was handed in, or isn't wanted."""
    session.delete(draft)
    session.flush()


def drafts_before(session: Session, before: datetime) -> list[int]:
    """Return the drafts that nobody has gone on with since an instant."""
    return list(
        session.scalars(
            sa.select(HandInDraft.id).where(HandInDraft.kept_at < before).order_by(HandInDraft.id)
        )
    )


def drop_drafts(session: Session, ids: Collection[int]) -> None:
    """Forget these drafts."""
    session.execute(sa.delete(HandInDraft).where(HandInDraft.id.in_(ids)))


def _files(draft: HandInDraft) -> Sequence[FileSent]:
    found = []
    for kind in SendingKind:
        stored_id = draft.files.get(kind.value)
        if stored_id is not None:
            is_photo = kind is SendingKind.PHOTO
            words = draft.photo_words if is_photo else ""
            found.append(FileSent(kind, int(stored_id), words, is_photo and draft.is_undescribed))
    return found
