"""Find what was stored."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import MediaFacts, Playable, Stored, StoredState
from learnhub.media.rules.limits import Purpose


def stored_or_none(session: Session, stored_id: int) -> Stored | None:
    """Return a stored file; None for one that isn't there or was erased."""
    return _told(session.get(StoredMedia, stored_id))


def stored_by_token_or_none(session: Session, token: str) -> Stored | None:
    """Return a stored file by the token in its address."""
    return _told(session.scalar(sa.select(StoredMedia).where(StoredMedia.token == token)))


def stored_by_blob_or_none(session: Session, blob: str) -> Stored | None:
    """Return the stored file whose original or playable bytes these are; the oldest, where the same was sent twice."""
    query = sa.select(StoredMedia).where(
        sa.or_(StoredMedia.blob == blob, StoredMedia.shown_blob == blob),
        StoredMedia.state != StoredState.ERASED,
    )
    return _told(session.scalar(query.order_by(StoredMedia.id).limit(1)))


def own_media(session: Session, person_id: int, purpose: Purpose) -> Sequence[Stored]:
    """Return what a person has sent for a purpose, newest first."""
    query = sa.select(StoredMedia).where(
        StoredMedia.owner_id == person_id,
        StoredMedia.purpose == purpose,
        StoredMedia.state != StoredState.ERASED,
    )
    return [as_stored(row) for row in session.scalars(query.order_by(StoredMedia.id.desc()))]


def keep(session: Session, stored_id: int) -> None:
    """Say that something shows a file: it is no longer dropped after a week. Doing it twice does no harm."""
    row = session.get(StoredMedia, stored_id)
    if row is not None:
        row.is_kept = True


def facts_of(row: StoredMedia) -> MediaFacts:
    """Return what the bytes of the original said."""
    return MediaFacts(
        container=row.container,
        byte_count=row.byte_count,
        duration_ms=row.duration_ms,
        width=row.width,
        height=row.height,
        rotation=row.rotation,
        video_codec=row.video_codec,
        audio_codec=row.audio_codec,
        is_streamable=row.is_streamable,
        title=row.title,
    )


def as_stored(row: StoredMedia) -> Stored:
    """Return a row as a value."""
    return Stored(
        id=row.id,
        token=row.token,
        owner_id=row.owner_id,
        purpose=row.purpose,
        state=row.state,
        facts=facts_of(row),
        blob=row.blob,
        playable=Playable(row.shown_blob, row.shown_type, row.shown_bytes) if row.shown_blob else None,
        poster=row.poster_blob,
        sound=Playable(row.sound_blob, row.sound_type, row.sound_bytes) if row.sound_blob else None,
        fault=row.fault,
    )


def _told(row: StoredMedia | None) -> Stored | None:
    return as_stored(row) if row is not None and row.state is not StoredState.ERASED else None
