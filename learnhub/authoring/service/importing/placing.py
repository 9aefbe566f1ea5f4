"""Put what was brought beside lessons: videos with their subtitles, subtitles alone, and, by a job, recordings."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import BroughtFile, DocumentImport
from learnhub.authoring.rules.recordings import RECORDING_MS_MAX
from learnhub.authoring.service import drafts, recordings
from learnhub.authoring.service.importing.brought import (
    JOB_RECORDING,
    Brought,
    close_if_done,
    is_asked_for,
    job_key,
    mark_placed,
)
from learnhub.authoring.service.lesson_tracks import put_track, video_path
from learnhub.authoring.service.lesson_videos import LessonChoice, draft_to_fill, put_video
from learnhub.catalogue.rules import NotFound
from learnhub.db import Database
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.media import service as media
from learnhub.media.rules.captions import CaptionCue, CueFault, TrackKind
from learnhub.media.rules.facts import Container as Packed
from learnhub.media.rules.facts import MediaFacts
from learnhub.media.service.sounds import as_wave
from learnhub.primitives import Refusal, instant_now, say
from learnhub.speech import service as speech
from learnhub.speech.rules import SAMPLE_RATE
from learnhub.storage.rules import BlobStore

_PRIORITY = 2
_GONE = say("这份文件已经不在了，可能在“我的教学视频”里删掉了。请重新导入。")
_NOT_OURS = say("这段录音本站转换不了。请在电脑上导出成 MP3（单声道、24 kHz），再导入一次。")


def place_video(
    session: Session,
    store: BlobStore,
    row: DocumentImport,
    file: Brought,
    lesson: LessonChoice,
    *,
    subtitles: Brought | None,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> Refusal | list[CueFault] | None:
    """Put a video beside a lesson of a draft, and with it the subtitles that belong to it.

    lesson: of lesson_choices. What is wrong with the subtitles comes back line by line, and nothing is put anywhere.
    """
    if file.stored is None:
        return Refusal("gone", _GONE)
    if subtitles is not None:
        cues = media.read_track(
            store.get(subtitles.row.blob), TrackKind.CAPTIONS, duration_ms=file.stored.duration_ms
        )
        faults = [one for one in cues if isinstance(one, CueFault)]
        if faults:
            return faults
        kept = media.add_version(
            session,
            file.stored.id,
            TrackKind.CAPTIONS,
            [one for one in cues if isinstance(one, CaptionCue)],
            made_by=by,
            now=now,
        )
        if isinstance(kept, Refusal):
            return kept
    outcome = put_video(session, store, file.stored, lesson, holdings=holdings, by=by, now=now)
    if outcome is not None:
        return outcome
    for one in (file, subtitles):
        if one is not None:
            mark_placed(session, one.row, lesson.course, lesson.slug, by=by, now=now)
    close_if_done(session, row, lesson.course, now=now)
    return None


def videos_in_drafts(
    session: Session, store: BlobStore, lessons: Sequence[LessonChoice], holdings: Sequence[Holding]
) -> list[LessonChoice]:
    """Return those of these lessons of drafts that have a video, so that subtitles can be put beside it."""
    found, heads = [], {}
    for lesson in lessons:
        if lesson.is_online:
            continue
        if lesson.course not in heads:
            draft = drafts.draft_by_slug(session, lesson.course, holdings)
            heads[lesson.course] = drafts.head_of(session, draft)
        if video_path(heads[lesson.course].files, lesson.slug):
            found.append(lesson)
    return found


def place_subtitles(
    session: Session,
    store: BlobStore,
    row: DocumentImport,
    file: Brought,
    lesson: LessonChoice,
    kind: TrackKind,
    *,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> Refusal | list[CueFault] | None:
    """Put subtitles beside the video of a lesson, as its captions or its description. lesson: of videos_in_drafts."""
    draft = drafts.draft_by_slug(session, lesson.course, holdings)
    content = store.get(file.row.blob)
    outcome = put_track(session, store, draft, lesson.slug, lesson.title, content, kind, by=by, now=now)
    if outcome is not None:
        return outcome
    mark_placed(session, file.row, lesson.course, lesson.slug, by=by, now=now)
    close_if_done(session, row, lesson.course, now=now)
    return None


def ask_for_recording(
    session: Session,
    store: BlobStore,
    file: Brought,
    lesson: LessonChoice,
    *,
    holdings: Sequence[Holding],
    by: int,
    now: datetime,
) -> Refusal | None:
    """Ask for a recording to be laid beside a lesson: it is converted and heard for its pauses, which takes a while. lesson: of lesson_choices."""
    if file.stored is None:
        return Refusal("gone", _GONE)
    if file.stored.duration_ms > RECORDING_MS_MAX:
        most = RECORDING_MS_MAX // 60_000
        return Refusal(
            "too-long",
            say("一课的录音最长 %(most)s 分钟。请按课分成几段，再导入。", most=most),
            field="lesson",
        )
    draft = draft_to_fill(session, store, lesson, holdings=holdings, by=by, now=now)
    if isinstance(draft, Refusal):
        return draft
    text = recordings.readable_text(store, drafts.head_of(session, draft), lesson.slug)
    if isinstance(text, Refusal):
        return text
    row = file.row
    row.course, row.lesson, row.asked_by_id, row.fault = lesson.course, lesson.slug, by, ""
    session.flush()
    payload = {"file": row.token}
    enqueue(session, JOB_RECORDING, payload, key=job_key(row), now=now, priority=_PRIORITY, again=True)
    return None


def recording_handler(database: Database, places: media.Places) -> Handler:
    """Return the work that lays recordings beside lessons. Done twice it lays one once: only a file that waits is looked at."""

    def handle(work: Work) -> None:
        token = str(work.payload["file"])
        with database.reading() as session:
            row = session.scalar(sa.select(BroughtFile).where(BroughtFile.token == token))
            if row is None or not is_asked_for(row):
                return
            stored = media.stored_or_none(session, row.stored_id) if row.stored_id is not None else None
        made, pauses = _heard(places, stored.facts, stored.blob) if stored is not None else (None, ())
        with database.transaction() as session:
            row = session.scalar(sa.select(BroughtFile).where(BroughtFile.token == token).with_for_update())
            if row is None or not is_asked_for(row):
                return
            row.fault = _laid(session, places.store, row, made, pauses, is_gone=stored is None)
            if not row.fault:
                of_import = session.get_one(DocumentImport, row.import_id)
                row.placed_at = instant_now()
                session.flush()
                close_if_done(session, of_import, row.course, now=instant_now())

    return handle


def _laid(
    session: Session,
    store: BlobStore,
    row: BroughtFile,
    made: speech.Recorded | None,
    pauses: Sequence[tuple[int, int]],
    *,
    is_gone: bool,
) -> str:
    """Lay a recording; return why it could not be laid, or nothing."""
    draft = drafts.open_draft_or_none(session, row.course)
    if is_gone or draft is None or row.asked_by_id is None:
        return _GONE if is_gone else say("那份草稿已经不在了，请另选一课。")
    if made is None:
        return _NOT_OURS
    try:
        outcome = recordings.lay(
            session, store, draft, row.lesson, made, pauses, by=row.asked_by_id, now=instant_now()
        )
    except NotFound:
        return say("那一课已经不在草稿里了，请另选一课。")
    return outcome.sentence if isinstance(outcome, Refusal) else ""


def _heard(
    places: media.Places, facts: MediaFacts, blob: str
) -> tuple[speech.Recorded | None, Sequence[tuple[int, int]]]:
    """Return a recording as it is kept, and its pauses; an MP3 of the right kind stays as it is. Without ffmpeg nothing else is taken."""
    as_it_is = (
        speech.recorded(places.store.path(blob), is_wave=False) if facts.container is Packed.MP3 else None
    )
    program = media.converter_or_none()
    if program is None:
        return as_it_is, ()
    with as_wave(places, program, blob, facts, sample_rate=SAMPLE_RATE) as lent:
        if lent is None:
            return as_it_is, ()
        return as_it_is or speech.recorded(lent.path, is_wave=True), lent.pauses
