"""Close one's own account: asked for, taken back within days, then done for good."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import AccountClosing, DisabilityCertificate, Person, ResetCode, RoleGrant
from learnhub.accounts.rules.roles import LEARNING_ROLES, ROLE_WORDS
from learnhub.accounts.service import devices, helper_links, passkeys, pictures, sign_ins
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, listed, local_date, say

AT_ONCE = 200
# Nobody can register this: a nickname has no colon.
_KEY = "closed:{person_id}"
_NAME = "已注销的学员{person_id}"


def asked_or_none(session: Session, person_id: int) -> AccountClosing | None:
    """Return a person's closing that was neither taken back nor done."""
    return session.scalar(
        sa.select(AccountClosing).where(
            AccountClosing.person_id == person_id,
            AccountClosing.cancelled_at.is_(None),
            AccountClosing.closed_at.is_(None),
        )
    )


def ask_to_close(session: Session, actor: Actor, *, days: int, now: datetime) -> AccountClosing | Refusal:
    """Ask to close the actor's own account so many days from now; asking again changes nothing. Audited.

    Whoever still decides or answers for others is refused: their names stand behind what they did.
    """
    assert actor.person_id is not None
    session.execute(sa.select(Person.id).where(Person.id == actor.person_id).with_for_update())
    present = asked_or_none(session, actor.person_id)
    if present is not None:
        return present
    others = [
        ROLE_WORDS[held.role]
        for held in sign_ins.holdings_on(session, actor.person_id, local_date(now))
        if held.role not in LEARNING_ROLES
    ]
    if others:
        return Refusal(
            "has-roles",
            say(
                "您还是%(names)s。请先请同事收回这个角色，再来注销账号。", names=listed(dict.fromkeys(others))
            ),
        )
    made = AccountClosing(
        person_id=actor.person_id, asked_at=now, closes_on=local_date(now) + timedelta(days=days)
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "closing-asked", say("申请注销自己的账号"), person_concern(actor.person_id), now=now
    )
    return made


def take_back(session: Session, actor: Actor, *, now: datetime) -> bool:
    """Take the asking back; False when there was none. Audited."""
    assert actor.person_id is not None
    present = asked_or_none(session, actor.person_id)
    if present is None:
        return False
    present.cancelled_at = now
    session.flush()
    audit.record(
        session,
        actor,
        "closing-cancelled",
        say("撤回注销账号的申请"),
        person_concern(actor.person_id),
        now=now,
    )
    return True


def due(session: Session, *, on: date) -> list[AccountClosing]:
    """Return the closings whose day has come, the oldest first, at most AT_ONCE."""
    query = sa.select(AccountClosing).where(
        AccountClosing.closes_on <= on,
        AccountClosing.cancelled_at.is_(None),
        AccountClosing.closed_at.is_(None),
    )
    return list(session.scalars(query.order_by(AccountClosing.id).limit(AT_ONCE)))


def finish(session: Session, closing: AccountClosing, *, keeps_certificate: bool, now: datetime) -> None:
    """Take the name, the password, the roles and the sign-ins away, for good; audited. Rows about learning and money stay.

    keeps_certificate: money rests on the number, which then stays until retention ends; otherwise it is erased.
    """
    person_id = closing.person_id
    person = session.get_one(Person, person_id)
    sign_ins.end_all(session, person_id, now=now)
    session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    session.execute(sa.delete(ResetCode).where(ResetCode.person_id == person_id))
    devices.take_everywhere(session, person_id)
    pictures.forget(session, person_id)
    helper_links.end_all(session, person_id, now=now)
    passkeys.remove_all(session, person_id)
    if not keeps_certificate:
        session.execute(sa.delete(DisabilityCertificate).where(DisabilityCertificate.person_id == person_id))
    person.nickname = _NAME.format(person_id=person_id)
    person.nickname_key = _KEY.format(person_id=person_id)
    person.password_hash = ""  # no password has this hash
    closing.closed_at = now
    session.flush()
    audit.record(session, Actor(), "account-closed", say("注销账号"), person_concern(person_id), now=now)
