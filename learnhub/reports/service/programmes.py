"""Programmes of a division's year: which classes run under each, how far each is, what was paid for it and from which fund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor, Concern
from learnhub.audit.service import record
from learnhub.primitives import Refusal, say
from learnhub.regions.rules import contains
from learnhub.reports.models import Programme, ProgrammeClass
from learnhub.reports.rules import Goal, Measure, Progress, Row, progress
from learnhub.reports.service.rows import regions_within, rows
from learnhub.subsidy.service.claims import paid_by_class
from learnhub.training.models import ClassState, TrainingClass

PROGRAMMES_MAX = 50  # of a division in a year
_NOT_HELD = (ClassState.APPLIED, ClassState.CANCELLED)


@dataclass(frozen=True)
class ProgrammePlan:
    """A programme as it is to be added; see Programme."""

    region_code: str
    year: int
    name: str
    fund: str
    budget_fen: int
    measure: Measure
    value: int
    source: str
    is_example: bool


@dataclass(frozen=True)
class ProgrammeTold:
    """A programme with what stands under it. classes: the newest last. paid: 分 by fund."""

    programme: Programme
    classes: tuple[TrainingClass, ...]
    rows: tuple[Row, ...]
    progress: Progress
    paid: Mapping[str, int]

    @property
    def paid_fen(self) -> int:
        """Return what was paid from all funds."""
        return sum(self.paid.values())


def add_programme(
    session: Session, actor: Actor, plan: ProgrammePlan, *, now: datetime
) -> Programme | Refusal:
    """Add a programme."""
    known = programmes_of(session, plan.region_code, plan.year)
    if any(one.name == plan.name for one in known):
        return Refusal("known", say("这一年已经有叫这个名字的项目。"), field="name")
    if len(known) >= PROGRAMMES_MAX:
        return Refusal("many", say("一个地区一年最多 %(most)d 个项目。", most=PROGRAMMES_MAX))
    made = Programme(**plan.__dict__, made_by_id=actor.person_id, made_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # a colleague added it between the look and the leap
        return Refusal("known", say("这一年已经有叫这个名字的项目。"), field="name")
    words = say("登记年度项目“%(name)s”（%(year)d 年）", name=plan.name, year=plan.year)
    record(session, actor, "programme-made", words, _concern(made), now=now)
    return made


def programmes_of(session: Session, region_code: str, year: int) -> list[Programme]:
    """Return the programmes of a division's year, in the order in which they were added."""
    found = sa.select(Programme).where(Programme.region_code == region_code, Programme.year == year)
    return list(session.scalars(found.order_by(Programme.id)))


def programme_or_none(session: Session, region_code: str, year: int, programme_id: int) -> Programme | None:
    """Return a programme of a division's year, or None."""
    found = session.get(Programme, programme_id)
    return found if found is not None and (found.region_code, found.year) == (region_code, year) else None


def programmes_told(session: Session, programmes: Sequence[Programme]) -> list[ProgrammeTold]:
    """Return how far programmes of one division's year are, in their order; a handful of queries for all of them."""
    if not programmes:
        return []
    first = programmes[0]
    found = session.execute(
        sa.select(ProgrammeClass.programme_id, TrainingClass)
        .join(TrainingClass, TrainingClass.id == ProgrammeClass.training_class_id)
        .where(ProgrammeClass.programme_id.in_([one.id for one in programmes]))
        .order_by(TrainingClass.opened_on, TrainingClass.id)
    ).all()
    class_ids = [one.id for _programme, one in found]
    known = rows(session, first.region_code, *_year(first.year), class_ids=class_ids)
    paid = paid_by_class(session, class_ids)
    told = []
    for programme in programmes:
        classes = tuple(one for programme_id, one in found if programme_id == programme.id)
        numbers = {one.number for one in classes}
        own = tuple(row for row in known if row.class_number in numbers)
        goal = Goal(programme.measure, programme.value, *_year(programme.year))
        totals: dict[str, int] = {}
        for one in classes:
            for fund, amount_fen in paid.get(one.id, {}).items():
                totals[fund] = totals.get(fund, 0) + amount_fen
        told.append(ProgrammeTold(programme, classes, own, progress(goal, own), totals))
    return told


def add_class(
    session: Session, actor: Actor, programme: Programme, number: str, *, now: datetime
) -> Refusal | None:
    """Put a class under a programme, by its number."""
    found = session.scalar(sa.select(TrainingClass).where(TrainingClass.number == number))
    if found is None or not contains(programme.region_code, found.region_code):
        return Refusal("unknown", say("本地区没有这个班号，请核对。"), field="number")
    if found.state in _NOT_HELD:
        return Refusal("not-held", say("这个班还没有批准，或者已经取消，不能归到项目。"), field="number")
    if found.opened_on.year != programme.year:
        return Refusal(
            "other-year",
            say("这个班是 %(year)d 年开的。跨年的班算在开班那一年。", year=found.opened_on.year),
            field="number",
        )
    taken = session.get(ProgrammeClass, found.id)
    if taken is not None:
        other = session.get_one(Programme, taken.programme_id)
        words = say("这个班已经归在项目“%(name)s”里，一个班只归一个项目。", name=other.name)
        return Refusal("taken", words, field="number")
    made = ProgrammeClass(
        training_class_id=found.id, programme_id=programme.id, added_by_id=actor.person_id, added_at=now
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # a colleague put it under a programme between the look and the leap
        return Refusal("taken", say("这个班刚刚由别人归到了一个项目，请打开看一看。"), field="number")
    words = say("班 %(number)s 归到年度项目“%(name)s”", number=number, name=programme.name)
    record(session, actor, "programme-class-added", words, _concern(programme), now=now)
    return None


def remove_class(
    session: Session, actor: Actor, programme: Programme, number: str, *, now: datetime
) -> Refusal | None:
    """Take a class from under a programme, by its number."""
    found = session.scalar(
        sa.select(ProgrammeClass)
        .join(TrainingClass, TrainingClass.id == ProgrammeClass.training_class_id)
        .where(ProgrammeClass.programme_id == programme.id, TrainingClass.number == number)
    )
    if found is None:
        return Refusal("unknown", say("这个班不在这个项目里，请核对班号。"), field="number")
    session.delete(found)
    words = say("班 %(number)s 从年度项目“%(name)s”移出", number=number, name=programme.name)
    record(session, actor, "programme-class-removed", words, _concern(programme), now=now)
    return None


def classes_without(session: Session, region_code: str, year: int) -> list[TrainingClass]:
    """Return the classes of a division's year that run under no programme, by day."""
    starts_on, ends_on = _year(year)
    found = (
        sa.select(TrainingClass)
        .outerjoin(ProgrammeClass, ProgrammeClass.training_class_id == TrainingClass.id)
        .where(
            ProgrammeClass.programme_id.is_(None),
            TrainingClass.region_code.in_(regions_within(session, [region_code])),
            TrainingClass.state.not_in(_NOT_HELD),
            TrainingClass.opened_on >= starts_on,
            TrainingClass.opened_on <= ends_on,
        )
        .order_by(TrainingClass.opened_on, TrainingClass.id)
    )
    return list(session.scalars(found))


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _concern(programme: Programme) -> Concern:
    return Concern("programme", str(programme.id))
