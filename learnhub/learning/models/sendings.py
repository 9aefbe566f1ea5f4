"""What a person sends to another: words, a recording, a video, a photo; and words that are still being written."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.learning.rules.sendings import SendingKind


class Sending(Model):
    """What one person sends at once. What it is about, and who may see it, says the table that points here.

    settled_at: nothing more is expected about it, so that its time to be kept runs from then; None: from sent_at. erased_at: its words
    and files have ended, by date or because its sender wished so; the row stays for what points here.
    """

    __tablename__ = "sending"
    __table_args__ = (
        CheckConstraint("erased_at IS NULL OR words = ''", name="erased_is_empty"),
        Index("ix_sending_sent_at", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    sent_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class SendingFile(Model):
    """One recording, video or photo of a sending. words: of a photo, what can be seen on it."""

    __tablename__ = "sending_file"
    __table_args__ = (
        CheckConstraint("kind <> 'photo' OR words <> '' OR is_undescribed", name="photos_are_described"),
        CheckConstraint("kind = 'photo' OR (words = '' AND NOT is_undescribed)", name="words_are_of_photos"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sending_id: Mapped[int] = mapped_column(ForeignKey("sending.id"), index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_media.id"), unique=True)
    kind: Mapped[SendingKind] = mapped_column(enum_type(SendingKind, "kind_known"))
    words: Mapped[str]
    is_undescribed: Mapped[bool]


class SendingDraft(Model):
    """Words that somebody is still writing in one place; overwritten as they are written, gone once they are sent.

    place: names the form, for example "enquiry:blind-massage/clean-hands".
    """

    __tablename__ = "sending_draft"
    __table_args__ = (UniqueConstraint("person_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str]
    words: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)
