"""Make what players need of a stored file, in the background: another format, a poster, the sound alone; drop what nobody uses."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.media.adapters.ffmpeg import ConversionFailed, Ffmpeg
from learnhub.media.adapters.probe import probe
from learnhub.media.models import CaptionVersion, MediaUpload, StoredMedia, UploadState
from learnhub.media.rules.facts import Kind, MediaFacts, MediaFault, Playable, StoredState
from learnhub.media.rules.limits import HALF_UPLOAD_KEPT, UNUSED_KEPT
from learnhub.media.rules.taking import HOW_TO_RECORD, needs_conversion, needs_repacking
from learnhub.media.service.places import Places
from learnhub.media.service.stored import facts_of
from learnhub.primitives import instant_now, say

JOB_PREPARE = "media.prepare"
JOB_ERASE = "media.erase"
JOB_EXPIRE = "media.expire"
_STEPS = 4
_log = structlog.get_logger("learnhub.media")
# Tells whether something above this package still shows a blob.
IsShown = Callable[[Session, str], bool]


def prepare_handler(database: Database, places: Places, converter: Callable[[], Ffmpeg | None]) -> Handler:
    """Return the handler of JOB_PREPARE jobs. Doing one twice makes the same files again and no others."""

    def handle(work: Work) -> None:
        with database.reading() as session:
            row = session.get(StoredMedia, int(work.payload["stored"]))
            if row is None or row.state is StoredState.ERASED:
                return
            facts, blob = facts_of(row), row.blob
        ffmpeg = converter()
        if ffmpeg is None:
            raise RuntimeError("ffmpeg was taken away since this was asked for")
        _Preparing(database, places, ffmpeg, work).run(facts, places.store.path(blob))

    return handle


class _Preparing:
    """One stored file being prepared; each step is written down when it is done, the playable file first."""

    def __init__(self, database: Database, places: Places, ffmpeg: Ffmpeg, work: Work) -> None:
        self.database, self.places, self.ffmpeg, self.work = database, places, ffmpeg, work
        self.stored_id = int(work.payload["stored"])

    def run(self, facts: MediaFacts, original: Path) -> None:
        """Take the steps that the file needs."""
        self.places.parts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=self.places.parts.folder, prefix="work-") as folder:
            target = Path(folder) / "target"
            try:
                self._playable(facts, original, target)
            except (ConversionFailed, MediaFault) as error:
                _log.warning("not converted", stored=self.stored_id, fault=str(error))
                if needs_conversion(facts):
                    self._write(state=StoredState.FAILED, fault=_failed(facts))
                    return
            self.work.progress(2, _STEPS)
            if facts.kind is Kind.VIDEO:
                self._beside(facts, original, target)

    def _playable(self, facts: MediaFacts, original: Path, target: Path) -> None:
        if needs_conversion(facts):
            convert = self.ffmpeg.convert_video if facts.kind is Kind.VIDEO else self.ffmpeg.convert_sound
            convert(original, facts, target)
        elif needs_repacking(facts):
            self.ffmpeg.repack(original, facts, target)
        else:
            return
        made = probe(target)
        if not made.plays_everywhere:
            raise ConversionFailed(f"made {made.words}")
        file = Playable(self.places.store.put_file(target), made.content_type, made.byte_count)
        self._write(
            state=StoredState.READY,
            shown_blob=file.blob,
            shown_type=file.content_type,
            shown_bytes=file.byte_count,
        )

    def _beside(self, facts: MediaFacts, original: Path, target: Path) -> None:
        """Make poster and sound; a video is good without them."""
        try:
            self.ffmpeg.poster(original, facts, target)
            self._write(poster_blob=self.places.store.put_file(target))
            self.work.progress(3, _STEPS)
            if facts.audio_codec:
                self.ffmpeg.convert_sound(original, facts, target)
                made = probe(target)
                blob = self.places.store.put_file(target)
                self._write(sound_blob=blob, sound_type=made.content_type, sound_bytes=made.byte_count)
        except (ConversionFailed, MediaFault) as error:
            _log.warning("no poster or sound", stored=self.stored_id, fault=str(error))

    def _write(self, **values: object) -> None:
        with self.database.transaction() as session:
            session.execute(
                sa.update(StoredMedia)
                .where(StoredMedia.id == self.stored_id, StoredMedia.state != StoredState.ERASED)
                .values(**values, changed_at=instant_now())
            )


def _failed(facts: MediaFacts) -> str:
    if facts.kind is Kind.VIDEO:
        return say(
            "这段视频（%(words)s）没能转换成网页能放的格式。请换一种格式重新拍。", words=facts.words
        ) + "".join(HOW_TO_RECORD)
    return say("这段录音（%(words)s）没能转换。请导出成 MP3 或 M4A 再发。", words=facts.words)


def erase(session: Session, stored_id: int, *, now: datetime) -> None:
    """Take a file out of every page at once; a job erases its bytes where nothing else shows them."""
    row = session.get(StoredMedia, stored_id)
    if row is None or row.state is StoredState.ERASED:
        return
    blobs = sorted({row.blob, row.shown_blob, row.poster_blob, row.sound_blob} - {""})
    row.state, row.is_kept, row.title, row.fault, row.changed_at = StoredState.ERASED, False, "", "", now
    row.shown_blob = row.poster_blob = row.sound_blob = ""
    session.execute(sa.delete(CaptionVersion).where(CaptionVersion.stored_id == stored_id))
    session.flush()
    enqueue(session, JOB_ERASE, {"blobs": blobs}, key=f"{JOB_ERASE}:{stored_id}", now=now)


def erase_handler(database: Database, places: Places, is_shown: IsShown) -> Handler:
    """Return the handler of JOB_ERASE jobs. is_shown: tells whether a course, a slot … still has a blob."""

    def handle(work: Work) -> None:
        for blob in work.payload["blobs"]:
            # In a writing unit: nobody can begin to show it between the look and the erasing.
            with database.transaction() as session:
                if not is_shown(session, blob) and not _is_stored(session, blob):
                    places.store.remove(blob)

    return handle


def _is_stored(session: Session, blob: str) -> bool:
    columns = (StoredMedia.blob, StoredMedia.shown_blob, StoredMedia.poster_blob, StoredMedia.sound_blob)
    query = sa.select(StoredMedia.id).where(
        sa.or_(*(column == blob for column in columns)), StoredMedia.state != StoredState.ERASED
    )
    return session.scalar(query.limit(1)) is not None


def ask_for_expiry(session: Session, *, now: datetime) -> None:
    """Ask for today's clearing up; asking again on the same day is asking once."""
    enqueue(session, JOB_EXPIRE, {}, key=f"{JOB_EXPIRE}:{now.astimezone(UTC):%Y-%m-%d}", now=now, priority=20)


def expire_handler(database: Database, places: Places) -> Handler:
    """Return the handler of JOB_EXPIRE jobs: half uploads of three days, files that nothing shows after a week, lost bytes."""

    def handle(_work: Work) -> None:
        now = instant_now()
        with database.transaction() as session:
            session.execute(
                sa.delete(MediaUpload).where(
                    MediaUpload.state == UploadState.RECEIVING,
                    MediaUpload.touched_at < now - HALF_UPLOAD_KEPT,
                )
            )
            unused = session.scalars(
                sa.select(StoredMedia.id).where(
                    StoredMedia.is_kept.is_(False),
                    StoredMedia.state != StoredState.ERASED,
                    StoredMedia.changed_at < now - UNUSED_KEPT,
                )
            ).all()
            for stored_id in unused:
                erase(session, stored_id, now=now)
            known = set(
                session.scalars(
                    sa.select(MediaUpload.token).where(MediaUpload.state == UploadState.RECEIVING)
                )
            )
        for token in places.parts.tokens():
            if token not in known and places.parts.is_older(token, now - HALF_UPLOAD_KEPT):
                places.parts.remove(token)

    return handle
