"""Fill the registers of a made province: bases with what they have, teachers and assessors, targets of the year."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.field import service as field
from learnhub.field.rules import FieldKind, Post, Signing, Sort
from learnhub.notices.rules import WorkingDays
from learnhub.ops.rules.province import PROVINCE, BasePlace
from learnhub.ops.service.demonstration.closing import granted
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date
from learnhub.providers import service as providers
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.providers.rules.life import LifeStep, StepTold
from learnhub.providers.service.life import Office, take_step
from learnhub.quota.service.divisions import BrandTold, name_brand
from learnhub.reports.rules import Measure
from learnhub.reports.service.targets import TargetPlan, add_target

_PAPER = "示例文件（虚构）"
_ASSESSED_OF, _BRAND_OF, _ASSESSOR_OF = 3, 40, 8
_LISTED_DAYS_AGO, _ISSUED_DAYS_AGO = 500, 400


def add_base(
    session: Session, number: int, place: BasePlace, figures: Figures, calendar: WorkingDays, *, now: datetime
) -> TrainingBase:
    """Add a base as listed; one of three is assessed, one of forty has a brand project."""
    today = local_date(now)
    made = granted(
        providers.add_base(
            session,
            providers.BasePlan(
                slug=f"made-base-{number}",
                name=f"示例·培训基地 {number:03d}",
                level=BaseLevel(place.level),
                region_code=place.county,
                listed_on=today - timedelta(days=_LISTED_DAYS_AGO + number),
                address=f"示例路 {number} 号（虚构）",
                phone=f"0871-{number:08d}（虚构）",
                text_contact=f"base-{number}@example.invalid（虚构）",
                access_words="门口是平路，一楼有无障碍卫生间（示例）。",
                is_demonstration=True,
            ),
        )
    )
    if number % _ASSESSED_OF == 0:
        office = Office(Actor(), [Holding(Role.OFFICER)], calendar, figures)
        step = StepTold(LifeStep.ASSESSED, today, document=_PAPER, score=60 + number % 40)
        granted(take_step(session, office, made, step, seen=0, now=now))
    if number % _BRAND_OF == 0:
        brand = BrandTold(f"示例品牌项目 {number}", today, _PAPER)
        granted(name_brand(session, Actor(), made, brand, now=now))
    return made


def add_field(session: Session, number: int, base: TrainingBase, *, by_id: int, now: datetime) -> None:
    """Enter a teacher of a base, and an assessor beside every eighth."""
    today = local_date(now)
    _enter(session, FieldKind.TEACHER, Sort.BASE_TEACHER, f"示例教师 {number:03d}", base, None, by_id, now)
    if number % _ASSESSOR_OF == 0:
        issued = today - timedelta(days=_ISSUED_DAYS_AGO + number * 2)
        _enter(
            session, FieldKind.ASSESSOR, Sort.ASSESSOR, f"示例考评员 {number:03d}", base, issued, by_id, now
        )


def add_targets(session: Session, region: str, value: int, *, by_id: int, now: datetime) -> None:
    """Give a division what it has to reach in the year."""
    year = local_date(now).year
    words = "全省" if region == PROVINCE else "本地"
    plan = TargetPlan(
        region_code=region,
        name=f"示例：{words}残疾人培训",
        measure=Measure.PERSON_TIMES,
        value=value,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        share_type="",
        share_percent=0,
        source="示例：没有文件",
        is_example=True,
    )
    granted(add_target(session, plan, by_id=by_id, now=now))


def _enter(
    session: Session,
    kind: FieldKind,
    sort: Sort,
    name: str,
    base: TrainingBase,
    issued_on: date | None,
    by_id: int,
    now: datetime,
) -> None:
    is_teacher = kind is FieldKind.TEACHER
    plan = field.EntryPlan(
        kind=kind,
        region_code=base.region_code,
        name=name,
        sort=sort,
        works_at=base.name,
        subjects="实操教学（示例）",
        occupation="",
        post=Post.FULL_TIME if is_teacher else None,
        signing=Signing.SIMPLE if is_teacher else None,
        knows_braille=False if is_teacher else None,
        issued_on=issued_on,
        contact="example.invalid（虚构）",
        source="示例名册（虚构）",
    )
    filed_on = local_date(now) - timedelta(days=30)
    granted(field.register(session, plan, filed_on=filed_on, by_id=by_id, now=now))
