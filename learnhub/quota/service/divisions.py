"""Where divisions stand with what their offices owe: courses of their bases, listed bases, brand projects."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.primitives import Refusal, local_date, say
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.life import LISTED_STANDINGS
from learnhub.providers.service.life import lives
from learnhub.quota.models import BrandProject
from learnhub.quota.rules import Measure, QuotaRule, QuotaStatus, gap_before, owes, quota_status
from learnhub.quota.service.boards import course_facts
from learnhub.regions.rules import contains


@dataclass(frozen=True)
class DivisionDuty:
    """A division and one rule that its office owes something by."""

    region_code: str
    rule: QuotaRule


@dataclass(frozen=True)
class DivisionStatus:
    """Where a division stands. gap_before: the gap of rules.TREND_DAYS ago, None where the period had not begun."""

    duty: DivisionDuty
    status: QuotaStatus
    gap_before: int | None


@dataclass(frozen=True)
class BrandTold:
    """A brand project as an office enters it. document: title and number."""

    title: str
    named_on: date
    document: str


def division_duties(
    codes: Collection[str], reach: Sequence[str], known: Sequence[QuotaRule], today: date, *, ended: bool
) -> list[DivisionDuty]:
    """Return what the divisions of a reach owe, by division and rule: by rules that have ended, or by all others.

    codes: of all divisions that the site knows. reach: divisions of an office, ("",) for the whole country.
    """
    within = sorted(code for code in codes if any(contains(outer, code) for outer in reach))
    return [
        DivisionDuty(code, rule)
        for code in within
        for rule in known
        if (rule.ends_on < today) is ended and owes(rule, code)
    ]


def division_statuses(
    session: Session, owed: Sequence[DivisionDuty], bases: Sequence[TrainingBase], today: date
) -> list[DivisionStatus]:
    """Return where divisions stand, in the same order; as many queries, however many there are.

    bases: at least those of the divisions.
    """
    codes = {duty.region_code for duty in owed}
    within = [base for base in bases if any(contains(code, base.region_code) for code in codes)]
    ids = [base.id for base in within]
    facts, listed, brands = (
        course_facts(session, ids),
        _listed_days(session, within),
        _brand_days(session, ids),
    )
    found = []
    for duty in owed:
        own = [base.id for base in within if contains(duty.region_code, base.region_code)]
        days: list[date] = []
        if duty.rule.measure is Measure.LISTED_BASES:
            days = [listed[base_id] for base_id in own if base_id in listed]
        elif duty.rule.measure is Measure.BRAND_PROJECTS:
            days = [day for base_id in own for day in brands.get(base_id, ())]
        courses = [fact for base_id in own for fact in facts[base_id]]
        found.append(
            DivisionStatus(
                duty,
                quota_status(duty.rule, courses, today, counted_apart=days),
                gap_before(duty.rule, courses, today, counted_apart=days),
            )
        )
    return found


def brands_of(session: Session, bases: Sequence[TrainingBase]) -> list[BrandProject]:
    """Return the brand projects of these bases, the newest first."""
    ids = [base.id for base in bases]
    query = sa.select(BrandProject).where(BrandProject.base_id.in_(ids))
    return list(session.scalars(query.order_by(BrandProject.named_on.desc(), BrandProject.id.desc())))


def name_brand(
    session: Session, actor: Actor, base: TrainingBase, told: BrandTold, *, now: datetime
) -> BrandProject | Refusal:
    """Record that an office named a project of a base a brand; the caller has seen to it that the base is the office's."""
    if told.named_on > local_date(now):
        return Refusal("day-to-come", say("日期还没有到。请填写已经发生的那一天。"), field="named_on")
    known = sa.select(BrandProject.id).where(
        BrandProject.base_id == base.id,
        BrandProject.title == told.title,
        BrandProject.named_on == told.named_on,
    )
    if session.scalar(known) is not None:
        return Refusal("brand-known", say("这个品牌项目已经登记过了，不用再登记。"), field="title")
    made = BrandProject(
        base_id=base.id,
        title=told.title,
        named_on=told.named_on,
        document=told.document,
        by_id=actor.person_id,
        recorded_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        "brand-named",
        say("品牌项目“%(title)s”（基地“%(base)s”）", title=told.title, base=base.name),
        Concern("training-base", str(base.id)),
        now=now,
    )
    return made


def _listed_days(session: Session, bases: Sequence[TrainingBase]) -> Mapping[int, date]:
    """Return since when each base that is listed now is listed; the others are left out."""
    known = lives(session, bases)
    return {
        base.id: base.listed_on
        for base in bases
        if base.listed_on is not None and known[base.id].standing.step in LISTED_STANDINGS
    }


def _brand_days(session: Session, base_ids: Sequence[int]) -> Mapping[int, list[date]]:
    found: dict[int, list[date]] = {}
    for base_id, day in session.execute(
        sa.select(BrandProject.base_id, BrandProject.named_on).where(BrandProject.base_id.in_(base_ids))
    ):
        found.setdefault(base_id, []).append(day)
    return found
