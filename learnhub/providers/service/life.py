"""Record the steps in the life of a base, and tell where bases stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding, reaches
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.notices.rules import WorkingDays
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.providers.models import BaseLevel, BaseLifeStep, TrainingBase
from learnhub.providers.rules.life import (
    NEXT,
    STEP_WORDS,
    LifeStep,
    Standing,
    StepTold,
    office_of,
    standing_before_steps,
    step_refusal,
)
from learnhub.providers.service.register import BasePlan, add_base
from learnhub.regions.rules import is_code

PUBLICISED_DAYS = "bases.publicised_working_days"
SETTLES_LEVEL = frozenset({LifeStep.LISTED, LifeStep.ASSESSED})


@dataclass(frozen=True)
class Office:
    """Who takes a step, with what the period of a notice is counted by."""

    actor: Actor
    holdings: Sequence[Holding]
    calendar: WorkingDays
    figures: Figures


@dataclass(frozen=True)
class Life:
    """A base with its steps, the oldest first, and where it stands."""

    base: TrainingBase
    steps: tuple[BaseLifeStep, ...]
    standing: Standing

    @property
    def position(self) -> int:
        """Return the number of the last step, 0 without any: a form carries it, so that nobody decides on what was yesterday's."""
        return self.steps[-1].position if self.steps else 0


def lives(session: Session, bases: Sequence[TrainingBase]) -> dict[int, Life]:
    """Return the life of each of these bases by id; one query."""
    found: dict[int, list[BaseLifeStep]] = {base.id: [] for base in bases}
    rows = sa.select(BaseLifeStep).where(BaseLifeStep.base_id.in_(found))
    for step in session.scalars(rows.order_by(BaseLifeStep.base_id, BaseLifeStep.position)):
        found[step.base_id].append(step)
    return {base.id: _life(base, found[base.id]) for base in bases}


def life_of(session: Session, base: TrainingBase) -> Life:
    """Return the life of one base."""
    return lives(session, [base])[base.id]


def publicised_bases(session: Session, on: date) -> list[tuple[TrainingBase, BaseLifeStep]]:
    """Return the bases whose notice runs on this day, with the step that began it, those first that end first; one query."""
    newest = (
        sa.select(BaseLifeStep.base_id, sa.func.max(BaseLifeStep.position).label("position"))
        .group_by(BaseLifeStep.base_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(TrainingBase, BaseLifeStep)
        .join(BaseLifeStep, BaseLifeStep.base_id == TrainingBase.id)
        .join(
            newest,
            sa.and_(newest.c.base_id == BaseLifeStep.base_id, newest.c.position == BaseLifeStep.position),
        )
        .where(BaseLifeStep.kind == LifeStep.PUBLICISED, BaseLifeStep.until >= on)
        .order_by(BaseLifeStep.until, TrainingBase.name)
    )
    return [(base, step) for base, step in rows]


def steps_open_to(life: Life, holdings: Sequence[Holding]) -> tuple[LifeStep, ...]:
    """Return the steps that may follow and that somebody with these roles may take; may be empty."""
    return tuple(kind for kind in NEXT[life.standing.step] if _may_take(life, kind, None, holdings))


def take_step(
    session: Session, office: Office, base: TrainingBase, told: StepTold, *, seen: int, now: datetime
) -> BaseLifeStep | Refusal:
    """Record a step of an office; of two that are sent at once the second is refused, for it answers what is no longer so.

    seen: Life.position as the person saw it.
    """
    life = _checked(session, base, told, seen=seen, today=local_date(now))
    if isinstance(life, Refusal):
        return life
    if not _may_take(life, told.kind, told.level, office.holdings):
        return Refusal(
            "another-office", say("这一步不归您的单位办。请看页面上写的是哪一级残联。"), field="kind"
        )
    until = _until(office, base, told)
    if isinstance(until, Refusal):
        return until
    return _record(session, office.actor, life, told, until=until, now=now)


def apply(
    session: Session, actor: Actor, base: TrainingBase, *, reason: str, seen: int, now: datetime
) -> BaseLifeStep | Refusal:
    """Record that a base asks, or asks again, to be listed; the caller has seen to it that the actor works for the base."""
    told = StepTold(LifeStep.APPLIED, local_date(now), reason=reason)
    life = _checked(session, base, told, seen=seen, today=told.on)
    return life if isinstance(life, Refusal) else _record(session, actor, life, told, until=None, now=now)


def enter(
    session: Session, actor: Actor, holdings: Sequence[Holding], plan: BasePlan, *, now: datetime
) -> TrainingBase | Refusal:
    """Enter a base that asks to be listed into the register of an office that looks after its division."""
    if not is_code(plan.region_code) or not reaches(holdings, {Role.OFFICER}, region_code=plan.region_code):
        return Refusal(
            "region-of-others", say("这个地区代码不在您负责的地区里。请核对 6 位代码。"), field="region_code"
        )
    base = add_base(session, plan)
    if isinstance(base, Refusal):
        return base
    applied = apply(session, actor, base, reason="", seen=0, now=now)
    return applied if isinstance(applied, Refusal) else base


def _checked(
    session: Session, base: TrainingBase, told: StepTold, *, seen: int, today: date
) -> Life | Refusal:
    """Hold the base until the unit of work ends, so that nobody else decides about it meanwhile."""
    session.execute(sa.select(TrainingBase.id).where(TrainingBase.id == base.id).with_for_update())
    life = life_of(session, base)
    if seen != life.position:
        return Refusal("step-taken", say("刚才已经有人办了一步。请先看看现在到哪一步，再接着办。"))
    return step_refusal(life.standing, told, today) or life


def _record(
    session: Session, actor: Actor, life: Life, told: StepTold, *, until: date | None, now: datetime
) -> BaseLifeStep:
    base = life.base
    made = BaseLifeStep(
        base_id=base.id,
        position=life.position + 1,
        kind=told.kind,
        on=told.on,
        until=until,
        reason=told.reason,
        document=told.document,
        score=told.score if told.kind is LifeStep.ASSESSED else None,
        level=told.level if told.kind in SETTLES_LEVEL else None,
        by_id=actor.person_id,
        taken_at=now,
    )
    session.add(made)
    if made.level is not None:
        base.level = made.level
    if told.kind is LifeStep.LISTED:
        base.listed_on = told.on
    session.flush()
    audit.record(
        session,
        actor,
        f"base-{told.kind.value.replace(' ', '-')}",
        say("基地“%(base)s”：%(step)s", base=base.name, step=STEP_WORDS[told.kind]),
        Concern("training-base", str(base.id)),
        reason=told.reason,
        now=now,
    )
    return made


def _until(office: Office, base: TrainingBase, told: StepTold) -> date | Refusal | None:
    if told.kind is not LifeStep.PUBLICISED:
        return None
    days = office.figures.in_force(PUBLICISED_DAYS, base.region_code, told.on).number
    return office.calendar.last_day(told.on, days, base.region_code)


def _may_take(life: Life, kind: LifeStep, level: BaseLevel | None, holdings: Sequence[Holding]) -> bool:
    """Tell whether the office reaches the division of a step; who raises a base to a level answers for that level too."""
    base = life.base
    levels = {base.level, level or base.level}
    return all(
        reaches(holdings, {Role.OFFICER}, region_code=office_of(kind, life.standing, one, base.region_code))
        for one in levels
    )


def _life(base: TrainingBase, steps: Sequence[BaseLifeStep]) -> Life:
    if not steps:
        return Life(base, (), standing_before_steps(base.listed_on))
    last = steps[-1]
    return Life(base, tuple(steps), Standing(last.kind, last.on, last.until))
