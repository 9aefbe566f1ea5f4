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
from learnhub.regions.rules import COUNTRY


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
    ids = [person.id for person in found]
    held, known, needs = (
        _holdings(session, ids, on),
        identity.states(session, ids),
        _needs(session, ids if is_officer else []),
    )
    return [
        Row(p.id, p.nickname, tuple(held.get(p.id, ())), known[p.id], tuple(needs.get(p.id, ())))
        for p in found
    ], total


def nicknames(session: Session, person_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the nicknames of these people, by id."""
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
    return sa.or_(sa.false(), *(RoleGrant.region_code.startswith(_stem(code)) for code in codes))


def _stem(code: str) -> str:
    """Return the digits that all divisions within one share: 410000 → 41, 410100 → 4101."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


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
