"""Read and write the files of a draft: every change is a new revision, going back too."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.files_at_rest import FilesAtRest, Source, byte_count, put
from learnhub.authoring.models.drafts import CourseDraft, DraftRevision
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import (
    CLOSED_STATES,
    EDITABLE_STATES,
    REVISIONS_A_DAY_MAX,
    STATE_WORDS,
    WORDS_CHARACTERS_MAX,
    Conflict,
    FileAt,
    Revision,
    conflicting,
    files_refusal,
    with_changes,
)
from learnhub.authoring.service.drafts.team import join
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore


def head_of(session: Session, draft: CourseDraft) -> Revision:
    """Return how a draft stands now."""
    row = session.scalars(
        sa.select(DraftRevision)
        .where(DraftRevision.draft_id == draft.id)
        .order_by(DraftRevision.number.desc())
        .limit(1)
    ).one()
    return _revision(row)


def revision_by_number(session: Session, draft: CourseDraft, number: int) -> Revision:
    """Return one revision; NotFound when the draft has none of this number."""
    row = session.scalar(
        sa.select(DraftRevision).where(DraftRevision.draft_id == draft.id, DraftRevision.number == number)
    )
    if row is None:
        raise NotFound(f"{draft.slug}: {number}")
    return _revision(row)


def recent_revisions(session: Session, draft: CourseDraft, *, most: int = 200) -> list[Revision]:
    """Return the last revisions of a draft, newest first."""
    rows = session.scalars(
        sa.select(DraftRevision)
        .where(DraftRevision.draft_id == draft.id)
        .order_by(DraftRevision.number.desc())
        .limit(most)
    )
    return [_revision(row) for row in rows]


def folder_of(
    session: Session, store: BlobStore, draft: CourseDraft, revision: Revision | None = None
) -> CourseFolder:
    """Return a draft as the folder that check_course and load_course take. revision: the head where None.

    No byte is read before it is asked for. What was erased from the store since (a signer took a video back) is left out.
    """
    held = (revision or head_of(session, draft)).files
    return CourseFolder(
        draft.slug,
        FilesAtRest({path: store.path(file.blob) for path, file in held.items() if file.blob in store}),
    )


def file_of(store: BlobStore, revision: Revision, path: str) -> bytes | None:
    """Return the bytes of one file of a revision, or None when it hasn't such a file."""
    file = revision.files.get(path)
    return store.get(file.blob) if file is not None and file.blob in store else None


def save_files(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    *,
    base_revision: int,
    changes: Mapping[str, Source | None],
    by: int,
    words: str,
    now: datetime,
) -> Revision | Conflict | Refusal:
    """Write files into a draft as a new revision. changes: path → bytes, or the local file that has them; None removes a file.

    base_revision: the one that the author saw. What others did to other files since is kept; where they changed the same file nothing is
    saved and the answer is a Conflict. Changes that change nothing make no revision: the head comes back. words: what was done, as the
    list of versions tells it. The author joins the team.
    """
    _lock(session, draft)
    head = head_of(session, draft)
    refusal = _save_refusal(session, draft, by=by, now=now)
    if refusal is not None:
        return refusal
    if not 1 <= base_revision <= head.number:
        return Refusal("revision-unknown", say("这一页太旧了，请打开最新的草稿，再改一次。"))
    base = head if base_revision == head.number else revision_by_number(session, draft, base_revision)
    wanted: dict[str, FileAt | None] = {
        path: FileAt(put(store, source), byte_count(source)) if source is not None else None
        for path, source in changes.items()
    }
    if paths := conflicting(base.files, head.files, wanted):
        return Conflict(paths, base_revision, head)
    return _add(session, draft, head, with_changes(head.files, wanted), by=by, words=words, now=now)


def restore_revision(
    session: Session, draft: CourseDraft, number: int, *, by: int, now: datetime
) -> Revision | Refusal:
    """Go back to an earlier revision by making a new one with its files; nothing is lost. NotFound where there is no such number."""
    _lock(session, draft)
    refusal = _save_refusal(session, draft, by=by, now=now)
    if refusal is not None:
        return refusal
    head, earlier = head_of(session, draft), revision_by_number(session, draft, number)
    words = say("回到第 %(number)s 版：%(words)s", number=number, words=earlier.words)
    return _add(session, draft, head, earlier.files, by=by, words=words, now=now, restores=number)


def keeps_blob(session: Session, blob: str) -> bool:
    """Tell whether an open draft holds these bytes as it stands now, so that nobody erases them."""
    drafts = session.scalars(sa.select(CourseDraft).where(CourseDraft.state.not_in(CLOSED_STATES)))
    return any(file.blob == blob for draft in drafts.all() for file in head_of(session, draft).files.values())


def add_revision(
    session: Session, draft: CourseDraft, number: int, files: Mapping[str, FileAt], *, by: int, words: str,
    now: datetime, restores: int | None = None,
) -> Revision:  # fmt: skip
    """Write a revision of a draft that the caller holds alone, without looking at what stands there."""
    row = DraftRevision(
        draft_id=draft.id,
        number=number,
        made_by_id=by,
        made_at=now,
        words=words[:WORDS_CHARACTERS_MAX],
        restores=restores,
        files={path: [file.blob, file.byte_count] for path, file in files.items()},
    )
    session.add(row)
    draft.changed_at = now
    session.flush()
    return _revision(row)


def _add(
    session: Session, draft: CourseDraft, head: Revision, files: Mapping[str, FileAt], *, by: int, words: str,
    now: datetime, restores: int | None = None,
) -> Revision | Refusal:  # fmt: skip
    if files == head.files:
        return head
    refusal = files_refusal(files)
    if refusal is not None:
        return refusal
    join(session, draft, by, by=by, revision=head.number, now=now)
    return add_revision(
        session, draft, head.number + 1, files, by=by, words=words, now=now, restores=restores
    )


def _save_refusal(session: Session, draft: CourseDraft, *, by: int, now: datetime) -> Refusal | None:
    if draft.state not in EDITABLE_STATES:
        return Refusal(
            "draft-locked",
            say(
                "这份草稿现在是“%(state_words)s”，不能改。请先撤回，或者开一份新的草稿。",
                state_words=STATE_WORDS[draft.state],
            ),
        )
    made = session.scalar(
        sa.select(sa.func.count())
        .select_from(DraftRevision)
        .where(
            DraftRevision.draft_id == draft.id,
            DraftRevision.made_by_id == by,
            DraftRevision.made_at > now - timedelta(days=1),
        )
    )
    if (made or 0) >= REVISIONS_A_DAY_MAX:
        return Refusal("revisions-many", say("今天保存的次数太多了，请明天再改。没保存的内容还在。"))
    return None


def _lock(session: Session, draft: CourseDraft) -> None:
    session.execute(sa.select(CourseDraft.id).where(CourseDraft.id == draft.id).with_for_update())
    session.refresh(draft)


def _revision(row: DraftRevision) -> Revision:
    files = {path: FileAt(blob, byte_count) for path, (blob, byte_count) in sorted(row.files.items())}
    return Revision(row.number, files, row.made_by_id, row.made_at, row.words, row.restores)
