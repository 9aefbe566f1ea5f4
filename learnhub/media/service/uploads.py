"""Take a file: in pieces that survive a kill, or at once."""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.jobs.service import enqueue
from learnhub.media.adapters import fast_start
from learnhub.media.adapters.part_files import PartFiles
from learnhub.media.adapters.photo import PhotoFault, prepared
from learnhub.media.adapters.probe import probe
from learnhub.media.models import MediaUpload, StoredMedia, UploadState
from learnhub.media.rules.facts import Container, Kind, MediaFacts, MediaFault, Stored, StoredState
from learnhub.media.rules.limits import (
    FORM_BYTES_MAX,
    KEY_CHARACTERS_MAX,
    OPEN_UPLOADS_MAX,
    PIECE_BYTES_MAX,
    Purpose,
    bytes_max,
    bytes_words,
)
from learnhub.media.rules.taking import needs_conversion, unfit, unplayable
from learnhub.media.service.places import Limits, Places
from learnhub.media.service.preparing import JOB_PREPARE
from learnhub.media.service.stored import as_stored
from learnhub.primitives import Refusal, new_token, say

_COPY_BYTES = 1024 * 1024
_EMPTY = Refusal("empty", say("文件是空的（0 字节）。请重新选一个文件。"))
_GONE = Refusal("upload-gone", say("这次上传已经不在了，可能放得太久。请重新选择文件，从头上传。"))
Units = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Progress:
    """How far an upload is. is_taken: False when a piece was for another place and nothing was written."""

    received: int
    byte_count: int
    is_taken: bool = True


def begin(
    session: Session,
    *,
    person_id: int,
    purpose: Purpose,
    byte_count: int,
    key: str,
    limits: Limits,
    now: datetime,
) -> MediaUpload | Refusal:
    """Begin an upload, or go on with the one that this person began for the same file.

    key: what the person's browser knows the file by; only its hash is kept. A finished upload of the same file is answered
    as it is: nothing has to be sent again.
    """
    refusal = _too_much(session, person_id, purpose, byte_count, limits)
    hashed = hashlib.sha256(key[:KEY_CHARACTERS_MAX].encode()).hexdigest()
    found = session.scalar(
        sa.select(MediaUpload)
        .where(MediaUpload.person_id == person_id, MediaUpload.purpose == purpose, MediaUpload.key == hashed)
        .with_for_update()
    )
    if found is not None and found.byte_count == byte_count and _is_usable(session, found):
        found.touched_at = now
        return found
    if refusal is not None:
        return refusal
    if found is not None:
        session.delete(found)  # another file by the same key; the bytes go with the next expiry
        session.flush()
    made = MediaUpload(
        token=new_token(18),
        person_id=person_id,
        purpose=purpose,
        key=hashed,
        byte_count=byte_count,
        received=0,
        state=UploadState.RECEIVING,
        stored_id=None,
        created_at=now,
        touched_at=now,
    )
    session.add(made)
    session.flush()
    return made


def own_upload_or_none(
    session: Session, token: str, person_id: int, *, for_update: bool = False
) -> MediaUpload | None:
    """Return a person's own upload; another's is as good as none."""
    query = sa.select(MediaUpload).where(MediaUpload.token == token, MediaUpload.person_id == person_id)
    return session.scalar(query.with_for_update() if for_update else query)


def receive(
    session: Session,
    parts: PartFiles,
    *,
    token: str,
    person_id: int,
    offset: int,
    piece: bytes,
    now: datetime,
) -> Progress | Refusal:
    """Write one piece where it belongs; the bytes are on the disk before the row says so.

    The caller holds parts.alone(token). A piece for another place (sent twice, out of order) changes nothing.
    """
    row = own_upload_or_none(session, token, person_id, for_update=True)
    if row is None:
        return _GONE
    if row.state is UploadState.FINISHED or offset != row.received:
        return Progress(row.received, row.byte_count, is_taken=False)
    if len(piece) > PIECE_BYTES_MAX or offset + len(piece) > row.byte_count:
        return Refusal("too-much", say("发来的内容比文件本身还多。请重新选择文件，从头上传。"))
    if piece:
        parts.write(token, offset, piece)
        row.received += len(piece)
        row.touched_at = now
    return Progress(row.received, row.byte_count)


def cancel(session: Session, parts: PartFiles, *, token: str, person_id: int) -> bool:
    """Drop a person's own half upload; False when there is none."""
    row = own_upload_or_none(session, token, person_id, for_update=True)
    if row is None or row.state is UploadState.FINISHED:
        return False
    session.delete(row)
    parts.remove(token)
    return True


def finish(
    units: Units, places: Places, *, token: str, person_id: int, has_converter: bool, now: datetime
) -> Stored | Refusal:
    """Look at a whole upload and store it; asking twice, or from two tabs at once, is asking once.

    units: opens transactions, so that none is open while half a gigabyte is read. A file that can't be taken is dropped, with the
    sentence that says what to do.
    """
    with units() as session:  # whoever made the token up writes no file of that name
        if own_upload_or_none(session, token, person_id) is None:
            return _GONE
    with places.parts.alone(token):
        with units() as session:
            row = own_upload_or_none(session, token, person_id)
            if row is None:
                return _GONE
            if row.stored_id is not None:
                stored = session.get(StoredMedia, row.stored_id)
                return as_stored(stored) if stored and stored.state is not StoredState.ERASED else _GONE
            if row.received < row.byte_count:
                left = bytes_words(row.byte_count - row.received)
                return Refusal("not-all", say("文件还差 %(left)s 没有传完。请按“继续上传”。", left=left))
            purpose = row.purpose
        taken = _look(places.parts.path(token), places, purpose, has_converter=has_converter)
        with units() as session:
            row = own_upload_or_none(session, token, person_id, for_update=True)
            if row is None:
                return _GONE
            if isinstance(taken, Refusal):
                session.delete(row)
                outcome: Stored | Refusal = taken
            else:
                stored = _store(session, person_id, purpose, taken, has_converter=has_converter, now=now)
                row.state, row.stored_id, row.touched_at = UploadState.FINISHED, stored.id, now
                outcome = as_stored(stored)
        places.parts.remove(token)
    return outcome


def take_stream(
    units: Units,
    places: Places,
    stream: IO[bytes],
    *,
    person_id: int,
    purpose: Purpose,
    limits: Limits,
    has_converter: bool,
    now: datetime,
) -> Stored | Refusal:
    """Take a file that an ordinary form has sent at once; at most FORM_BYTES_MAX."""
    most = min(FORM_BYTES_MAX, bytes_max(purpose))
    places.parts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=places.parts.folder, prefix="form-", delete=True) as file:
        count = 0
        while piece := stream.read(_COPY_BYTES):
            count += len(piece)
            if count > most:
                return Refusal(
                    "too-large",
                    say(
                        "文件太大，这里一次最多 %(bytes_words)s。请拍短一些，或者分成几段。",
                        bytes_words=bytes_words(most),
                    ),
                )
            file.write(piece)
        file.flush()
        with units() as session:
            refusal = _too_much(session, person_id, purpose, count, limits)
        if refusal is not None:
            return refusal
        taken = _look(Path(file.name), places, purpose, has_converter=has_converter)
    if isinstance(taken, Refusal):
        return taken
    with units() as session:
        return as_stored(_store(session, person_id, purpose, taken, has_converter=has_converter, now=now))


@dataclass(frozen=True)
class _Taken:
    """A file in the store. seekable: what players get already has its index in front."""

    facts: MediaFacts
    blob: str


def _look(path: Path, places: Places, purpose: Purpose, *, has_converter: bool) -> _Taken | Refusal:
    try:
        facts = probe(path)
        refusal = unfit(facts, purpose) or (None if has_converter else unplayable(facts))
        if refusal is not None:
            return refusal
        if facts.kind is Kind.PICTURE:
            # Neither where it was taken nor by which device is kept.
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix="photo-", delete=True) as bare:
                Path(bare.name).write_bytes(prepared(path.read_bytes()))
                return _Taken(probe(Path(bare.name)), places.store.put_file(Path(bare.name)))
        if facts.container is not Container.MP4:
            return _Taken(facts, places.store.put_file(path))
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="packed-", delete=True) as packed:
            fast_start.pack(path, Path(packed.name))
            again = replace(probe(Path(packed.name)), title=facts.title)
            return _Taken(again, places.store.put_file(Path(packed.name)))
    except (MediaFault, PhotoFault) as fault:
        return Refusal("not-media", str(fault))


def _store(
    session: Session,
    person_id: int,
    purpose: Purpose,
    taken: _Taken,
    *,
    has_converter: bool,
    now: datetime,
) -> StoredMedia:
    facts = taken.facts
    is_ready = not needs_conversion(facts)
    row = StoredMedia(
        token=new_token(18),
        owner_id=person_id,
        purpose=purpose,
        state=StoredState.READY if is_ready else StoredState.CONVERTING,
        is_kept=False,
        blob=taken.blob,
        container=facts.container,
        byte_count=facts.byte_count,
        duration_ms=facts.duration_ms,
        width=facts.width,
        height=facts.height,
        rotation=facts.rotation,
        video_codec=facts.video_codec,
        audio_codec=facts.audio_codec,
        is_streamable=facts.is_streamable,
        title=facts.title,
        shown_blob=taken.blob if is_ready else "",
        shown_type=facts.content_type if is_ready else "",
        shown_bytes=facts.byte_count if is_ready else 0,
        poster_blob="",
        sound_blob="",
        sound_type="",
        sound_bytes=0,
        fault="",
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    if has_converter and facts.kind is not Kind.PICTURE:
        enqueue(session, JOB_PREPARE, {"stored": row.id}, key=f"{JOB_PREPARE}:{row.id}", now=now)
    return row


def _is_usable(session: Session, upload: MediaUpload) -> bool:
    if upload.stored_id is None:
        return True
    stored = session.get(StoredMedia, upload.stored_id)
    return stored is not None and stored.state is not StoredState.ERASED


def _too_much(
    session: Session, person_id: int, purpose: Purpose, byte_count: int, limits: Limits
) -> Refusal | None:
    """Refuse what is empty, too large, one too many, or more than a person or the site may have."""
    if byte_count <= 0:
        return _EMPTY
    if byte_count > bytes_max(purpose):
        most = bytes_words(bytes_max(purpose))
        return Refusal(
            "too-large",
            say(
                "文件有 %(bytes_words)s，最多 %(most)s。请拍短一些，或者分成几段。",
                bytes_words=bytes_words(byte_count),
                most=most,
            ),
        )
    receiving = sa.and_(MediaUpload.state == UploadState.RECEIVING, MediaUpload.person_id == person_id)
    open_count = session.scalar(sa.select(sa.func.count()).select_from(MediaUpload).where(receiving)) or 0
    if open_count >= OPEN_UPLOADS_MAX:
        return Refusal(
            "too-many",
            say(
                "您有 %(open_count)s 个文件还没有传完。请先传完，或者等几天，没传完的会自动清掉。",
                open_count=open_count,
            ),
        )
    of_person = _sum(session, MediaUpload.byte_count, receiving) + _stored_bytes(
        session, StoredMedia.owner_id == person_id
    )
    if of_person + byte_count > limits.person_bytes:
        left = max(0, limits.person_bytes - of_person)
        return Refusal(
            "person-full",
            say(
                "您的空间还剩 %(bytes_words)s，放不下这个文件。请先删掉用不到的录像。",
                bytes_words=bytes_words(left),
            ),
        )
    on_way = MediaUpload.state == UploadState.RECEIVING
    of_all = _sum(session, MediaUpload.byte_count, on_way) + _stored_bytes(session, sa.true())
    if of_all + byte_count > limits.total_bytes:
        return Refusal("site-full", say("网站的存储空间满了，现在收不下。请告诉管理员，您的文件请先留着。"))
    return None


def _stored_bytes(session: Session, of_whom: sa.ColumnElement[bool]) -> int:
    return _sum(
        session,
        StoredMedia.byte_count
        + StoredMedia.shown_bytes * sa.case((StoredMedia.shown_blob == StoredMedia.blob, 0), else_=1),
        sa.and_(of_whom, StoredMedia.state != StoredState.ERASED),
    )


def _sum(
    session: Session,
    column: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int],
    where: sa.ColumnElement[bool],
) -> int:
    return int(session.scalar(sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(where)) or 0)
