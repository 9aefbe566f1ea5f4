"""Register people, give and take roles."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person, RoleGrant
from learnhub.accounts.rules.names import nickname, nickname_key
from learnhub.accounts.rules.roles import BASE_ROLES, LEARNING_ROLES, ROLE_WORDS, Holding, Role, may_grant
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import is_code


@dataclass(frozen=True)
class Account:
    """What signing in needs to know of an account."""

    person_id: int
    password_hash: str


TAKEN = Refusal(
    "nickname-taken", say("这个昵称已经有人用了。请换一个；如果是您自己的，请直接登录。"), field="nickname"
)


def account_or_none(session: Session, typed_nickname: str) -> Account | None:
    """Return the account whose nickname people would take for this one."""
    row = session.execute(
        sa.select(Person.id, Person.password_hash).where(Person.nickname_key == nickname_key(typed_nickname))
    ).first()
    return Account(*row) if row else None


def person_or_none(session: Session, person_id: int) -> Person | None:
    """Return a person, or None."""
    return session.get(Person, person_id)


def hold(session: Session, person_id: int) -> None:
    """Let whoever else changes something about a person wait until this unit of work is over: a button pressed twice is one deed."""
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())


def register(session: Session, *, typed_nickname: str, password_hash: str, now: datetime) -> Person | Refusal:
    """Add a person who is a trainee from today, without a place; a base or an officer adds that later."""
    shown = nickname(typed_nickname)
    if isinstance(shown, Refusal):
        return shown
    person = Person(
        nickname=shown, nickname_key=nickname_key(shown), password_hash=password_hash, created_at=now
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:  # somebody took the nickname between the look and the leap
        return TAKEN
    session.add(RoleGrant(person_id=person.id, role=Role.TRAINEE, from_on=local_date(now), granted_at=now))
    session.flush()
    return person


def set_password_hash(session: Session, person_id: int, password_hash: str) -> None:
    """Replace a password."""
    session.execute(sa.update(Person).where(Person.id == person_id).values(password_hash=password_hash))


def grant_role(
    session: Session,
    actor: Actor,
    person_id: int,
    held: Holding,
    *,
    from_on: date,
    until_on: date | None = None,
    reason: str,
    now: datetime,
) -> RoleGrant | Refusal:
    """Give a person a role in a scope, from one day to another, both inclusive; audited.

    A base's region_code is the caller's to look up: bases lie in a package above. An actor without a person is the
    command line, which may give any role.
    """
    refusal = _grant_refusal(session, actor, person_id, held, now)
    if refusal is not None:
        return refusal
    if actor.person_id == person_id and held.role is not Role.ADMIN:
        return Refusal("own-role", "不能给自己授予角色，请让同事或系统管理员来做。", field="role")
    if until_on is not None and until_on < from_on:
        return Refusal("ends-before", say("结束日期要在开始日期之后，请改一下。"), field="until_on")
    if until_on is not None and until_on < local_date(now):
        return Refusal("already-over", say("结束日期已经过去，请填今天或以后的日期。"), field="until_on")
    hold(session, person_id)
    same = sa.select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == held.role,
        RoleGrant.base_id.is_not_distinct_from(held.base_id),
        RoleGrant.region_code.is_not_distinct_from(held.region_code),
        RoleGrant.revoked_at.is_(None),
        sa.or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= from_on),
    )
    if session.scalar(same) is not None:
        return Refusal("held-already", say("这个人已经有这个角色，范围也一样，不用再加。"), field="role")
    given = RoleGrant(
        person_id=person_id,
        role=held.role,
        base_id=held.base_id,
        region_code=held.region_code,
        from_on=from_on,
        until_on=until_on,
        granted_by_id=actor.person_id,
        granted_at=now,
    )
    session.add(given)
    session.flush()
    words = say("%(deed)s：%(what)s", deed=say("授予角色"), what=_scope_words(held))
    audit.record(session, actor, "role-granted", words, person_concern(person_id), reason=reason, now=now)
    return given


def revoke_role(
    session: Session, actor: Actor, person_id: int, grant_id: int, *, reason: str, now: datetime
) -> RoleGrant | Refusal:
    """Take back a role from this moment on; audited. Taking it back again changes nothing."""
    given = session.scalar(
        sa.select(RoleGrant)
        .where(RoleGrant.id == grant_id, RoleGrant.person_id == person_id)
        .with_for_update()
    )
    if given is None:
        return Refusal("no-such-role", say("没有找到这个角色，可能已经收回了。请刷新页面看看。"))
    held = Holding(given.role, given.base_id, given.region_code)
    refusal = _reach_refusal(session, actor, held, now)
    if refusal is not None:
        return refusal
    if given.role is Role.ADMIN and actor.person_id == person_id:
        # Otherwise a site could be left without anybody who can give roles.
        return Refusal("own-admin", say("不能收回自己的系统管理员角色，请让另一位管理员来做。"))
    if given.revoked_at is None:
        given.revoked_at = now
        session.flush()
        words = say("%(deed)s：%(what)s", deed=say("收回角色"), what=_scope_words(held))
        audit.record(session, actor, "role-revoked", words, person_concern(person_id), reason=reason, now=now)
    return given


def join_base(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    base_id: int,
    region_code: str,
    reason: str,
    now: datetime,
) -> None:
    """Let a person be a trainee of a base, whose managers can then help with a forgotten password; audited, once.

    Whoever takes the person into a class decides that; this package can't know of classes and asks nothing.
    """
    held = Holding(Role.TRAINEE, base_id, region_code)
    hold(session, person_id)
    if held in holdings_on(session, person_id, local_date(now)):
        return
    session.add(
        RoleGrant(
            person_id=person_id,
            role=held.role,
            base_id=base_id,
            region_code=region_code,
            from_on=local_date(now),
            granted_by_id=actor.person_id,
            granted_at=now,
        )
    )
    session.flush()
    words = say("%(deed)s：%(what)s", deed=say("成为学员"), what=_scope_words(held))
    audit.record(session, actor, "base-joined", words, person_concern(person_id), reason=reason, now=now)


def roles_of(session: Session, person_id: int) -> list[RoleGrant]:
    """Return all roles a person has or had, the newest first."""
    return list(
        session.scalars(
            sa.select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(RoleGrant.id.desc())
        )
    )


def _grant_refusal(
    session: Session, actor: Actor, person_id: int, held: Holding, now: datetime
) -> Refusal | None:
    if session.get(Person, person_id) is None:
        return Refusal("no-such-person", say("没有找到这个人，请回到名单再选一次。"))
    if held.role in BASE_ROLES and held.base_id is None:
        return Refusal("base-needed", say("教师和基地管理员属于一个培训基地，请选择基地。"), field="base_id")
    if held.role not in BASE_ROLES | LEARNING_ROLES and held.base_id is not None:
        return Refusal("base-unfitting", say("这个角色按地区授予，请把培训基地改成“不限”。"), field="base_id")
    if held.role is Role.LIAISON and held.region_code is None:
        return Refusal("region-needed", say("联络员负责一个地区，请填写地区代码。"), field="region_code")
    if held.region_code is not None and not is_code(held.region_code):
        return Refusal(
            "region-unknown", say("地区代码是 6 位数字，例如 410100。请检查后再填。"), field="region_code"
        )
    return _reach_refusal(session, actor, held, now)


def _reach_refusal(session: Session, actor: Actor, held: Holding, now: datetime) -> Refusal | None:
    if actor.person_id is None:
        return None
    if may_grant(holdings_on(session, actor.person_id, local_date(now)), held):
        return None
    return Refusal(
        "out-of-reach", say("这个角色或地区不归您管，不能由您授予或收回。请联系系统管理员。"), field="role"
    )


def _scope_words(held: Holding) -> str:
    role = ROLE_WORDS[held.role]
    if held.base_id is not None:
        return say("%(role)s（基地 %(base)s）", role=role, base=held.base_id)
    if held.region_code:
        return say("%(role)s（地区 %(region)s）", role=role, region=held.region_code)
    return say("%(role)s（全站）", role=role)
