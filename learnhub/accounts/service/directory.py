"""Lists of people, each as far as the viewer reaches."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import DisabilityCertificate, DuplicateNote, Person, RoleGrant, SignIn
from learnhub.accounts.rules.identity import IdentityState
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.roles import Holding, Role, region_reach
from learnhub.accounts.service import identity
from learnhub.accounts.service.sign_ins import in_force
from learnhub.regions.rules import COUNTRY, stem


@dataclass(frozen=True)
class Row:
    """One person in a list.

    needs: what an officer still has to do, in stable codes: "verify" (a number nobody compared), "duplicate"; empty for
    viewers who are no officers, who are not told.
    """

    person_id: int
    nickname: str
    holdings: tuple[Holding, ...]
    identity: IdentityState
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None: no narrowing.

    nickname: part of one, as typed. needs_check: only people with something left for an officer to do.
    """

    region_code: str | None = None
    base_id: int | None = None
    role: Role | None = None
    nickname: str = ""
    needs_check: bool = False


def people(
    session: Session, viewer: Sequence[Holding], filters: Filters, *, on: date, number: int = 1, size: int
) -> tuple[list[Row], int]:
    """Return one page of the people within the viewer's reach, by nickname, and how many there are in all."""
    is_officer = bool(region_reach(viewer, {Role.OFFICER}))
    query = sa.select(Person).where(
        within_reach(viewer, on), *_narrowed(filters, on, may_ask_needs=is_officer)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    found = session.scalars(
        query.order_by(Person.nickname_key, Person.id).offset((number - 1) * size).limit(size)
    ).all()
    rows = _rows(session, [person.id for person in found], on, has_needs=is_officer)
    return rows, total


def identities_waiting(
    session: Session,
    viewer: Sequence[Holding],
    *,
    region_code: str | None = None,
    on: date,
    number: int = 1,
    size: int,
) -> tuple[list[tuple[Row, datetime]], int]:
    """Return one page of the people whose identity an officer has to settle, with since when, the longest waiting first, and how many.

    What waits is a number that nobody compared, from the day it was given, and a duplicate, from the day it was noted. Five queries.
    """
    waits = _waits()
    conditions = _waiting_conditions(viewer, region_code, on)
    total = identities_waiting_count(session, viewer, region_code=region_code, on=on)
    since = sa.func.min(waits.c.since).label("since")
    found = session.execute(
        sa.select(waits.c.person_id, since)
        .join(Person, Person.id == waits.c.person_id)
        .where(*conditions)
        .group_by(waits.c.person_id)
        .order_by(since, waits.c.person_id)
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    rows = {row.person_id: row for row in _rows(session, [one.person_id for one in found], on)}
    return [(rows[one.person_id], one.since) for one in found], total


def identities_waiting_count(
    session: Session, viewer: Sequence[Holding], *, region_code: str | None = None, on: date
) -> int:
    """Return how many people's identity an officer has to settle; one query."""
    waits = _waits()
    counted = (
        sa.select(sa.func.count(sa.distinct(waits.c.person_id)))
        .select_from(waits)
        .join(Person, Person.id == waits.c.person_id)
        .where(*_waiting_conditions(viewer, region_code, on))
    )
    return session.scalar(counted) or 0


def nicknames(session: Session, person_ids: Sequence[int] | sa.ScalarSelect[int]) -> Mapping[int, str]:
    """Return the nicknames of these people, by id. person_ids: numbers, or a question that finds them, where there are thousands."""
    rows = session.execute(sa.select(Person.id, Person.nickname).where(Person.id.in_(person_ids)))
    return {row.id: row.nickname for row in rows}


def instructors_of(session: Session, base_ids: Collection[int], on: date) -> list[tuple[int, str]]:
    """Return (person id, nickname) of whoever teaches at these bases on a day, by nickname."""
    return staff_of(session, base_ids, {Role.INSTRUCTOR}, on)


def staff_of(
    session: Session, base_ids: Collection[int], roles: Collection[Role], on: date
) -> list[tuple[int, str]]:
    """Return (person id, nickname) of whoever holds one of these roles at these bases on a day, by nickname."""
    rows = session.execute(
        sa.select(Person.id, Person.nickname)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role.in_(roles), RoleGrant.base_id.in_(base_ids), in_force(on))
        .distinct()
        .order_by(Person.nickname, Person.id)
    )
    return [(row.id, row.nickname) for row in rows]


def people_of_auditor(viewer: Sequence[Holding], on: date) -> sa.Select[int] | None:
    """Return whose events an auditor or administrator may read; None for everybody's."""
    reach = region_reach(viewer, {Role.AUDITOR, Role.ADMIN})
    if COUNTRY in reach:
        return None
    return sa.select(RoleGrant.person_id).where(in_force(on), _in_regions(reach))


def last_seen(session: Session, person_ids: Sequence[int]) -> Mapping[int, datetime]:
    """Return when each of these people last used the site, by id; people who never did are left out."""
    rows = session.execute(
        sa.select(SignIn.person_id, sa.func.max(SignIn.seen_at).label("seen_at"))
        .where(SignIn.person_id.in_(person_ids))
        .group_by(SignIn.person_id)
    )
    return {row.person_id: row.seen_at for row in rows}


def within_reach(viewer: Sequence[Holding], on: date) -> sa.ColumnElement[bool]:
    """Return rules.roles.may_see as a condition on Person; a test holds the two together."""
    reach = region_reach(viewer, {Role.OFFICER, Role.ADMIN})
    if COUNTRY in reach:
        return sa.true()
    officer_reach = region_reach(viewer, {Role.OFFICER})
    bases = {h.base_id for h in viewer if h.role is Role.BASE_MANAGER and h.base_id is not None}
    held = sa.or_(
        _in_regions(officer_reach),
        sa.and_(RoleGrant.role == Role.TRAINEE, RoleGrant.base_id.in_(bases)),
    )
    return sa.exists().where(RoleGrant.person_id == Person.id, in_force(on), held)


def _in_regions(codes: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.or_(sa.false(), *(RoleGrant.region_code.startswith(stem(code)) for code in codes))


def _narrowed(filters: Filters, on: date, *, may_ask_needs: bool) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    of_grant: list[sa.ColumnElement[bool]] = []
    if filters.region_code:
        of_grant.append(_in_regions([filters.region_code]))
    if filters.base_id is not None:
        of_grant.append(RoleGrant.base_id == filters.base_id)
    if filters.role is not None:
        of_grant.append(RoleGrant.role == filters.role)
    if of_grant:
        conditions.append(sa.exists().where(RoleGrant.person_id == Person.id, in_force(on), *of_grant))
    if key := nickname_key(filters.nickname):
        conditions.append(Person.nickname_key.contains(key, autoescape=True))
    if filters.needs_check and may_ask_needs:
        conditions.append(sa.or_(_has_unverified(), _has_open_note()))
    return conditions


def _waits() -> sa.Subquery:
    """Return (person_id, since) of everything that waits, one row for each matter."""
    unverified = sa.select(
        DisabilityCertificate.person_id.label("person_id"), DisabilityCertificate.given_at.label("since")
    ).where(DisabilityCertificate.replaced_at.is_(None), DisabilityCertificate.verified_on.is_(None))
    noted = [
        sa.select(person_id.label("person_id"), DuplicateNote.noted_at.label("since")).where(
            DuplicateNote.settled_at.is_(None)
        )
        for person_id in (DuplicateNote.first_id, DuplicateNote.second_id)
    ]
    return sa.union_all(unverified, *noted).subquery()


def _waiting_conditions(
    viewer: Sequence[Holding], region_code: str | None, on: date
) -> list[sa.ColumnElement[bool]]:
    officer = [held for held in viewer if held.role is Role.OFFICER]
    narrowed = _narrowed(Filters(region_code=region_code), on, may_ask_needs=True)
    return [within_reach(officer, on), *narrowed]


def _has_unverified() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        DisabilityCertificate.person_id == Person.id,
        DisabilityCertificate.replaced_at.is_(None),
        DisabilityCertificate.verified_on.is_(None),
    )


def _has_open_note() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        sa.or_(DuplicateNote.first_id == Person.id, DuplicateNote.second_id == Person.id),
        DuplicateNote.settled_at.is_(None),
    )


def _rows(session: Session, ids: Sequence[int], on: date, *, has_needs: bool = True) -> list[Row]:
    """Return these people as rows of a list, in the order of their ids as given."""
    names = nicknames(session, ids)
    held, known, needs = (
        _holdings(session, ids, on),
        identity.states(session, ids),
        _needs(session, ids if has_needs else []),
    )
    return [
        Row(one, names[one], tuple(held.get(one, ())), known[one], tuple(needs.get(one, ()))) for one in ids
    ]


def _holdings(session: Session, ids: Sequence[int], on: date) -> Mapping[int, list[Holding]]:
    grants = session.scalars(
        sa.select(RoleGrant).where(RoleGrant.person_id.in_(ids), in_force(on)).order_by(RoleGrant.id)
    )
    found: defaultdict[int, list[Holding]] = defaultdict(list)
    for grant in grants:
        found[grant.person_id].append(Holding(grant.role, grant.base_id, grant.region_code))
    return found


def _needs(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for code, condition in (("verify", _has_unverified()), ("duplicate", _has_open_note())):
        for person_id in session.scalars(sa.select(Person.id).where(Person.id.in_(ids), condition)):
            found[person_id].append(code)
    return found
