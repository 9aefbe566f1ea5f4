"""Who can sign or read braille, on whose word."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import AbilityRecord, Person
from learnhub.accounts.rules.abilities import ABILITY_WORDS, Ability
from learnhub.accounts.rules.roles import Role, reaches
from learnhub.accounts.service import people
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, local_date, say


def record(
    session: Session,
    actor: Actor,
    person_id: int,
    ability: Ability,
    *,
    proof: str,
    from_on: date,
    until_on: date | None = None,
    now: datetime,
) -> AbilityRecord | Refusal:
    """Record an ability with the proof that was seen; by an officer of the person's region or an administrator; audited.

    Nobody records an ability of their own: who reviews must be known to somebody else.
    """
    refusal = reach_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    assert actor.person_id is not None
    if until_on is not None and until_on < from_on:
        return Refusal("ends-before", say("结束日期早于开始日期，请改正其中一个。"), field="until_on")
    people.hold(session, person_id)
    if ability in abilities_on(session, person_id, from_on):
        return Refusal("known", say("这项能力已经有记录，不用再记一次。"), field="ability")
    made = AbilityRecord(
        person_id=person_id,
        ability=ability,
        proof=proof,
        from_on=from_on,
        until_on=until_on,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    session.add(made)
    session.flush()
    words = say("%(deed)s：%(what)s", deed=say("记录能力"), what=ABILITY_WORDS[ability])
    audit.record(session, actor, "ability-recorded", words, person_concern(person_id), reason=proof, now=now)
    return made


def revoke(
    session: Session, actor: Actor, person_id: int, record_id: int, *, reason: str, now: datetime
) -> AbilityRecord | Refusal:
    """Let a record count no more; what was reviewed under it stays reviewed; audited."""
    refusal = reach_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    found = session.scalar(
        sa.select(AbilityRecord).where(AbilityRecord.id == record_id, AbilityRecord.person_id == person_id)
    )
    if found is None:
        return Refusal("no-such-ability", say("没有找到这条记录，请刷新页面看看。"))
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by_id = now, actor.person_id
        session.flush()
        words = say("%(deed)s：%(what)s", deed=say("收回能力记录"), what=ABILITY_WORDS[found.ability])
        audit.record(
            session, actor, "ability-revoked", words, person_concern(person_id), reason=reason, now=now
        )
    return found


def abilities_of(session: Session, person_id: int) -> list[AbilityRecord]:
    """Return all records of a person, the newest first, revoked ones too."""
    return list(
        session.scalars(
            sa.select(AbilityRecord)
            .where(AbilityRecord.person_id == person_id)
            .order_by(AbilityRecord.id.desc())
        )
    )


def abilities_on(session: Session, person_id: int, on: date) -> frozenset[Ability]:
    """Return what a person is known to be able to do on a day."""
    return frozenset(
        session.scalars(
            sa.select(AbilityRecord.ability).where(AbilityRecord.person_id == person_id, in_force(on))
        )
    )


def people_able(session: Session, abilities: Collection[Ability], on: date) -> Mapping[int, str]:
    """Return the nicknames of everybody who is known to be able to do one of these, by id, in order of nickname."""
    rows = session.execute(
        sa.select(Person.id, Person.nickname)
        .where(
            sa.exists().where(
                AbilityRecord.person_id == Person.id, AbilityRecord.ability.in_(abilities), in_force(on)
            )
        )
        .order_by(Person.nickname_key)
    )
    return {row.id: row.nickname for row in rows}


def in_force(on: date) -> sa.ColumnElement[bool]:
    """Return whether a record counts on a day, as a condition."""
    return sa.and_(
        AbilityRecord.revoked_at.is_(None),
        AbilityRecord.from_on <= on,
        sa.or_(AbilityRecord.until_on.is_(None), AbilityRecord.until_on >= on),
    )


def reach_refusal(session: Session, actor: Actor, person_id: int, now: datetime) -> Refusal | None:
    """Return why somebody may not record or revoke a person's abilities, or None."""
    if actor.person_id is None or actor.person_id == person_id:
        return Refusal("own-ability", say("不能给自己记录能力，请让同事来做。"))
    day = local_date(now)
    viewer = holdings_on(session, actor.person_id, day)
    if reaches(viewer, {Role.ADMIN}) or any(
        reaches(viewer, {Role.OFFICER}, region_code=held.region_code)
        for held in holdings_on(session, person_id, day)
    ):
        return None
    return Refusal("out-of-reach", say("这个人不在您负责的地区。请联系当地残联的工作人员。"))
