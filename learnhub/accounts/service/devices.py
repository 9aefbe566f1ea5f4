"""What a shared device remembers by the wish of its people: who may be shown on it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import DevicePerson, Person, PictureSecret, SharedDevice
from learnhub.accounts.rules.pictures import FACES
from learnhub.primitives import Refusal, new_token, say

PEOPLE_MAX = 8


@dataclass(frozen=True)
class Shown:
    """Somebody who agreed to be shown on a device. id: names them on this device and nowhere else. has_pictures: to sign in with."""

    id: int
    person_id: int
    nickname: str
    face: str
    has_pictures: bool


def people_on(session: Session, token: str) -> list[Shown]:
    """Return who is shown on the device that holds this token, who used it last first; nobody for a token that is unknown."""
    rows = session.execute(
        sa.select(DevicePerson, Person.nickname, PictureSecret.person_id)
        .join(SharedDevice, SharedDevice.id == DevicePerson.device_id)
        .join(Person, Person.id == DevicePerson.person_id)
        .outerjoin(PictureSecret, PictureSecret.person_id == DevicePerson.person_id)
        .where(SharedDevice.token_hash == _token_hash(token))
        .order_by(DevicePerson.used_at.desc(), DevicePerson.id)
    )
    return [
        Shown(row.id, row.person_id, nickname, row.face, has_pictures=owner is not None)
        for row, nickname, owner in rows
    ]


def shown_or_none(session: Session, token: str, shown_id: int) -> Shown | None:
    """Return one of the people of this device; None for an id of another device."""
    return next((one for one in people_on(session, token) if one.id == shown_id), None)


def is_on(session: Session, token: str, person_id: int) -> bool:
    """Tell whether a person is shown on this device."""
    return any(one.person_id == person_id for one in people_on(session, token))


def add_to(session: Session, token: str, person_id: int, *, face: str, now: datetime) -> str | Refusal:
    """Show a person on this device, or change the face there; return the device's token, a new one where it had none."""
    if face not in FACES:
        return Refusal("no-such-face", say("请从这几张小图里选一张。"))
    known = people_on(session, token)
    if len(known) >= PEOPLE_MAX and not any(one.person_id == person_id for one in known):
        return Refusal(
            "too-many-people", say("这台设备上最多显示 8 个人。请先去掉一个不再用的，再加您自己。")
        )
    device_id = session.scalar(
        sa.select(SharedDevice.id).where(SharedDevice.token_hash == _token_hash(token))
    )
    if device_id is None:
        # Never a token that the browser chose: whoever planted one would know who uses the device.
        token = new_token()
        device = SharedDevice(token_hash=_token_hash(token), added_at=now)
        session.add(device)
        session.flush()
        device_id = device.id
    present = session.scalar(
        sa.select(DevicePerson).where(
            DevicePerson.device_id == device_id, DevicePerson.person_id == person_id
        )
    )
    if present is None:
        session.add(
            DevicePerson(device_id=device_id, person_id=person_id, face=face, added_at=now, used_at=now)
        )
    else:
        present.face = face
    session.flush()
    return token


def take_from(session: Session, token: str, shown_id: int) -> bool:
    """Show somebody no longer on this device, by whoever holds it; False when nobody of this id is shown on it."""
    found = shown_or_none(session, token, shown_id)
    if found is not None:
        _take(session, [found.id])
    return found is not None


def take_everywhere(session: Session, person_id: int) -> int:
    """Show a person on no device any more; return on how many it was."""
    found = places_of(session, person_id)
    _take(session, [one.id for one in found])
    return len(found)


def places_of(session: Session, person_id: int) -> list[DevicePerson]:
    """Return on which devices a person is shown, the first first."""
    query = sa.select(DevicePerson).where(DevicePerson.person_id == person_id).order_by(DevicePerson.id)
    return list(session.scalars(query))


def note_used(session: Session, token: str, person_id: int, *, now: datetime) -> None:
    """Remember that a person signed in on this device, where the person is shown on it."""
    device = sa.select(SharedDevice.id).where(SharedDevice.token_hash == _token_hash(token))
    session.execute(
        sa.update(DevicePerson)
        .where(DevicePerson.person_id == person_id, DevicePerson.device_id.in_(device))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def unused_since(session: Session, before: datetime) -> list[int]:
    """Return the ids of people on devices who have not signed in there since an instant."""
    return list(
        session.scalars(
            sa.select(DevicePerson.id).where(DevicePerson.used_at < before).order_by(DevicePerson.id)
        )
    )


def take_unused(session: Session, ids: Sequence[object]) -> None:
    """Show these no longer: their time on the device has ended."""
    _take(session, ids)


def _take(session: Session, ids: Sequence[object]) -> None:
    session.execute(sa.delete(DevicePerson).where(DevicePerson.id.in_(ids)))
    # A device that shows nobody is forgotten whole.
    session.execute(
        sa.delete(SharedDevice).where(
            ~sa.exists(sa.select(DevicePerson.id).where(DevicePerson.device_id == SharedDevice.id))
        )
    )


def _token_hash(token: str) -> str:
    # 32 random bytes, as a sign-in's token: a plain hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()
