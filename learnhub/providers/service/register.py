"""Add and find training bases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.primitives import Refusal, is_slug, say
from learnhub.providers.models import BaseLevel, BaseLifeStep, TrainingBase
from learnhub.providers.rules.life import UNKNOWN_TO_PUBLIC
from learnhub.regions.rules import contains, is_code


@dataclass(frozen=True)
class BasePlan:
    """A training base as it is to be added. listed_on: the day it was listed (挂牌), None before that."""

    slug: str
    name: str
    level: BaseLevel
    region_code: str
    listed_on: date | None
    address: str
    phone: str
    text_contact: str
    access_words: str
    is_demonstration: bool = False


def add_base(session: Session, plan: BasePlan) -> TrainingBase | Refusal:
    """Add a training base; slug and name belong to one base each."""
    if not is_slug(plan.slug):
        return Refusal("slug-wrong", say("基地的短名用小写字母、数字和连字符，3 到 60 个字。"), field="slug")
    if not is_code(plan.region_code):
        return Refusal("region-unknown", say("地区代码是 6 位数字，例如 410100。"), field="region_code")
    if not plan.phone and not plan.text_contact:
        return Refusal("no-contact", say("请至少写一种联系方式：电话，或者短信、邮箱。"), field="phone")
    taken = sa.select(TrainingBase.id).where(
        sa.or_(TrainingBase.slug == plan.slug, TrainingBase.name == plan.name)
    )
    if session.scalar(taken) is not None:
        return Refusal("base-taken", say("已经有一个基地用了这个名字或短名，请换一个。"), field="name")
    made = TrainingBase(**plan.__dict__)
    session.add(made)
    session.flush()
    return made


def known_bases(session: Session, wanted: Sequence[tuple[str, str]]) -> set[str]:
    """Return the credit codes of those (name, credit code) whose name or code a base has already."""
    names = set(session.scalars(sa.select(TrainingBase.name)))
    codes = set(session.scalars(sa.select(TrainingBase.credit_code)))
    return {code for name, code in wanted if name in names or code in codes}


def base_or_none(session: Session, base_id: int | None) -> TrainingBase | None:
    """Return a base, or None."""
    return session.get(TrainingBase, base_id) if base_id is not None else None


def base_by_id(session: Session, base_id: int) -> TrainingBase:
    """Return a base that a foreign key names."""
    return session.get_one(TrainingBase, base_id)


def base_by_slug_or_none(session: Session, slug: str) -> TrainingBase | None:
    """Return the base with this slug, or None."""
    return session.scalar(sa.select(TrainingBase).where(TrainingBase.slug == slug))


def bases(session: Session, region_codes: Sequence[str] = ()) -> list[TrainingBase]:
    """Return bases by region and name: all of them, or those in these divisions themselves."""
    query = sa.select(TrainingBase).order_by(TrainingBase.region_code, TrainingBase.name)
    return list(
        session.scalars(query.where(TrainingBase.region_code.in_(region_codes)) if region_codes else query)
    )


def bases_by_id(session: Session, base_ids: Sequence[int]) -> list[TrainingBase]:
    """Return these bases by name; ids that are no base's are left out."""
    query = sa.select(TrainingBase).where(TrainingBase.id.in_(base_ids)).order_by(TrainingBase.name)
    return list(session.scalars(query))


def base_names(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """Return the names of these bases by slug; slugs that are no base's are left out."""
    rows = session.execute(
        sa.select(TrainingBase.slug, TrainingBase.name).where(TrainingBase.slug.in_(slugs))
    )
    return {slug: name for slug, name in rows}  # noqa: C416  a Row is no pair


def bases_within(
    session: Session, region_codes: Sequence[str], *, number: int = 1, size: int, is_public: bool = False
) -> tuple[list[TrainingBase], int]:
    """Return one page of the bases in these divisions and all within them, by region and name, and how many there are.

    region_codes: "" is the whole country; no code is no base. is_public: without those that only ask to become a base.
    """
    query = _within(session, region_codes)
    if is_public:
        query = query.where(TrainingBase.id.not_in(_unknown_to_public()))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(TrainingBase.region_code, TrainingBase.name)
    return list(session.scalars(rows.offset((number - 1) * size).limit(size))), total


def _within(session: Session, region_codes: Sequence[str]) -> sa.Select[TrainingBase]:
    known = session.scalars(sa.select(TrainingBase.region_code).distinct())
    within = [code for code in known if any(contains(outer, code) for outer in region_codes)]
    return sa.select(TrainingBase).where(TrainingBase.region_code.in_(within))


def _unknown_to_public() -> sa.Select[int]:
    """Return the ids of the bases that only ask to become one, as a query."""
    last = (
        sa.select(BaseLifeStep.base_id, sa.func.max(BaseLifeStep.position).label("position"))
        .group_by(BaseLifeStep.base_id)
        .subquery()
    )
    return (
        sa.select(BaseLifeStep.base_id)
        .join(
            last,
            sa.and_(BaseLifeStep.base_id == last.c.base_id, BaseLifeStep.position == last.c.position),
        )
        .where(BaseLifeStep.kind.in_(sorted(UNKNOWN_TO_PUBLIC)))
    )
