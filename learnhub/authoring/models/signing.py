"""What signers record, what they were asked for, and what they handed in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.authoring.rules.signing.works import RequestState
from learnhub.catalogue.models import Lesson
from learnhub.catalogue.rules import SignLanguage
from learnhub.catalogue.rules.text import Edition
from learnhub.db import Model, enum_type
from learnhub.media.models import StoredMedia
from learnhub.providers.models import TrainingBase


class SignWork(Model):
    """A signer at work on a lesson: in which language, and the whole video with its times where there is one.

    stored_id: the video that was recorded in one go. times: [[sentence id, milliseconds], …] ascending, of the text video_text_hash.
    """

    __tablename__ = "sign_work"
    __table_args__ = (
        UniqueConstraint("lesson_id", "signer_id"),
        CheckConstraint("(stored_id IS NULL) = (video_text_hash = '')", name="video_of_a_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id))
    signer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[SignLanguage] = mapped_column(enum_type(SignLanguage, "language_known"))
    stored_id: Mapped[int | None] = mapped_column(ForeignKey(StoredMedia.id))
    video_text_hash: Mapped[str]
    times: Mapped[list[Any]]
    changed_at: Mapped[datetime]


class SignClip(Model):
    """One sentence or passage as somebody signs it, hung on the hash of its words; a re-take takes the place of the row."""

    __tablename__ = "sign_clip"
    __table_args__ = (UniqueConstraint("signer_id", "language", "text_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    signer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[SignLanguage] = mapped_column(enum_type(SignLanguage, "language_known"))
    text_hash: Mapped[str] = mapped_column(index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey(StoredMedia.id))
    recorded_at: Mapped[datetime]


class SignRequest(Model):
    """A base asked somebody to sign a lesson by a day. shown_as: how the lesson page calls the person or team."""

    __tablename__ = "sign_request"
    __table_args__ = (
        # One open request for each lesson: two people would do the same work.
        Index(
            "uq_sign_request_lesson_id_open",
            "lesson_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id))
    base_id: Mapped[int] = mapped_column(ForeignKey(TrainingBase.id), index=True)
    signer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shown_as: Mapped[str]
    note: Mapped[str]
    asked_on: Mapped[date]
    wanted_on: Mapped[date]
    # What the signer said: None until there is an answer.
    promised_on: Mapped[date | None]
    state: Mapped[RequestState] = mapped_column(enum_type(RequestState, "state_known"))
    closed_at: Mapped[datetime | None]


class SignDelivery(Model):
    """A video that a signer handed in for a text, and who reviewed it. It stays when consent is withdrawn; the bytes don't.

    lesson_id: None for a page of the site. blob: what players get. stored_id: None for a video joined from clips.
    """

    __tablename__ = "sign_delivery"
    __table_args__ = (
        CheckConstraint("(reviewed_on IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_whole"),
        CheckConstraint("reviewed_by_id IS NULL OR reviewed_by_id <> signer_id", name="reviewed_by_another"),
        Index("ix_sign_delivery_text_hash_edition", "text_hash", "edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey(Lesson.id), index=True)
    text_hash: Mapped[str]
    edition: Mapped[Edition] = mapped_column(enum_type(Edition, "edition_known"))
    language: Mapped[SignLanguage] = mapped_column(enum_type(SignLanguage, "language_known"))
    signer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    blob: Mapped[str] = mapped_column(index=True)
    content_type: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    milliseconds: Mapped[int]
    stored_id: Mapped[int | None] = mapped_column(ForeignKey(StoredMedia.id))
    handed_in_at: Mapped[datetime]
    reviewed_on: Mapped[date | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The signer handed in another one for the same text; consent holds.
    replaced_at: Mapped[datetime | None]
    # The signer took consent back: shown nowhere, never loaded again.
    withdrawn_at: Mapped[datetime | None]
