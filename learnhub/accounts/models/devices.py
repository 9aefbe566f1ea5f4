"""Devices that several people share, and who agreed to be shown on them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class SharedDevice(Model):
    """A browser that remembers people by their wish. The cookie holds a random token, this row only its hash; nothing else is known of it."""

    __tablename__ = "shared_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    added_at: Mapped[datetime]


class DevicePerson(Model):
    """Somebody who agreed to be shown on a device, by nickname and this picture. Gone with one press."""

    __tablename__ = "device_person"
    __table_args__ = (UniqueConstraint("device_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("shared_device.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    face: Mapped[str]  # of accounts.rules.pictures.FACES
    added_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(index=True)  # last signed in here; retention counts from it
