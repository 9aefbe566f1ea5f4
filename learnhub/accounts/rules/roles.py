"""Roles, how far they reach, and who may act for whom."""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from learnhub.primitives import say, say_as
from learnhub.regions.rules import COUNTRY, contains


class Role(enum.StrEnum):
    """What somebody may do on this site; one person may hold several."""

    TRAINEE = "trainee"
    HELPER = "helper"
    INSTRUCTOR = "instructor"
    BASE_MANAGER = "base_manager"
    LIAISON = "liaison"
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.TRAINEE: say("学员"),
    Role.HELPER: say("协助者"),
    Role.INSTRUCTOR: say_as("role", "教师"),
    Role.BASE_MANAGER: say("基地管理员"),
    Role.LIAISON: say("乡镇街道联络员"),
    Role.OFFICER: say("残联工作人员"),
    Role.AUDITOR: say("审计人员"),
    Role.ADMIN: say("系统管理员"),
}
# Holding nothing but these, a person decides about nobody else's records.
LEARNING_ROLES = frozenset({Role.TRAINEE, Role.HELPER})
# What an officer may give and take away within the region; the rest is given by an administrator.
FIELD_ROLES = LEARNING_ROLES | {Role.INSTRUCTOR, Role.BASE_MANAGER, Role.LIAISON}
BASE_ROLES = frozenset({Role.INSTRUCTOR, Role.BASE_MANAGER})


@dataclass(frozen=True)
class Holding:
    """A role with its scope.

    base_id set: the role reaches that base, and region_code says where it lies. Only region_code: that division
    and all within. Neither: the whole site.
    """

    role: Role
    base_id: int | None = None
    region_code: str | None = None

    def reaches(self, *, base_id: int | None = None, region_code: str | None = None) -> bool:
        """Tell whether something of this base or region lies within the scope."""
        if self.base_id is not None:
            return base_id == self.base_id
        if self.region_code is None:
            return True
        return region_code is not None and contains(self.region_code, region_code)


def reaches(
    holdings: Sequence[Holding],
    roles: Collection[Role],
    *,
    base_id: int | None = None,
    region_code: str | None = None,
) -> bool:
    """Tell whether one of the roles is held with a scope that this base or region lies in."""
    return any(h.role in roles and h.reaches(base_id=base_id, region_code=region_code) for h in holdings)


def region_reach(holdings: Sequence[Holding], roles: Collection[Role]) -> tuple[str, ...]:
    """Return the divisions in which one of the roles is held, ("",) for the whole site; may be empty."""
    codes = {h.region_code or COUNTRY for h in holdings if h.role in roles and h.base_id is None}
    return (COUNTRY,) if COUNTRY in codes else tuple(sorted(codes))


def may_see(viewer: Sequence[Holding], target: Sequence[Holding]) -> bool:
    """Tell whether somebody may see a person's page: one of the person's roles lies within the viewer's reach.

    A base's managers see its trainees, an officer whoever holds a role in the region. A person without any place
    is seen by those who see the whole site.
    """
    if COUNTRY in region_reach(viewer, {Role.OFFICER, Role.ADMIN}):
        return True
    return any(
        reaches(viewer, {Role.OFFICER}, region_code=held.region_code)
        or (held.role is Role.TRAINEE and held.base_id is not None and _manages(viewer, held.base_id))
        for held in target
    )


def _manages(viewer: Sequence[Holding], base_id: int) -> bool:
    """Tell whether a base is managed; the role without a base, which nobody should hold, manages none."""
    return any(h.role is Role.BASE_MANAGER and h.base_id == base_id for h in viewer)


def may_hand_over_code(issuer: Sequence[Holding], target: Sequence[Holding]) -> bool:
    """Tell whether somebody may hand a person a code that opens the account.

    Whoever opens an account acts with its roles, so the issuer must reach all of them: a base's manager only
    people who learn, an officer nobody of an officer's rank, an administrator anybody.
    """
    if reaches(issuer, {Role.ADMIN}):
        return True
    if not may_see(issuer, target):
        return False
    return all(may_grant(issuer, held) for held in target if held.role not in LEARNING_ROLES)


def may_hand_over_sign_in_code(issuer: Sequence[Holding], target: Sequence[Holding]) -> bool:
    """Tell whether somebody may hand a person a code that signs in once.

    Only to people who learn or help; by their base's manager, the liaison of their place, an officer of it, or an administrator.
    """
    if not target or any(held.role not in LEARNING_ROLES for held in target):
        return False
    if reaches(issuer, {Role.ADMIN}) or may_see(issuer, target):
        return True
    return any(
        reaches(issuer, {Role.LIAISON}, region_code=held.region_code)
        for held in target
        if held.region_code is not None
    )


def may_grant(giver: Sequence[Holding], given: Holding) -> bool:
    """Tell whether somebody may give or take away a role with this scope."""
    if reaches(giver, {Role.ADMIN}):
        return True
    if given.role not in FIELD_ROLES or given.region_code is None:
        return False
    return reaches(giver, {Role.OFFICER}, region_code=given.region_code)
