"""Ask a device for a passkey or a signature, once each; keep, name and remove passkeys."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.passkeys import NewKey
from learnhub.accounts.models import Passkey, PasskeyChallenge
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, say

KEYS_MAX = 10
VALID = timedelta(hours=24)  # decision 30: nobody is hurried
_CHALLENGE_BYTES = 32


@dataclass(frozen=True)
class Known:
    """What is needed to check a signature."""

    id: int
    person_id: int
    public_key: bytes
    sign_count: int


def new_challenge(session: Session, person_id: int | None, *, now: datetime) -> bytes:
    """Make a challenge and remember it by its hash. person_id: who adds a passkey; None: somebody who signs in."""
    session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    session.add(
        PasskeyChallenge(challenge_hash=_hash(challenge), person_id=person_id, expires_at=now + VALID)
    )
    session.flush()
    return challenge


def use_challenge(session: Session, challenge: bytes | None, person_id: int | None, *, now: datetime) -> bool:
    """Use a challenge up; False for one that was never made, is over or used, or was made for somebody or something else."""
    if challenge is None:
        return False
    used = session.scalars(
        sa.delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.challenge_hash == _hash(challenge),
            PasskeyChallenge.person_id.is_not_distinct_from(person_id),
            PasskeyChallenge.expires_at > now,
        )
        .returning(PasskeyChallenge.challenge_hash)
    )
    return len(used.all()) == 1


def add(
    session: Session, person_id: int, *, key: NewKey, handle: str, name: str, request_id: str, now: datetime
) -> Refusal | None:
    """Keep a passkey that a device has made; audited."""
    if len(keys_of(session, person_id)) >= KEYS_MAX:
        return Refusal("too-many-keys", say("通行密钥最多 10 个。请先去掉一个不用的。"))
    if known_or_none(session, key.credential) is not None:
        return Refusal("key-known", say("这个通行密钥已经在用了，不用再加。"))
    session.add(
        Passkey(
            person_id=person_id,
            name=name,
            credential=key.credential,
            person_handle=handle,
            public_key=key.public_key,
            sign_count=key.sign_count,
            added_at=now,
        )
    )
    session.flush()
    actor, concern = Actor(person_id, request_id), person_concern(person_id)
    audit.record(session, actor, "passkey-added", say("加了一个通行密钥"), concern, now=now)
    return None


def remove(session: Session, person_id: int, key_id: int, *, request_id: str, now: datetime) -> bool:
    """Remove one of a person's own passkeys; audited. False when it isn't the person's."""
    found = session.scalar(sa.select(Passkey).where(Passkey.id == key_id, Passkey.person_id == person_id))
    if found is None:
        return False
    session.delete(found)
    session.flush()
    actor, concern = Actor(person_id, request_id), person_concern(person_id)
    audit.record(session, actor, "passkey-removed", say("去掉了一个通行密钥"), concern, now=now)
    return True


def remove_all(session: Session, person_id: int) -> None:
    """Remove all passkeys of a person: the account closes."""
    session.execute(sa.delete(Passkey).where(Passkey.person_id == person_id))
    session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.person_id == person_id))


def keys_of(session: Session, person_id: int) -> list[Passkey]:
    """Return a person's passkeys, the first first."""
    return list(
        session.scalars(sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))
    )


def known_or_none(session: Session, credential: str) -> Known | None:
    """Return what is known of a credential, and hold it until the unit of work ends."""
    found = session.scalar(
        sa.select(Passkey)
        .where(Passkey.credential == credential)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return Known(found.id, found.person_id, found.public_key, found.sign_count) if found else None


def note_used(session: Session, key_id: int, *, sign_count: int, now: datetime) -> None:
    """Remember that a passkey was used, and how often it has signed: a copy of it would fall behind."""
    session.execute(sa.update(Passkey).where(Passkey.id == key_id).values(sign_count=sign_count, used_at=now))


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
