"""Sign-ins, one-time codes and counted attempts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.rules.reset_codes import CodeKind
from learnhub.accounts.rules.ways_in import WayIn
from learnhub.db import Model, enum_type


class SignIn(Model):
    """One sign-in on one device. The cookie holds the token, this row only its hash."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]  # in words, so that a person knows it again: 手机，微信
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # written at most once an hour
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    way: Mapped[WayIn] = mapped_column(
        enum_type(WayIn, "way_known"), default=WayIn.PASSWORD, server_default=WayIn.PASSWORD.value
    )
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who handed over the code
    confirmed_at: Mapped[datetime | None]  # when the person gave an own secret, where the way in was none


class ResetCode(Model):
    """A code that one person hands to another: to set a new password, or to sign in, once. A person has one at a time."""

    __tablename__ = "reset_code"
    __table_args__ = (CheckConstraint("expires_at > issued_at", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[CodeKind] = mapped_column(
        enum_type(CodeKind, "kind_known"), default=CodeKind.RESET, server_default=CodeKind.RESET.value
    )
    code_hash: Mapped[str]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: on the command line
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempts(Model):
    """Counted attempts at one deed, of one nickname, person or address; forgotten after a day.

    whose: a keyed hash, so that no address and no nickname that doesn't exist is kept.
    """

    __tablename__ = "attempts"
    __table_args__ = (CheckConstraint("count >= 0", name="count_not_negative"),)

    deed: Mapped[str] = mapped_column(primary_key=True)
    whose: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    wait_until_at: Mapped[datetime | None]
    forget_at: Mapped[datetime] = mapped_column(index=True)
