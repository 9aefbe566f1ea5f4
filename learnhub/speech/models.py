"""Spoken sentences, the audio of texts and pages, and what is decided about voices."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class Utterance(Model):
    """One spoken sentence. Its address is the hash of all that decides how it sounds, so it never changes.

    marks: milliseconds at which each piece of the form is heard, in order; None where the engine doesn't tell.
    """

    __tablename__ = "utterance"
    __table_args__ = (CheckConstraint("duration_ms > 0", name="duration_positive"),)

    address: Mapped[str] = mapped_column(primary_key=True)
    engine: Mapped[str]
    blob: Mapped[str]
    duration_ms: Mapped[int]
    marks: Mapped[list[Any] | None]
    made_at: Mapped[datetime]


class Rendition(Model):
    """The audio of one text by one voice, with a cue for each sentence.

    text_hash, edition: which text it is; a lesson whose text is unchanged keeps its audio in the next version.
    form_hash: of the addresses of its sentences; another one means that a reading or a voice has changed since.
    cues: sorted list of {"sentence_id", "start_ms", "end_ms", "text", "words"}; words: [offset in text, milliseconds], may be missing.
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


class PageSpeech(Model):
    """The words of one page, spoken. Its bytes lie here and not with the files, so that deleting the row deletes the sound.

    token: its address, which can't be guessed. owner_id: whose page it is; None for what every visitor sees.
    text_hash: of the sentences. cues: as in Rendition.
    """

    __tablename__ = "page_speech"
    __table_args__ = (
        Index("ix_page_speech_text_hash_owner_id", "text_hash", "owner_id"),
        CheckConstraint("duration_ms > 0", name="duration_positive"),
        CheckConstraint("expires_at > made_at", name="ends_after_it_begins"),
    )

    token: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    text_hash: Mapped[str]
    engine: Mapped[str]
    sound: Mapped[bytes]
    cues: Mapped[list[Any]]
    duration_ms: Mapped[int]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class VoiceChoice(Model):
    """What an administrator has decided about voices; the newest row holds, the earlier ones are its history.

    natural_voice: one of the two that the project carries.
    """

    __tablename__ = "voice_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_google_on: Mapped[bool]
    natural_voice: Mapped[str]
    chosen_at: Mapped[datetime]
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class EngineState(Model):
    """How an engine that may fail is doing, shared by all processes of a site (the circuit breaker).

    rest_seconds: how long the next rest lasts. last_fault: its kind, never a text.
    """

    __tablename__ = "engine_state"
    __table_args__ = (
        CheckConstraint("faults >= 0", name="faults_not_negative"),
        CheckConstraint("rest_seconds > 0", name="rest_seconds_positive"),
    )

    engine: Mapped[str] = mapped_column(primary_key=True)
    faults: Mapped[int]
    rest_seconds: Mapped[int]
    rests_until_at: Mapped[datetime | None]
    last_fault: Mapped[str]
    last_fault_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]


class ReadingChange(Model):
    """What somebody decided about the reading of a word; the newest row of a word holds, the earlier ones are its history.

    course_slug: of the course whose texts it holds in; "" for all courses. syllables: pinyin with tone numbers, "" for taken back:
    the files and dictionaries decide again.
    """

    __tablename__ = "reading_change"
    __table_args__ = (Index(None, "course_slug", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_slug: Mapped[str]
    word: Mapped[str]
    syllables: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
