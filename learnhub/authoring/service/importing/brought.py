"""Recordings, videos and subtitles that came with an import: keep them until each stands beside a lesson, lose none on the way."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import BroughtFile, CourseDraft, DocumentImport
from learnhub.authoring.rules.folders.sources import ImportState
from learnhub.authoring.rules.importing.brought import BroughtKind
from learnhub.authoring.service import drafts
from learnhub.catalogue.rules import NotFound
from learnhub.jobs.models import JobState
from learnhub.jobs.service import enqueue, states_by_key
from learnhub.media import service as media
from learnhub.media.rules.facts import Stored
from learnhub.primitives import new_token, say

JOB_RECORDING = "authoring.lay-recording"
_OURS = say("网站放这段录音时出了错，不是您的错。请再放一次；还是不行，请告诉我们。")


class BroughtState(enum.StrEnum):
    """How far a file is on its way beside a lesson."""

    OPEN = "open"
    WORKING = "working"
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A recording, video or file of subtitles that was sent. stored: what media took; blob: of subtitles, else empty."""

    name: str
    kind: BroughtKind
    stored: Stored | None
    blob: str = ""


@dataclass(frozen=True)
class Brought:
    """A file as pages show it. stored: None for subtitles, and for what was erased meanwhile."""

    row: BroughtFile
    state: BroughtState
    stored: Stored | None
    fault: str

    @property
    def is_gone(self) -> bool:
        """Tell whether there is nothing left to put anywhere."""
        return self.row.kind is not BroughtKind.SUBTITLES and self.stored is None


def add_brought(session: Session, row: DocumentImport, files: Sequence[SentFile]) -> None:
    """Keep files with an import; media keeps what it has taken as long as somebody has not let go of it."""
    for file in files:
        session.add(
            BroughtFile(
                token=new_token(12),
                import_id=row.id,
                name=file.name,
                kind=file.kind,
                stored_id=file.stored.id if file.stored is not None else None,
                blob=file.blob,
                course="",
                lesson="",
                asked_by_id=None,
                fault="",
                placed_at=None,
            )
        )
        if file.stored is not None:
            media.keep(session, file.stored.id)
    session.flush()


def brought_of(session: Session, row: DocumentImport) -> list[Brought]:
    """Return what came with an import beside its documents, in the order in which it was chosen."""
    return _told(session, sa.select(BroughtFile).where(BroughtFile.import_id == row.id))


def left_for_draft(session: Session, draft: CourseDraft) -> list[tuple[str, Brought]]:
    """Return what was brought for a draft and stands beside no lesson yet: (token of the import, file).

    What came with documents that are still looked over waits with them.
    """
    rows = session.execute(
        sa.select(DocumentImport.token, DocumentImport.sources, DocumentImport.draft_id, BroughtFile.id)
        .join(BroughtFile, BroughtFile.import_id == DocumentImport.id)
        .where(
            sa.func.coalesce(DocumentImport.draft_id, DocumentImport.target_id) == draft.id,
            BroughtFile.placed_at.is_(None),
        )
    ).all()
    tokens = {row.id: row.token for row in rows if row.draft_id is not None or not row.sources}
    if not tokens:
        return []
    found = _told(session, sa.select(BroughtFile).where(BroughtFile.id.in_(tokens)))
    return [(tokens[one.row.id], one) for one in found]


def brought_by_token(
    session: Session, row: DocumentImport, token: str, *, for_update: bool = False
) -> Brought:
    """Return one file of an import; NotFound for every other."""
    query = sa.select(BroughtFile).where(BroughtFile.import_id == row.id, BroughtFile.token == token)
    found = _told(session, query.with_for_update() if for_update else query)
    if not found:
        raise NotFound(token)
    return found[0]


def let_go(session: Session, row: DocumentImport, file: Brought, *, now: datetime) -> None:
    """Let go of a file that nobody has a use for. A video stays among its sender's own; the import goes when nothing is left of it."""
    course = file.row.course
    _forget(session, [file.row], now=now)
    left = session.scalars(sa.select(BroughtFile).where(BroughtFile.import_id == row.id)).all()
    if row.sources or row.state is not ImportState.READY:
        return
    if not left:
        session.delete(row)
        session.flush()
    else:
        close_if_done(session, row, course or next((one.course for one in left if one.course), ""), now=now)


def forget_brought(session: Session, row: DocumentImport, *, now: datetime) -> None:
    """Let go of all that came with an import that is thrown away. What stands beside a lesson stays there."""
    _forget(
        session, session.scalars(sa.select(BroughtFile).where(BroughtFile.import_id == row.id)).all(), now=now
    )


def forget_read_subtitles(session: Session, row: DocumentImport, *, now: datetime) -> None:
    """Let go of subtitles whose words became the text of a draft: nobody is asked about them again."""
    read = {str(source[1]) for source in row.sources}
    rows = session.scalars(
        sa.select(BroughtFile).where(
            BroughtFile.import_id == row.id,
            BroughtFile.kind == BroughtKind.SUBTITLES,
            BroughtFile.placed_at.is_(None),
        )
    )
    _forget(session, [one for one in rows if one.blob in read], now=now)


def keeps_blob(session: Session, blob: str) -> bool:
    """Tell whether subtitles that stand nowhere yet are made of these bytes."""
    held = sa.select(BroughtFile.id).where(BroughtFile.blob == blob, BroughtFile.placed_at.is_(None))
    return session.scalar(held.limit(1)) is not None


def is_asked_for(row: BroughtFile) -> bool:
    """Tell whether somebody has chosen where a file goes, and it isn't there yet."""
    return row.placed_at is None and bool(row.course) and not row.fault


def mark_placed(
    session: Session, row: BroughtFile, course: str, lesson: str, *, by: int, now: datetime
) -> None:
    """Say that a file stands beside a lesson now."""
    row.course, row.lesson, row.asked_by_id, row.fault, row.placed_at = course, lesson, by, "", now
    session.flush()


def close_if_done(session: Session, row: DocumentImport, course: str, *, now: datetime) -> None:
    """Call an import without documents done once each of its files stands somewhere."""
    row.changed_at = now
    if row.sources or row.state is not ImportState.READY or not course:
        return
    left = sa.select(BroughtFile.id).where(BroughtFile.import_id == row.id, BroughtFile.placed_at.is_(None))
    draft = drafts.open_draft_or_none(session, course)
    if draft is not None and session.scalar(left.limit(1)) is None:
        row.state, row.draft_id = ImportState.DRAFTED, draft.id


def _forget(session: Session, rows: Sequence[BroughtFile], *, now: datetime) -> None:
    for row in rows:
        session.delete(row)
        session.flush()
        if row.kind is BroughtKind.AUDIO and row.stored_id is not None:
            # A video is on its sender's own list; nothing else shows a recording.
            media.erase(session, row.stored_id, now=now)
        if row.blob:
            key = f"{media.JOB_ERASE}:brought-{row.token}"
            enqueue(session, media.JOB_ERASE, {"blobs": [row.blob]}, key=key, now=now)


def _told(session: Session, query: sa.Select[BroughtFile]) -> list[Brought]:
    rows = session.scalars(query.order_by(BroughtFile.id)).all()
    jobs = states_by_key(session, [job_key(row) for row in rows if is_asked_for(row)])
    found = []
    for row in rows:
        stored = media.stored_or_none(session, row.stored_id) if row.stored_id is not None else None
        job = jobs.get(job_key(row))
        state = BroughtState.PLACED if row.placed_at is not None else BroughtState.OPEN
        if is_asked_for(row) and job is not JobState.FAILED:
            state = BroughtState.WORKING
        found.append(Brought(row, state, stored, _OURS if job is JobState.FAILED else row.fault))
    return found


def job_key(row: BroughtFile) -> str:
    """Return what the job that lays a recording is known by."""
    return f"{JOB_RECORDING}:{row.token}"
