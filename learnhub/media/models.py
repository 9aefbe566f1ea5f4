"""Uploads on their way, what was stored, and captions."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.models import Person
from learnhub.db import Model, enum_type
from learnhub.media.rules.captions import TrackKind, TrackState
from learnhub.media.rules.facts import Container, StoredState
from learnhub.media.rules.limits import Purpose


class UploadState(enum.StrEnum):
    """How far an upload is."""

    RECEIVING = "receiving"
    FINISHED = "finished"


class StoredMedia(Model):
    """A file that was taken, with what its bytes say. The bytes lie in the store; shown_* is what players get."""

    __tablename__ = "stored_media"
    __table_args__ = (
        CheckConstraint("byte_count > 0", name="byte_count_positive"),
        CheckConstraint("duration_ms >= 0", name="duration_not_negative"),
        CheckConstraint("(state = 'ready') = (shown_blob <> '')", name="shown_when_ready"),
        Index("ix_stored_media_blob", "blob"),
        Index("ix_stored_media_shown_blob", "shown_blob"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose, "purpose_known"))
    state: Mapped[StoredState] = mapped_column(enum_type(StoredState, "state_known"))
    is_kept: Mapped[bool]  # something shows it; what nothing shows is dropped after a week
    blob: Mapped[str]
    container: Mapped[Container] = mapped_column(enum_type(Container, "container_known"))
    byte_count: Mapped[int] = mapped_column(BigInteger)
    duration_ms: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    rotation: Mapped[int]
    video_codec: Mapped[str]
    audio_codec: Mapped[str]
    is_streamable: Mapped[bool]
    title: Mapped[str]
    shown_blob: Mapped[str]
    shown_type: Mapped[str]
    shown_bytes: Mapped[int] = mapped_column(BigInteger)
    poster_blob: Mapped[str]
    sound_blob: Mapped[str]
    sound_type: Mapped[str]
    sound_bytes: Mapped[int] = mapped_column(BigInteger)
    fault: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class MediaUpload(Model):
    """A file on its way. received: bytes that are on the disk for good; what the file holds beyond is not counted."""

    __tablename__ = "media_upload"
    __table_args__ = (
        UniqueConstraint("person_id", "purpose", "key"),
        CheckConstraint("received >= 0 AND received <= byte_count", name="received_within"),
        CheckConstraint("(state = 'finished') = (stored_id IS NOT NULL)", name="stored_when_finished"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose, "purpose_known"))
    # What the person's browser knows the file by (name, size, day), hashed: names of files can tell about people.
    key: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[UploadState] = mapped_column(enum_type(UploadState, "state_known"))
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_media.id"))
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)


class CaptionVersion(Model):
    """One state of the captions or the description of a video; the newest one is in force. Rows are only added.

    cues: sorted list of {"start_ms", "end_ms", "text"}, plain text. state: a machine's draft is never published.
    """

    __tablename__ = "caption_version"
    __table_args__ = (
        UniqueConstraint("stored_id", "kind", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_media.id"))
    kind: Mapped[TrackKind] = mapped_column(enum_type(TrackKind, "kind_known"))
    number: Mapped[int]
    state: Mapped[TrackState] = mapped_column(enum_type(TrackState, "state_known"))
    cues: Mapped[list[Any]]
    # None: a machine's draft.
    made_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
