"""Helpers: the trainee invites and says what may be seen, the helper says yes, either ends it alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import HelperLink, HelperStep
from learnhub.accounts.rules.helping import (
    LINKS_MAX,
    HelperStepKind,
    HelperTold,
    Helping,
    Part,
    invitation_refusal,
)
from learnhub.accounts.rules.reset_codes import new_code
from learnhub.accounts.service import people
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import subject_of_person
from learnhub.primitives import Refusal, local_date, say

KIND_STEP = "helper.step"
CODE_WRONG = Refusal(
    "code-wrong",
    say("这个码不对，也可能已经用过或者过期了。请学员再请您一次，给您一个新的码。"),
    field="code",
)
OVER = Refusal("over", say("这件事已经结束了。请刷新页面看看。"))


@dataclass(frozen=True)
class Invited:
    """An invitation that was made. code: to be shown or read out, the only time it is seen; "" where a nickname was given."""

    link_id: int
    code: str


def invite(
    session: Session,
    keys: SiteKeys,
    person_id: int,
    *,
    nickname: str,
    parts: Collection[Part],
    until_on: date,
    days_max: int,
    now: datetime,
) -> Invited | Refusal:
    """Invite somebody by nickname, or without one whoever is told the code; nothing is seen before the helper's yes."""
    refusal = invitation_refusal(until_on=until_on, on=local_date(now), days_max=days_max, parts=parts)
    if refusal is not None:
        return refusal
    helper_id = None
    if nickname:
        account = people.account_or_none(session, nickname)
        if account is None:
            return Refusal(
                "no-such-person",
                say("没有这个昵称的账号。请核对一遍；他还没有账号，可以请他先注册。"),
                field="nickname",
            )
        if account.person_id == person_id:
            return Refusal("own-helper", say("这是您自己的昵称，请填想请的那个人。"), field="nickname")
        helper_id = account.person_id
    evidence.lock_chain(session, subject_of_person(person_id))
    present = [one for one in links_of(session, person_id) if _is_open(one, now)]
    if len(present) >= LINKS_MAX:
        return Refusal("too-many", say("请过的人已经很多了。请先结束一个，再请别人。"))
    if helper_id is not None and any(one.helper_id == helper_id for one in present):
        return Refusal(
            "invited-already", say("已经请过这个人了。想改可以看什么，请在下面改。"), field="nickname"
        )
    code = "" if helper_id is not None else new_code()
    row = HelperLink(
        person_id=person_id,
        helper_id=helper_id,
        code_hash=_code_hash(keys, code) if code else None,
        until_on=until_on,
    )
    session.add(row)
    session.flush()
    _step(session, row, HelperStepKind.INVITED, parts, person_id, now)
    return Invited(row.id, code)


def waiting_by_code(
    session: Session, keys: SiteKeys, code: str, helper_id: int, *, now: datetime
) -> Helping | Refusal:
    """Return the invitation that a code stands for, without accepting it: who is asked sees first whom and what it is about."""
    found = _told(session, sa.select(HelperLink).where(HelperLink.code_hash == _code_hash(keys, code)))
    waiting = [one for one in found if one.waits(now, local_date(now))]
    if len(waiting) != 1:
        return CODE_WRONG
    if waiting[0].person_id == helper_id:
        return Refusal("own-helper", say("这是您自己请人帮忙的码，请给想请的那个人用。"), field="code")
    return waiting[0]


def accept_by_code(
    session: Session, keys: SiteKeys, code: str, helper_id: int, *, now: datetime
) -> Refusal | None:
    """Say yes with a code; it is used up."""
    waiting = waiting_by_code(session, keys, code, helper_id, now=now)
    if isinstance(waiting, Refusal):
        return waiting
    return _answer(session, waiting, helper_id, is_yes=True, now=now)


def answer(session: Session, link: Helping, helper_id: int, *, is_yes: bool, now: datetime) -> Refusal | None:
    """Take the yes or no of whoever was invited by nickname."""
    if link.helper_id != helper_id or link.is_accepted:
        return OVER
    return _answer(session, link, helper_id, is_yes=is_yes, now=now)


def change(
    session: Session,
    link: Helping,
    person_id: int,
    *,
    on: Collection[Part] = (),
    off: Collection[Part] = (),
    now: datetime,
) -> frozenset[Part] | Refusal:
    """Switch on and off what the helper may see, at once; only the trainee says it. Nothing at all is an end.

    Returns what may be seen from now on. What is not named stays as it is now, whatever the page that was pressed on had shown.
    """
    row, present = _locked(session, link)
    if present.person_id != person_id or not _is_open(present, now):
        return OVER
    parts = (present.parts | frozenset(on)) - frozenset(off)
    if not parts:
        _step(session, row, HelperStepKind.ENDED, (), person_id, now)
    elif parts != present.parts:
        _step(session, row, HelperStepKind.CHANGED, parts, person_id, now)
    return parts


def end(session: Session, link: Helping, by_id: int, *, now: datetime) -> Refusal | None:
    """End a link for good, as trainee or helper, without the other."""
    row, present = _locked(session, link)
    if by_id not in {present.person_id, present.helper_id} or present.is_over:
        return OVER
    _step(session, row, HelperStepKind.ENDED, (), by_id, now)
    return None


def end_all(session: Session, person_id: int, *, now: datetime) -> None:
    """End all links of a person, as trainee and as helper: the account closes."""
    for one in (*links_of(session, person_id), *helped_by(session, person_id)):
        if not one.is_over:
            _step(session, session.get_one(HelperLink, one.id), HelperStepKind.ENDED, (), person_id, now)


def links_of(session: Session, person_id: int) -> list[Helping]:
    """Return whom a trainee invited, also former ones, oldest first."""
    return _told(session, sa.select(HelperLink).where(HelperLink.person_id == person_id))


def helped_by(session: Session, helper_id: int) -> list[Helping]:
    """Return to whom somebody was invited by nickname, or said yes by a code, oldest first."""
    accepted = sa.select(HelperStep.link_id).where(
        HelperStep.by_id == helper_id, HelperStep.kind == HelperStepKind.ACCEPTED
    )
    return _told(
        session,
        sa.select(HelperLink).where(sa.or_(HelperLink.helper_id == helper_id, HelperLink.id.in_(accepted))),
    )


def links_until(session: Session, *, first: date, last: date) -> list[Helping]:
    """Return the links whose last day lies in this time, both days included, oldest first."""
    return _told(session, sa.select(HelperLink).where(HelperLink.until_on.between(first, last)))


def link_or_none(session: Session, link_id: int, person_id: int) -> Helping | None:
    """Return a link of this person, as trainee or helper; None otherwise, whether or not it exists."""
    found = _told(session, sa.select(HelperLink).where(HelperLink.id == link_id))
    return next((one for one in found if person_id in {one.person_id, one.helper_id}), None)


def _is_open(link: Helping, now: datetime) -> bool:
    on = local_date(now)
    return link.is_in_force(on) or link.waits(now, on)


def _answer(
    session: Session, link: Helping, helper_id: int, *, is_yes: bool, now: datetime
) -> Refusal | None:
    row, present = _locked(session, link)
    if not present.waits(now, local_date(now)):
        return OVER
    others = [one for one in helped_by(session, helper_id) if one.is_in_force(local_date(now))]
    if is_yes and any(one.person_id == present.person_id for one in others):
        return Refusal("helps-already", say("您已经在帮这个人了，不用再答应一次。"))
    if is_yes and len(others) >= LINKS_MAX:
        return Refusal("too-many", say("您帮的人已经很多了。请先结束一个，再答应别人。"))
    kind = HelperStepKind.ACCEPTED if is_yes else HelperStepKind.DECLINED
    _step(session, row, kind, (), helper_id, now)
    return None


def _locked(session: Session, link: Helping) -> tuple[HelperLink, Helping]:
    evidence.lock_chain(session, subject_of_person(link.person_id))
    row = session.get_one(HelperLink, link.id)
    return row, _told(session, sa.select(HelperLink).where(HelperLink.id == link.id))[0]


def _step(
    session: Session,
    row: HelperLink,
    kind: HelperStepKind,
    parts: Collection[Part],
    by_id: int,
    now: datetime,
) -> None:
    query = sa.select(sa.func.count()).select_from(HelperStep).where(HelperStep.link_id == row.id)
    told = sorted(part.value for part in parts)
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of_person(row.person_id),
            kind=KIND_STEP,
            about=subject_of_person(row.person_id),
            client_id=f"helper:{row.id}:{(session.scalar(query) or 0) + 1}",
            happened_at=now,
            payload=step_payload(row.id, kind, by_id, told, row.until_on),
        ),
        now=now,
    ).entry
    session.add(
        HelperStep(
            link_id=row.id,
            kind=kind,
            parts=told,
            by_id=by_id,
            taken_at=now,
            evidence_position=entry.position,
        )
    )
    session.flush()


def step_payload(
    link_id: int, kind: HelperStepKind, by_id: int, parts: list[str], until_on: date
) -> dict[str, object]:
    """Return what the chain says of a step."""
    return {
        "link": link_id,
        "step": kind.value,
        "by": by_id,
        "parts": parts,
        "until": until_on.isoformat(),
    }


def _told(session: Session, query: sa.Select[HelperLink]) -> list[Helping]:
    rows = session.scalars(query.order_by(HelperLink.id)).all()
    steps: dict[int, list[HelperTold]] = {}
    for step in session.scalars(
        sa.select(HelperStep).where(HelperStep.link_id.in_([row.id for row in rows])).order_by(HelperStep.id)
    ):
        told = HelperTold(step.kind, frozenset(Part(part) for part in step.parts), step.by_id, step.taken_at)
        steps.setdefault(step.link_id, []).append(told)
    return [
        Helping(
            row.id, row.person_id, row.helper_id or _yes_of(steps[row.id]), row.until_on, tuple(steps[row.id])
        )
        for row in rows
    ]


def _yes_of(steps: list[HelperTold]) -> int | None:
    return next((one.by_id for one in steps if one.kind is HelperStepKind.ACCEPTED), None)


def _code_hash(keys: SiteKeys, code: str) -> str:
    return keys.keyed_hash("helper code", code)
