"""Spoken sentences, and the audio of whole texts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class Utterance(Model):
    """One spoken sentence. Its address is the hash of all that decides how it sounds, so it never changes."""

    __tablename__ = "utterance"
    __table_args__ = (CheckConstraint("duration_ms > 0", name="duration_positive"),)

    address: Mapped[str] = mapped_column(primary_key=True)
    engine: Mapped[str]
    blob: Mapped[str]
    duration_ms: Mapped[int]
    made_at: Mapped[datetime]


class Rendition(Model):
    """The audio of one text by one voice, with a cue for each sentence.

    text_hash, edition: which text it is; a lesson whose text is unchanged keeps its audio in the next version.
    form_hash: of the addresses of its sentences; another one means that a reading or a voice has changed since.
    cues: sorted list of {"sentence_id", "start_ms", "end_ms", "text"}.
    """

    __tablename__ = "rendition"
    __table_args__ = (
        UniqueConstraint("text_hash", "edition", "engine", "voice", "bit_rate_kbps"),
        CheckConstraint("duration_ms > 0", name="duration_positive"),
        CheckConstraint("byte_count > 0", name="byte_count_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_hash: Mapped[str]
    edition: Mapped[str]
    engine: Mapped[str]
    voice: Mapped[str]
    bit_rate_kbps: Mapped[int]
    form_hash: Mapped[str]
    blob: Mapped[str]
    cues: Mapped[list[Any]]
    duration_ms: Mapped[int]
    byte_count: Mapped[int]
    made_at: Mapped[datetime]
