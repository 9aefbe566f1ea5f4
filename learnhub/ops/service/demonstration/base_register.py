"""What the register knows of the bases of the demonstration: what they have, an assessment, a brand project."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.notices.service import working_days
from learnhub.ops.rules.demonstration import DemoBase
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.life import LifeStep, StepTold
from learnhub.providers.rules.particulars import FACILITY_WORDS, Nature, Particulars, areas
from learnhub.providers.service.life import Office, take_step
from learnhub.providers.service.particulars import mend
from learnhub.quota.service.divisions import BrandTold, name_brand
from learnhub.reports.rules import ListKind
from learnhub.reports.service import lists
from learnhub.reports.service.reached import add_holders

_DISTRICT, _HOLDERS = "410105", 40
_DOCUMENT = "演示文件（虚构）"


def furnish_base(
    session: Session,
    told: DemoBase,
    base: TrainingBase,
    figures: Figures,
    content_dir: Path,
    *,
    now: datetime,
) -> None:
    """Let a base of the demonstration say what it has, and its office record what it decided; ValueError when the plan contradicts a rule."""
    read = areas(told.areas)
    if isinstance(read, Refusal) or not set(told.facilities) <= FACILITY_WORDS.keys():
        raise ValueError(f"{told.slug}: areas or facilities")
    particulars = Particulars(
        credit_code="",
        specialities=told.specialities,
        facilities=told.facilities,
        areas=read,
        address=told.address,
        phone=told.phone,
        text_contact=told.text_contact,
        access_words=told.access_words,
        nature=Nature(told.nature),
    )
    outcomes: list[object] = [mend(session, Actor(), base, particulars, now=now)]
    if told.score is not None:
        office = Office(Actor(), [Holding(Role.OFFICER)], working_days(session, content_dir), figures)
        step = StepTold(LifeStep.ASSESSED, local_date(now), document=_DOCUMENT, score=told.score)
        outcomes.append(take_step(session, office, base, step, seen=0, now=now))
    if told.brand:
        brand = BrandTold(told.brand, local_date(now), _DOCUMENT)
        outcomes.append(name_brand(session, Actor(), base, brand, now=now))
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            raise ValueError(f"{told.slug}: {outcome.sentence}")


def publish_projects(session: Session, officer_id: int, figures: Figures, *, now: datetime) -> None:
    """Let the office of a district publish what its bases teach, where anything can be enrolled in, and bring a count of others."""
    add_holders(
        session, _DISTRICT, [(_DISTRICT, _HOLDERS)], counted_on=local_date(now), source="示例：演示用的数字，不是真的统计",
        by_id=officer_id, now=now,
    )  # fmt: skip
    seen = lists.seen_of(lists.rows_now(session, ListKind.PROJECTS, _DISTRICT, figures, local_date(now)))
    lists.publish_list(
        session, Actor(officer_id), ListKind.PROJECTS, _DISTRICT, figures=figures, words="演示：第一次公布（虚构）",
        seen=seen, now=now,
    )  # fmt: skip
