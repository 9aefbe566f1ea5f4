"""Register the people of a made province: offices, bases, teachers and trainees, named by role and number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import people
from learnhub.audit.rules import Actor
from learnhub.primitives import Refusal, local_date
from learnhub.providers.models import TrainingBase

REASON = "一个省的示例"


def add_holder(
    session: Session, name: str, holdings: Sequence[Holding], *, password_hash: str, now: datetime
) -> int:
    """Register somebody who holds these roles and is no trainee; return the id."""
    person_id = _register(session, name, password_hash, now)
    for grant in people.roles_of(session, person_id):
        people.revoke_role(session, Actor(), person_id, grant.id, reason=REASON, now=now)
    for held in holdings:
        given = people.grant_role(
            session, Actor(), person_id, held, from_on=local_date(now), reason=REASON, now=now
        )
        if isinstance(given, Refusal):
            raise ValueError(f"{name}: {given.sentence}")
    return person_id


def add_trainee(
    session: Session, name: str, base: TrainingBase, *, taken_in_by: int, password_hash: str, now: datetime
) -> int:
    """Register a trainee whom a base takes in; return the id."""
    person_id = _register(session, name, password_hash, now)
    people.join_base(
        session,
        Actor(taken_in_by),
        person_id,
        base_id=base.id,
        region_code=base.region_code,
        reason=REASON,
        now=now,
    )
    return person_id


def of_base(role: Role, base: TrainingBase) -> Holding:
    """Return a role in a base."""
    return Holding(role, base.id, base.region_code)


def _register(session: Session, name: str, password_hash: str, now: datetime) -> int:
    made = people.register(session, typed_nickname=name, password_hash=password_hash, now=now)
    if not isinstance(made, Person):
        raise ValueError(f"{name}: {made.sentence}")
    return made.id
