"""Find training bases."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.providers.models import BaseLevel, TrainingBase

LEVEL_WORDS = {
    BaseLevel.NATIONAL: "国家级",
    BaseLevel.PROVINCIAL: "省级",
    BaseLevel.PREFECTURE: "州市级",
    BaseLevel.COUNTY: "县级",
}


def base_or_none(session: Session, base_id: int | None) -> TrainingBase | None:
    """Return a base, or None."""
    return session.get(TrainingBase, base_id) if base_id is not None else None


def base_by_slug_or_none(session: Session, slug: str) -> TrainingBase | None:
    """Return the base with this slug, or None."""
    return session.scalar(sa.select(TrainingBase).where(TrainingBase.slug == slug))


def bases(session: Session, region_codes: Sequence[str] = ()) -> list[TrainingBase]:
    """Return bases by region and name: all of them, or those in these divisions themselves."""
    query = sa.select(TrainingBase).order_by(TrainingBase.region_code, TrainingBase.name)
    return list(
        session.scalars(query.where(TrainingBase.region_code.in_(region_codes)) if region_codes else query)
    )
