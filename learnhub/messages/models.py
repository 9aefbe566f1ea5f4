"""Messages, what people chose, addresses outside the site, and what is sent there."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.messages.rules.channels import Channel


class Message(Model):
    """Something that one person was told, once for each key.

    kind: a value of rules.Kind; plain text, so that a further kind needs no migration. words: what the kind's sentence is filled
    with. endpoint, arguments: the page that it leads to. folded_into_id: the message of the same kind under which it stands.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("key <> ''", name="has_key"),
        UniqueConstraint("person_id", "key"),
        # The inbox in its order, and one kind of it.
        Index("ix_message_person_id_folded_into_id_id", "person_id", "folded_into_id", "id"),
        Index("ix_message_person_id_kind_id", "person_id", "kind", "id"),
        Index(
            "ix_message_person_id_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_message_told_at", "told_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    words: Mapped[dict[str, Any]]
    endpoint: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    key: Mapped[str]
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    folded_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("message.id", ondelete="SET NULL"), index=True
    )


class MessageChoice(Model):
    """What somebody chose about messages. kinds_off: values of rules.Kind. Quiet hours: minutes of the day, None for the site's."""

    __tablename__ = "message_choice"
    __table_args__ = (
        CheckConstraint(
            "(quiet_from_minute IS NULL) = (quiet_until_minute IS NULL)", name="quiet_hours_whole"
        ),
        CheckConstraint(
            "quiet_from_minute BETWEEN 0 AND 1439 AND quiet_until_minute BETWEEN 0 AND 1439",
            name="quiet_hours_in_the_day",
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    kinds_off: Mapped[list[Any]]
    quiet_from_minute: Mapped[int | None]
    quiet_until_minute: Mapped[int | None]


class MessageAddress(Model):
    """A mobile number or e-mail address that somebody gave; nothing but a code is sent there before confirmed_at.

    address_sealed: "" once it was taken away; the row stays for the day's count of codes. address_hash: keyed, for that count.
    """

    __tablename__ = "message_address"
    __table_args__ = (
        CheckConstraint("confirmed_at IS NULL OR address_sealed <> ''", name="confirmed_is_there"),
        CheckConstraint("(code_hash IS NULL) = (code_expires_at IS NULL)", name="code_whole"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel_known"), primary_key=True)
    address_sealed: Mapped[str]
    address_hash: Mapped[str] = mapped_column(index=True)
    given_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    code_hash: Mapped[str | None]
    code_expires_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    codes_on: Mapped[date]
    codes_count: Mapped[int] = mapped_column(default=0)


class DispatchState(enum.StrEnum):
    """Where something that leaves the site stands. dropped: nothing waited any more when it was to be sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class MessageDispatch(Model):
    """One SMS or e-mail that says how many messages wait. It holds no word of them and no address.

    runs: how many jobs were asked for; each has its own key. was_unsure: a worker ended between sending and marking it sent.
    """

    __tablename__ = "message_dispatch"
    __table_args__ = (
        CheckConstraint("(state = 'sending') = (lease_until_at IS NOT NULL)", name="sending_has_a_lease"),
        Index("ix_message_dispatch_person_id_channel_state", "person_id", "channel", "state"),
        Index("ix_message_dispatch_state_made_at", "state", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel_known"))
    token: Mapped[str] = mapped_column(unique=True)
    state: Mapped[DispatchState] = mapped_column(enum_type(DispatchState, "state_known"))
    runs: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    was_unsure: Mapped[bool] = mapped_column(default=False)
    lease_until_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None]


class DispatchedMessage(Model):
    """Which messages an SMS or e-mail speaks for: each is told over a channel once."""

    __tablename__ = "dispatched_message"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel_known"), primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("message_dispatch.id"), index=True)
