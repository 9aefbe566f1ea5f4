"""Hand over codes, and set a new password with one."""

import hmac
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Person, ResetCode
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.reset_codes import VALID, new_code
from learnhub.accounts.rules.roles import may_hand_over_code
from learnhub.accounts.service import people, sign_ins
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, local_date

WRONG = Refusal(
    "code-wrong",
    "昵称或重设码不对，也可能重设码已经用过或者过期了。请核对一遍；还不行，请培训基地或残联再发一个。",
    field="code",
)


def issue(
    session: Session, keys: SiteKeys, actor: Actor, person_id: int, *, reason: str, now: datetime
) -> str | Refusal:
    """Make a code for a person and return it, the only time it is seen; earlier codes end. Audited.

    An actor without a person is the command line.
    """
    refusal = issue_refusal(session, actor, person_id, now=now)
    if refusal is not None:
        return refusal
    code = new_code()
    session.execute(sa.delete(ResetCode).where(ResetCode.person_id == person_id))
    session.add(
        ResetCode(
            person_id=person_id,
            code_hash=_code_hash(keys, person_id, code),
            issued_by_id=actor.person_id,
            issued_at=now,
            expires_at=now + VALID,
        )
    )
    session.flush()
    audit.record(
        session, actor, "reset-code-issued", "发出重设码", person_concern(person_id), reason=reason, now=now
    )
    return code


def issue_refusal(session: Session, actor: Actor, person_id: int, *, now: datetime) -> Refusal | None:
    """Return why somebody may not hand this person a code, or None."""
    if session.get(Person, person_id) is None:
        return Refusal("no-such-person", "没有找到这个人，请回到名单再选一次。")
    if actor.person_id is None:
        return None
    if actor.person_id == person_id:
        return Refusal("own-code", "不能给自己发重设码。请在“我的账号”里修改密码。")
    day = local_date(now)
    if may_hand_over_code(holdings_on(session, actor.person_id, day), holdings_on(session, person_id, day)):
        return None
    return Refusal("out-of-reach", "这个人不归您管，不能由您发重设码。请联系当地残联或者系统管理员。")


def person_of(
    session: Session, keys: SiteKeys, *, typed_nickname: str, code: str, now: datetime
) -> int | Refusal:
    """Return whose code this is, without using it."""
    row = _open_code(session, keys, typed_nickname, code, now)
    return row.person_id if row is not None else WRONG


def use(
    session: Session,
    keys: SiteKeys,
    *,
    typed_nickname: str,
    code: str,
    password_hash: str,
    request_id: str,
    now: datetime,
) -> int | Refusal:
    """Set a new password, end all sign-ins of the person and use the code up; return whose it was."""
    row = _open_code(session, keys, typed_nickname, code, now)
    if row is None:
        return WRONG
    row.used_at = now
    people.set_password_hash(session, row.person_id, password_hash)
    sign_ins.end_all(session, row.person_id, now=now)
    audit.record(
        session,
        Actor(row.person_id, request_id),
        "password-reset",
        "用重设码设了新密码",
        person_concern(row.person_id),
        now=now,
    )
    return row.person_id


def _open_code(
    session: Session, keys: SiteKeys, typed_nickname: str, code: str, now: datetime
) -> ResetCode | None:
    row = session.scalar(
        sa.select(ResetCode)
        .join(Person, Person.id == ResetCode.person_id)
        .where(
            Person.nickname_key == nickname_key(typed_nickname),
            ResetCode.used_at.is_(None),
            ResetCode.expires_at > now,
        )
        .with_for_update(of=ResetCode)
        .execution_options(populate_existing=True)
    )
    if row is None or not hmac.compare_digest(row.code_hash, _code_hash(keys, row.person_id, code)):
        return None
    return row


def _code_hash(keys: SiteKeys, person_id: int, code: str) -> str:
    # Eight digits are soon tried out: only the key makes the hash of any use against a stolen table.
    return keys.keyed_hash("reset code", f"{person_id}:{code}")
