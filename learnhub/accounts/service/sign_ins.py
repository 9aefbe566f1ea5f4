"""Begin, recognise and end sign-ins."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person, RoleGrant, SignIn
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.rules.ways_in import WayIn, is_own_secret, opened_by
from learnhub.primitives import local_date, new_token

SEEN_AT_MOST_EVERY = timedelta(hours=1)
OPEN_MAX = 20
KEPT_AFTER_EXPIRY = timedelta(days=60)


@dataclass(frozen=True)
class Recognised:
    """The person behind a token, as plain values.

    holdings: the roles held today that this way of signing in opens. is_confirmed: whether the person gave an own secret.
    form_secret: known only where the token is known.
    """

    sign_in_id: int
    person_id: int
    nickname: str
    holdings: tuple[Holding, ...]
    form_secret: bytes
    is_seen_stale: bool
    is_confirmed: bool


def begin(
    session: Session,
    person_id: int,
    *,
    device: str,
    days: int,
    now: datetime,
    way: WayIn = WayIn.PASSWORD,
    given_by_id: int | None = None,
) -> str:
    """Open a sign-in and return its token, which is stored nowhere. given_by_id: who handed over the code that it was opened by.

    A person has at most twenty open sign-ins: the longest unused end. Rows long over are deleted.
    """
    session.execute(
        sa.delete(SignIn).where(SignIn.person_id == person_id, SignIn.expires_at < now - KEPT_AFTER_EXPIRY)
    )
    for unused in open_sign_ins(session, person_id, now=now)[OPEN_MAX - 1 :]:
        unused.ended_at = now
    token = new_token()
    session.add(
        SignIn(
            person_id=person_id,
            token_hash=_token_hash(token),
            device=device,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=days),
            way=way,
            given_by_id=given_by_id,
        )
    )
    session.flush()
    return token


def recognise(session: Session, token: str, *, now: datetime) -> Recognised | None:
    """Return who holds this token; None when the sign-in ended, expired or never was."""
    row = session.execute(
        sa.select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.token_hash == _token_hash(token), _is_open(now))
    ).first()
    if row is None:
        return None
    sign_in, person = row
    return Recognised(
        sign_in_id=sign_in.id,
        person_id=person.id,
        nickname=person.nickname,
        holdings=opened_by(sign_in.way, holdings_on(session, person.id, local_date(now))),
        form_secret=hmac.new(token.encode(), b"forms", hashlib.sha256).digest(),
        is_seen_stale=now - sign_in.seen_at >= SEEN_AT_MOST_EVERY,
        is_confirmed=is_own_secret(sign_in.way) or sign_in.confirmed_at is not None,
    )


def confirm(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Remember that the person behind a sign-in gave an own secret, too."""
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(confirmed_at=now))


def note_seen(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Remember that a sign-in was used."""
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def owner_or_none(session: Session, token: str) -> int | None:
    """Return whose token this is or was; None for a token that was never given out."""
    return session.scalar(sa.select(SignIn.person_id).where(SignIn.token_hash == _token_hash(token)))


def open_sign_ins(session: Session, person_id: int, *, now: datetime) -> list[SignIn]:
    """Return the person's open sign-ins, the last used first."""
    return list(
        session.scalars(
            sa.select(SignIn)
            .where(SignIn.person_id == person_id, _is_open(now))
            .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        )
    )


def end(session: Session, person_id: int, sign_in_id: int, *, now: datetime) -> bool:
    """End one of the person's own sign-ins; ended again it stays ended. False when it isn't the person's."""
    row = session.scalar(
        sa.select(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id).with_for_update()
    )
    if row is not None and row.ended_at is None:
        row.ended_at = now
        session.flush()
    return row is not None


def end_all(session: Session, person_id: int, *, but: int | None = None, now: datetime) -> int:
    """End all sign-ins of a person but one; return how many ended."""
    ended = session.scalars(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    return len(ended.all())


def have_signed_in(session: Session, person_ids: Sequence[int]) -> frozenset[int]:
    """Return who of these people has ever signed in, on whatever device."""
    found = session.scalars(sa.select(SignIn.person_id).where(SignIn.person_id.in_(person_ids)).distinct())
    return frozenset(found)


def holdings_on(session: Session, person_id: int, on: date) -> Sequence[Holding]:
    """Return the roles that a person holds on a day, in the order they were given."""
    grants = session.execute(
        sa.select(RoleGrant.role, RoleGrant.base_id, RoleGrant.region_code)
        .where(RoleGrant.person_id == person_id, in_force(on))
        .order_by(RoleGrant.id)
    )
    return [Holding(*row) for row in grants]


def in_force(on: date) -> sa.ColumnElement[bool]:
    """Return the condition under which a RoleGrant is in force on a day."""
    return sa.and_(
        RoleGrant.revoked_at.is_(None),
        RoleGrant.from_on <= on,
        sa.or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= on),
    )


def _is_open(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(SignIn.ended_at.is_(None), SignIn.expires_at > now)


def _token_hash(token: str) -> str:
    # The token is 32 random bytes: nobody finds it from a plain hash, and a stolen table opens no account.
    return hashlib.sha256(token.encode()).hexdigest()
