"""Bring documents: take the files, convert them in the background, rearrange what came of them, make a draft of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.adapters.documents.converting import converted
from learnhub.authoring.models import DocumentImport
from learnhub.authoring.rules.folders.sources import ImportState, SourceKind, file_title, source_kind
from learnhub.authoring.rules.importing.kept_plan import plan_as_json, plan_from_json
from learnhub.authoring.rules.importing.plan import Imported, Plan, plan_of
from learnhub.authoring.rules.subtitles import pieces_of_speech
from learnhub.authoring.service.drafts import may_author
from learnhub.authoring.service.importing import brought as beside
from learnhub.catalogue.rules import NotFound
from learnhub.db import Database
from learnhub.jobs.models import JobState
from learnhub.jobs.service import enqueue, states_by_key
from learnhub.jobs.worker import Handler, Work
from learnhub.media.rules.captions import CaptionCue, TrackKind
from learnhub.media.service import JOB_ERASE, read_track
from learnhub.primitives import Refusal, instant_now, new_token, say
from learnhub.storage.rules import BlobStore

JOB_CONVERT = "authoring.convert-documents"
OPEN_MAX = 20
GONE = say("收到的文件已经不在了，可能放得太久。请重新导入。")
KEPT = timedelta(days=30)
_PRIORITY = 1  # somebody waits for it in front of a page
_ADDED_UP_MS_MAX = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent and looked at by name and size. blob: its address in the store."""

    name: str
    blob: str
    byte_count: int


def begin_import(
    session: Session,
    files: Sequence[SentFile],
    *,
    base_id: int,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
    target_id: int | None = None,
    brought: Sequence[beside.SentFile] = (),
    notes: Sequence[str] = (),
) -> DocumentImport | Refusal:
    """Take files that belong together and ask for their conversion. files: documents, in the order in which they were chosen.

    brought: what goes beside lessons; without any document there is nothing to convert. notes: sentences about what was not taken.
    target_id: the draft of the same base that they are brought for, or None.
    """
    if not may_author(holdings, base_id):
        return Refusal("not-yours", say("只有本基地的教师和管理员能导入课程。"))
    _forget_old(session, by, now=now)
    if len(_open(session, by)) >= OPEN_MAX:
        return Refusal(
            "too-many",
            say("您有 %(open_max)s 份导入还没有建成草稿。请先处理几份，或者删掉不要的。", open_max=OPEN_MAX),
        )
    row = DocumentImport(
        token=new_token(12),
        base_id=base_id,
        owner_id=by,
        state=ImportState.WAITING if files else ImportState.READY,
        sources=[[file.name, file.blob, file.byte_count] for file in files],
        files={},
        plan=None,
        notes=list(notes),
        fault="",
        target_id=target_id,
        draft_id=None,
        begun_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    beside.add_brought(session, row, brought)
    if files:
        asked = {"import": row.id, "token": row.token}
        enqueue(session, JOB_CONVERT, asked, key=_job_key(row), now=now, priority=_PRIORITY)
    return row


def import_by_token(
    session: Session, token: str, holdings: Sequence[Holding], *, for_update: bool = False
) -> DocumentImport:
    """Return an import; NotFound for people who make no courses of its base."""
    query = sa.select(DocumentImport).where(DocumentImport.token == token)
    row = session.scalar(query.with_for_update() if for_update else query)
    if row is None or not may_author(holdings, row.base_id):
        raise NotFound(token)
    return row


def imports_of(session: Session, person_id: int) -> list[DocumentImport]:
    """Return what somebody brought and has not made a draft of, the newest first; at most OPEN_MAX."""
    return _open(session, person_id)


def is_there(session: Session, token: str) -> bool:
    """Tell whether there is an import by this token, whoever's it is."""
    return session.scalar(sa.select(DocumentImport.id).where(DocumentImport.token == token)) is not None


def has_documents(row: DocumentImport) -> bool:
    """Tell whether anything of an import is converted: else it is recordings, videos and subtitles alone."""
    return bool(row.sources)


def plan_in(row: DocumentImport) -> Plan | None:
    """Return the plan of an import; None while it is converted, where nothing came of it, and for a course folder."""
    return plan_from_json(row.plan) if row.plan is not None else None


def change_plan(
    session: Session, token: str, deed: Callable[[Plan], Plan], *, holdings: Sequence[Holding], now: datetime
) -> Refusal | None:
    """Do something to a plan. Numbers of its parts never move to others, so that two people can press buttons at a time."""
    row = import_by_token(session, token, holdings, for_update=True)
    plan = plan_in(row)
    if plan is None or row.state is not ImportState.READY:
        return Refusal("not-open", say("这份导入已经建成草稿，或者已经没有了。要改的话，请打开草稿去改。"))
    row.plan = plan_as_json(deed(plan))
    row.changed_at = now
    return None


def throw_away(session: Session, token: str, *, holdings: Sequence[Holding], now: datetime) -> None:
    """Take an import out of every list; a job erases its files. A draft made of it stays."""
    row = import_by_token(session, token, holdings, for_update=True)
    _remove(session, row, now=now)


def has_given_up(session: Session, row: DocumentImport) -> bool:
    """Tell whether an import waits for nothing: its job failed for good, by a fault of ours."""
    key = _job_key(row)
    return row.state is ImportState.WAITING and states_by_key(session, [key]).get(key) is JobState.FAILED


def forget_sources(session: Session, row: DocumentImport, *, now: datetime) -> None:
    """Let go of the documents that became a draft: what they say beyond it is nobody's business any more."""
    beside.forget_read_subtitles(session, row, now=now)
    session.flush()
    _ask_for_erasure(session, row, now=now)


def keeps_blob(session: Session, blob: str) -> bool:
    """Tell whether something that was brought and is not a draft yet has these bytes."""
    rows = session.execute(
        sa.select(DocumentImport.sources, DocumentImport.files).where(
            DocumentImport.state.in_([ImportState.WAITING, ImportState.READY])
        )
    )
    return beside.keeps_blob(session, blob) or any(
        blob in {source[1] for source in sources} or blob in {file[0] for file in files.values()}
        for sources, files in rows
    )


def convert_handler(database: Database, store: BlobStore, scratch: Path) -> Handler:
    """Return the work that converts documents. Done twice it changes nothing the second time: only what waits is written.

    scratch: a folder for what is on its way. Where the worker is killed the job is taken again; where the document itself is the
    fault, that is the result, and nobody tries again.
    """

    def convert(work: Work) -> None:
        with database.reading() as session:
            row = session.get(DocumentImport, work.payload["import"])
            if row is None or not _is_asked_for(row, work):
                return
            sources = [(str(name), str(blob)) for name, blob, _ in row.sources]
        fault, found, files, is_folder = _convert(store, scratch, sources)
        name = file_title(sources[0][0]) if len(sources) == 1 else ""
        with database.transaction() as session:
            row = session.get(DocumentImport, work.payload["import"], with_for_update=True)
            if row is None or not _is_asked_for(row, work):
                return
            row.changed_at = instant_now()
            if fault:
                row.state, row.fault = ImportState.FAILED, fault
                return
            row.state, row.files, row.notes = ImportState.READY, files, [*row.notes, *found.notes]
            row.plan = None if is_folder else plan_as_json(plan_of(found, name=name or "新课程"))

    return convert


def _job_key(row: DocumentImport) -> str:
    """Return what the job of an import is known by: its token, because SQLite gives the number of one thrown away to the next."""
    return f"{JOB_CONVERT}:{row.token}"


def _is_asked_for(row: DocumentImport, work: Work) -> bool:
    # Jobs of before tokens stood in them are of their number alone.
    return row.state is ImportState.WAITING and work.payload.get("token", row.token) == row.token


def _convert(
    store: BlobStore, scratch: Path, sources: Sequence[tuple[str, str]]
) -> tuple[str, Imported, dict[str, Any], bool]:
    """Return the fault or what came of it: pieces, path → [address, bytes], and whether it is a course folder."""
    if all(source_kind(name) is SourceKind.SUBTITLES for name, _ in sources):
        return _speech(store, sources)
    try:
        paths = [(name, store.path(blob)) for name, blob in sources]
    except KeyError:
        return GONE, Imported("", ()), {}, False
    with converted(paths, scratch) as result:
        files = {path: [store.put_file(file), file.stat().st_size] for path, file in result.files.items()}
        return result.fault, result.imported, files, result.is_folder


def _speech(
    store: BlobStore, sources: Sequence[tuple[str, str]]
) -> tuple[str, Imported, dict[str, Any], bool]:
    pieces: list[Imported] = []
    for name, blob in sources:
        read = read_track(store.get(blob), TrackKind.DESCRIPTION, duration_ms=_ADDED_UP_MS_MAX)
        cues = [(one.start_ms, one.end_ms, one.text) for one in read if isinstance(one, CaptionCue)]
        if not cues:
            fault = next(
                (one.sentence for one in read if not isinstance(one, CaptionCue)), say("里面没有字幕。")
            )
            return say("“%(name)s”：%(fault)s", name=name, fault=fault), Imported("", ()), {}, False
        pieces.append(pieces_of_speech(cues))
    together = Imported("", [piece for one in pieces for piece in one.pieces], notes=pieces[0].notes)
    return "", together, {}, False


def _open(session: Session, person_id: int) -> list[DocumentImport]:
    return list(
        session.scalars(
            sa.select(DocumentImport)
            .where(DocumentImport.owner_id == person_id, DocumentImport.state != ImportState.DRAFTED)
            .order_by(DocumentImport.id.desc())
            .limit(OPEN_MAX)
        )
    )


def _forget_old(session: Session, person_id: int, *, now: datetime) -> None:
    old = sa.select(DocumentImport).where(
        DocumentImport.owner_id == person_id, DocumentImport.changed_at < now - KEPT
    )
    for row in session.scalars(old).all():
        _remove(session, row, now=now)


def _remove(session: Session, row: DocumentImport, *, now: datetime) -> None:
    beside.forget_brought(session, row, now=now)
    session.delete(row)
    session.flush()
    _ask_for_erasure(session, row, now=now)


def _ask_for_erasure(session: Session, row: DocumentImport, *, now: datetime) -> None:
    """Ask for the bytes to be erased that only this import had; the job looks who else has them."""
    blobs = sorted({*(source[1] for source in row.sources), *(file[0] for file in row.files.values())})
    enqueue(session, JOB_ERASE, {"blobs": blobs}, key=f"{JOB_ERASE}:import-{row.token}-{row.state}", now=now)
