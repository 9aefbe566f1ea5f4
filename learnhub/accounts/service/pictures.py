"""Set, try and forget the pictures that somebody signs in with."""

import enum
import hmac
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import PictureSecret
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.pictures import PICTURES, is_asleep, sequence_refusal
from learnhub.accounts.rules.ways_in import holds_learning_alone
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.primitives import Refusal, local_date, say

FOR_OTHERS = Refusal(
    "pictures-not-enough",
    say("这个账号还做别的工作，要用密码登录。图片登录只给学员和协助者用。"),
)


class Tried(enum.Enum):
    """What came of a whole sequence."""

    RIGHT = enum.auto()
    WRONG = enum.auto()
    ASLEEP = enum.auto()


def begun(keys: SiteKeys, typed_nickname: str) -> str:
    """Return the fold over no picture yet of an account, whether or not it exists."""
    return keys.keyed_hash("pictures", nickname_key(typed_nickname))


def pressed(keys: SiteKeys, folded: str, picture: str) -> str:
    """Return the fold with one picture more. A half sequence can't be read from it, nor a whole one."""
    if picture not in PICTURES:
        raise ValueError("no such picture; the view checks what was pressed")
    return keys.keyed_hash("a picture", f"{folded}\0{picture}")


def set_pictures(
    session: Session,
    keys: SiteKeys,
    person_id: int,
    *,
    nickname: str,
    names: Sequence[str],
    now: datetime,
) -> Refusal | None:
    """Let a person sign in by these pictures, in this order, from now on; tries are counted anew."""
    refusal = sequence_refusal(names)
    if refusal is not None:
        return refusal
    if not holds_learning_alone(holdings_on(session, person_id, local_date(now))):
        return FOR_OTHERS
    folded = begun(keys, nickname)
    for name in names:
        folded = pressed(keys, folded, name)
    forget(session, person_id)
    session.add(
        PictureSecret(person_id=person_id, sequence_hash=folded, set_at=now, strange_tries=0, own_tries=0)
    )
    session.flush()
    return None


def forget(session: Session, person_id: int) -> bool:
    """Let a person sign in by pictures no longer; False when there were none."""
    found = session.get(PictureSecret, person_id)
    if found is not None:
        session.delete(found)
        session.flush()
    return found is not None


def secret_or_none(session: Session, person_id: int) -> PictureSecret | None:
    """Return what is kept of a person's pictures, or None."""
    return session.get(PictureSecret, person_id)


def wake(session: Session, person_id: int) -> None:
    """Let the pictures be tried again on own devices: the person has just come in another way."""
    session.execute(sa.update(PictureSecret).where(PictureSecret.person_id == person_id).values(own_tries=0))


def try_sequence(
    session: Session, person_id: int, folded: str, *, is_remembered: bool, wrong_before: int
) -> Tried:
    """Count a whole sequence and tell whether it is right.

    is_remembered: the browser's device shows the person. wrong_before: sequences that this browser got wrong just before; they
    are forgiven when this one is right, as they were the person's own.
    """
    secret = session.scalar(
        sa.select(PictureSecret)
        .where(PictureSecret.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if secret is None:
        return Tried.WRONG
    if is_asleep(strange_tries=secret.strange_tries, own_tries=secret.own_tries, is_remembered=is_remembered):
        return Tried.ASLEEP
    if not hmac.compare_digest(secret.sequence_hash, folded):
        if is_remembered:
            secret.own_tries += 1
        else:
            secret.strange_tries += 1
        session.flush()
        return Tried.WRONG
    secret.own_tries = 0
    if not is_remembered:
        secret.strange_tries = max(0, secret.strange_tries - max(0, wrong_before))
    session.flush()
    return Tried.RIGHT
