"""Towns of a county, and who is their liaison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import people
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern, person_concern
from learnhub.liaison.models import LiaisonDeed, Town, TownLiaison, TownPerson
from learnhub.liaison.rules import TOWNS_MAX, DeedKind
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import contains


@dataclass(frozen=True)
class TownTold:
    """A town with its sums. people: on its list. enrolled: enrolments that a liaison made and that nobody took back."""

    town: Town
    liaisons: int
    people: int
    enrolled: int


def add_town(session: Session, actor: Actor, *, region_code: str, name: str, now: datetime) -> Town | Refusal:
    """Add a town to a county. The caller has seen to it that the county is the office's."""
    assert actor.person_id is not None
    count = session.scalar(sa.select(sa.func.count(Town.id)).where(Town.region_code == region_code)) or 0
    if count >= TOWNS_MAX:
        return Refusal("many", say("一个县区最多登记 %(most)d 个镇街。", most=TOWNS_MAX))
    made = Town(region_code=region_code, name=name, made_by_id=actor.person_id, made_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return Refusal("known", say("这个镇街已经登记过了。"), field="name")
    concern = Concern("town", str(made.id))
    audit.record(session, actor, "town-added", say("登记镇街：%(name)s", name=name), concern, now=now)
    return made


def give_town(
    session: Session, actor: Actor, town: Town, *, nickname: str, until_on: date, now: datetime
) -> TownLiaison | Refusal:
    """Make somebody the liaison of a town, and give the role where it isn't held yet."""
    assert actor.person_id is not None
    on = local_date(now)
    if until_on < on:
        return Refusal("over", say("结束日期已经过去，请填今天或以后的日期。"), field="until_on")
    account = people.account_or_none(session, nickname)
    if account is None:
        return Refusal(
            "nickname", say("没有这个昵称的账号。请联络员先注册，再告诉您昵称。"), field="nickname"
        )
    people.hold(session, account.person_id)
    if any(one.person_id == account.person_id for one in liaisons_of(session, town.id, on=on)):
        return Refusal("given", say("这个人已经是这个镇街的联络员。"), field="nickname")
    held = Holding(Role.LIAISON, None, town.region_code)
    if held not in holdings_on(session, account.person_id, on):
        given = people.grant_role(
            session, actor, account.person_id, held, from_on=on, until_on=until_on, reason=town.name, now=now
        )
        if isinstance(given, Refusal):
            return Refusal(given.code, given.sentence, field="nickname")
    made = TownLiaison(
        town_id=town.id,
        person_id=account.person_id,
        until_on=until_on,
        given_by_id=actor.person_id,
        given_at=now,
    )
    session.add(made)
    session.flush()
    words = say("请做联络员：%(name)s", name=town.name)
    audit.record(session, actor, "town-given", words, person_concern(account.person_id), now=now)
    return made


def end_liaison(session: Session, actor: Actor, town: Town, liaison_id: int, *, now: datetime) -> bool:
    """End somebody's being the liaison of a town at once; False when there is no such liaison. Ending twice changes nothing."""
    found = session.scalar(
        sa.select(TownLiaison).where(TownLiaison.id == liaison_id, TownLiaison.town_id == town.id)
    )
    if found is None:
        return False
    if found.ended_at is None:
        found.ended_at = now
        words = say("不再做联络员：%(name)s", name=town.name)
        audit.record(session, actor, "town-taken", words, person_concern(found.person_id), now=now)
    return True


def town_or_none(session: Session, town_id: int) -> Town | None:
    """Return a town, or None."""
    return session.get(Town, town_id)


def liaisons_of(session: Session, town_id: int, *, on: date) -> list[TownLiaison]:
    """Return who is the liaison of a town on a day."""
    return list(
        session.scalars(
            sa.select(TownLiaison)
            .where(TownLiaison.town_id == town_id, _in_force(on))
            .order_by(TownLiaison.id)
        )
    )


def towns_of(session: Session, person_id: int, *, on: date) -> list[Town]:
    """Return the towns whose liaison somebody is on a day, by id."""
    return list(
        session.scalars(
            sa.select(Town)
            .where(
                Town.id.in_(
                    sa.select(TownLiaison.town_id).where(TownLiaison.person_id == person_id, _in_force(on))
                )
            )
            .order_by(Town.id)
        )
    )


def towns_in(session: Session, reach: Sequence[str], *, on: date) -> list[TownTold]:
    """Return the towns of these divisions and all within, by division and name, with their sums; four queries."""
    rows = session.scalars(sa.select(Town).order_by(Town.region_code, Town.name))
    found = [one for one in rows if any(contains(outer, one.region_code) for outer in reach)]
    ids = [one.id for one in found]
    counted = [
        _counts(session, sa.select(table.town_id, sa.func.count()).where(table.town_id.in_(ids), where))
        for table, where in (
            (TownLiaison, _in_force(on)),
            (TownPerson, sa.true()),
            (LiaisonDeed, sa.and_(LiaisonDeed.kind == DeedKind.ENROLLED, LiaisonDeed.undone_at.is_(None))),
        )
    ]
    return [TownTold(one, *(counts.get(one.id, 0) for counts in counted)) for one in found]


def _counts(session: Session, query: sa.Select[int, int]) -> Mapping[int, int]:
    rows = session.execute(query.group_by(query.selected_columns[0]))
    return {town_id: count for town_id, count in rows}  # noqa: C416  a Row is no pair


def _in_force(on: date) -> sa.ColumnElement[bool]:
    return sa.and_(TownLiaison.ended_at.is_(None), TownLiaison.until_on >= on)
