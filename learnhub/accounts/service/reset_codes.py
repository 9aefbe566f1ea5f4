"""Hand over codes, and set a new password or sign in with one."""

import hmac
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Person, ResetCode
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.reset_codes import VALID, CodeKind, new_code
from learnhub.accounts.rules.roles import may_hand_over_code, may_hand_over_sign_in_code
from learnhub.accounts.rules.ways_in import holds_learning_alone
from learnhub.accounts.service import people, sign_ins
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, local_date, say

WRONG = Refusal(
    "code-wrong",
    say("昵称或重设码不对，也可能重设码已经用过或者过期了。请核对一遍；还不行，请培训基地或残联再发一个。"),
    field="code",
)
SIGN_IN_WRONG = Refusal(
    "code-wrong",
    say("昵称或登录码不对，也可能登录码已经用过或者过期了。请核对一遍；还不行，请培训基地或残联再发一个。"),
    field="code",
)
NOT_YOURS = Refusal(
    "nobody-in-reach",
    say("没有找到归您管的这个学员。请核对昵称；还做别的工作的人要用密码登录，不能用登录码。"),
    field="nickname",
)
_ISSUED = {
    CodeKind.RESET: ("reset-code-issued", say("发出重设码")),
    CodeKind.SIGN_IN: ("sign-in-code-issued", say("发出登录码")),
}


def issue(
    session: Session, keys: SiteKeys, actor: Actor, person_id: int, *, reason: str, now: datetime
) -> str | Refusal:
    """Make a code to set a new password and return it, the only time it is seen; earlier codes end. Audited.

    An actor without a person is the command line.
    """
    refusal = issue_refusal(session, actor, person_id, now=now)
    if refusal is not None:
        return refusal
    return _issue(session, keys, actor, person_id, CodeKind.RESET, reason, now)


def issue_to_sign_in(
    session: Session, keys: SiteKeys, actor: Actor, typed_nickname: str, *, reason: str, now: datetime
) -> str | Refusal:
    """Make a code that signs somebody in once and return it, the only time it is seen; earlier codes end. Audited.

    Somebody out of reach and somebody who isn't there are answered alike.
    """
    assert actor.person_id is not None
    found = people.account_or_none(session, typed_nickname)
    if found is None or found.person_id == actor.person_id:
        return NOT_YOURS
    day = local_date(now)
    issuer, target = holdings_on(session, actor.person_id, day), holdings_on(session, found.person_id, day)
    if not may_hand_over_sign_in_code(issuer, target):
        return NOT_YOURS
    return _issue(session, keys, actor, found.person_id, CodeKind.SIGN_IN, reason, now)


def _issue(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    person_id: int,
    kind: CodeKind,
    reason: str,
    now: datetime,
) -> str:
    code = new_code()
    session.execute(sa.delete(ResetCode).where(ResetCode.person_id == person_id))
    session.add(
        ResetCode(
            person_id=person_id,
            kind=kind,
            code_hash=_code_hash(keys, person_id, code),
            issued_by_id=actor.person_id,
            issued_at=now,
            expires_at=now + VALID,
        )
    )
    session.flush()
    name, words = _ISSUED[kind]
    audit.record(session, actor, name, words, person_concern(person_id), reason=reason, now=now)
    return code


def issue_refusal(session: Session, actor: Actor, person_id: int, *, now: datetime) -> Refusal | None:
    """Return why somebody may not hand this person a code, or None."""
    if session.get(Person, person_id) is None:
        return Refusal("no-such-person", say("没有找到这个人，请回到名单再选一次。"))
    if actor.person_id is None:
        return None
    if actor.person_id == person_id:
        return Refusal("own-code", say("不能给自己发重设码。请在“我的账号”里修改密码。"))
    day = local_date(now)
    if may_hand_over_code(holdings_on(session, actor.person_id, day), holdings_on(session, person_id, day)):
        return None
    return Refusal("out-of-reach", say("这个人不归您管，不能由您发重设码。请联系当地残联或者系统管理员。"))


def person_of(
    session: Session, keys: SiteKeys, *, typed_nickname: str, code: str, now: datetime
) -> int | Refusal:
    """Return whose code this is, without using it."""
    row = _open_code(session, keys, CodeKind.RESET, typed_nickname, code, now)
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
    row = _open_code(session, keys, CodeKind.RESET, typed_nickname, code, now)
    if row is None:
        return WRONG
    row.used_at = now
    people.set_password_hash(session, row.person_id, password_hash)
    sign_ins.end_all(session, row.person_id, now=now)
    audit.record(
        session,
        Actor(row.person_id, request_id),
        "password-reset",
        say("用重设码设了新密码"),
        person_concern(row.person_id),
        now=now,
    )
    return row.person_id


def use_to_sign_in(
    session: Session, keys: SiteKeys, *, typed_nickname: str, code: str, request_id: str, now: datetime
) -> tuple[int, int | None] | Refusal:
    """Use a code up; return whose it was and who handed it over. Whoever was given other work meanwhile can't use it."""
    row = _open_code(session, keys, CodeKind.SIGN_IN, typed_nickname, code, now)
    if row is None or not holds_learning_alone(holdings_on(session, row.person_id, local_date(now))):
        return SIGN_IN_WRONG
    row.used_at = now
    session.flush()
    audit.record(
        session,
        Actor(row.person_id, request_id),
        "signed-in-by-code",
        say("用登录码登录"),
        person_concern(row.person_id),
        now=now,
    )
    return row.person_id, row.issued_by_id


def open_code_or_none(session: Session, person_id: int, *, now: datetime) -> ResetCode | None:
    """Return the code that was handed over for a person and not used yet, or None."""
    return session.scalar(
        sa.select(ResetCode).where(
            ResetCode.person_id == person_id, ResetCode.used_at.is_(None), ResetCode.expires_at > now
        )
    )


def end_open_code(session: Session, person_id: int, *, now: datetime) -> bool:
    """Let the code that was handed over open nothing, by the person's own wish; False when there was none."""
    found = open_code_or_none(session, person_id, now=now)
    if found is not None:
        session.delete(found)
        session.flush()
    return found is not None


def _open_code(
    session: Session, keys: SiteKeys, kind: CodeKind, typed_nickname: str, code: str, now: datetime
) -> ResetCode | None:
    row = session.scalar(
        sa.select(ResetCode)
        .join(Person, Person.id == ResetCode.person_id)
        .where(
            Person.nickname_key == nickname_key(typed_nickname),
            ResetCode.kind == kind,
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
