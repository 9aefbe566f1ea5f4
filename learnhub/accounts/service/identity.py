"""Who made sure of whom, how and when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import IdentityCheck
from learnhub.accounts.rules.identity import CheckMethod, IdentityState
from learnhub.accounts.rules.roles import Role, reaches
from learnhub.accounts.service import people
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, local_date, say


def states(session: Session, person_ids: Sequence[int]) -> Mapping[int, IdentityState]:
    """Return where the identity of each of these people stands, by the newest check that counts."""
    rows = session.execute(
        sa.select(IdentityCheck.person_id, IdentityCheck.method, IdentityCheck.checked_on)
        .where(IdentityCheck.person_id.in_(person_ids), IdentityCheck.withdrawn_at.is_(None))
        .order_by(IdentityCheck.id)
    )
    found = {row.person_id: IdentityState(row.method, row.checked_on) for row in rows}
    return {person_id: found.get(person_id, IdentityState()) for person_id in person_ids}


def note_seen(
    session: Session, actor: Actor, person_id: int, *, on: date, now: datetime
) -> IdentityCheck | Refusal:
    """Note that somebody of the office met the person on a day; officers and liaisons in their region; audited, once."""
    refusal = _reach_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    if on > local_date(now):
        return Refusal("seen-in-future", say("见面日期还没有到，请填今天或以前的日期。"), field="on")
    assert actor.person_id is not None
    people.hold(session, person_id)
    same = sa.select(IdentityCheck).where(
        IdentityCheck.person_id == person_id,
        IdentityCheck.method == CheckMethod.SEEN_ON_SITE,
        IdentityCheck.checked_on == on,
        IdentityCheck.checked_by_id == actor.person_id,
        IdentityCheck.withdrawn_at.is_(None),
    )
    known = session.scalar(same)
    if known is not None:
        return known
    check = add(session, person_id, CheckMethod.SEEN_ON_SITE, on=on, by_id=actor.person_id, now=now)
    audit.record(session, actor, "identity-seen", say("当面见过本人"), person_concern(person_id), now=now)
    return check


def withdraw(
    session: Session, actor: Actor, person_id: int, check_id: int, *, reason: str, now: datetime
) -> IdentityCheck | Refusal:
    """Take back a mistaken check; it stays in the list and counts no more; audited."""
    refusal = _reach_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    check = session.scalar(
        sa.select(IdentityCheck).where(IdentityCheck.id == check_id, IdentityCheck.person_id == person_id)
    )
    if check is None:
        return Refusal("no-such-check", say("没有找到这次核对，请刷新页面看看。"))
    if check.withdrawn_at is None:
        check.withdrawn_at, check.withdrawn_by_id = now, actor.person_id
        session.flush()
        audit.record(
            session,
            actor,
            "identity-check-withdrawn",
            say("收回一次身份核对"),
            person_concern(person_id),
            reason=reason,
            now=now,
        )
    return check


def withdraw_by_certificate(session: Session, person_id: int, *, by_id: int | None, now: datetime) -> None:
    """Let checks by a certificate count no more, because another certificate has taken its place."""
    session.execute(
        sa.update(IdentityCheck)
        .where(
            IdentityCheck.person_id == person_id,
            IdentityCheck.method == CheckMethod.CERTIFICATE,
            IdentityCheck.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by_id=by_id)
    )


def add(
    session: Session, person_id: int, method: CheckMethod, *, on: date, by_id: int, now: datetime
) -> IdentityCheck:
    """Add a check whose right and reason the caller has made sure of."""
    check = IdentityCheck(
        person_id=person_id, method=method, checked_on=on, checked_by_id=by_id, noted_at=now
    )
    session.add(check)
    session.flush()
    return check


def checks_of(session: Session, person_id: int) -> list[IdentityCheck]:
    """Return all checks of a person, the newest first, withdrawn ones too."""
    return list(
        session.scalars(
            sa.select(IdentityCheck)
            .where(IdentityCheck.person_id == person_id)
            .order_by(IdentityCheck.id.desc())
        )
    )


def _reach_refusal(session: Session, actor: Actor, person_id: int, now: datetime) -> Refusal | None:
    if actor.person_id is None or actor.person_id == person_id:
        return Refusal("own-identity", say("不能核对自己的身份，请让同事来做。"))
    day = local_date(now)
    viewer = holdings_on(session, actor.person_id, day)
    roles = {Role.OFFICER, Role.LIAISON}
    if any(
        reaches(viewer, roles, region_code=held.region_code) for held in holdings_on(session, person_id, day)
    ):
        return None
    return Refusal("out-of-reach", say("这个人不在您负责的地区。请联系当地残联的工作人员。"))
