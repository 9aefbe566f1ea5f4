"""Secrets beside the password: sequences of pictures and passkeys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class PictureSecret(Model):
    """The pictures that a person signs in with: a keyed hash, of no use without the site's key. Tries: see accounts.rules.pictures."""

    __tablename__ = "picture_secret"
    __table_args__ = (CheckConstraint("strange_tries >= 0 AND own_tries >= 0", name="tries_not_negative"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sequence_hash: Mapped[str]
    set_at: Mapped[datetime]
    strange_tries: Mapped[int]
    own_tries: Mapped[int]


class Passkey(Model):
    """A passkey: the public half of a key pair on somebody's device. person_handle: what the device calls the person; random, the same for all of one person's."""

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("sign_count >= 0", name="sign_count_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    credential: Mapped[str] = mapped_column(unique=True)  # its id, base64url
    person_handle: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Model):
    """What a device is asked to sign, once. person_id: who adds a passkey; None: somebody who signs in."""

    __tablename__ = "passkey_challenge"

    challenge_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
