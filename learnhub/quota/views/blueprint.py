"""Where boards and register are joined to the program, and what all of their pages ask."""

from flask import Blueprint, abort
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.providers.models import TrainingBase
from learnhub.providers.service import base_by_slug_or_none, bases_within
from learnhub.regions.service import region_name
from learnhub.web import current_person, settings

bp = Blueprint("quota", __name__)
BASES_MAX = 5_000  # more than a province has; a page shows 25 rows of them


def bases_in_reach(session: Session) -> list[TrainingBase]:
    """Return the bases of the divisions that the person's office looks after, by region and name."""
    return bases_within(session, region_reach(holdings_of(current_person()), {Role.OFFICER}), size=BASES_MAX)[
        0
    ]


def base_in_reach(session: Session, slug: str) -> TrainingBase:
    """Return the base with this slug; 404 where there is none, or where another office looks after it."""
    base = base_by_slug_or_none(session, slug)
    held = holdings_of(current_person())
    if base is None or not reaches(held, {Role.OFFICER}, region_code=base.region_code):
        abort(404)
    return base


def region_of(base: TrainingBase) -> str:
    """Return the full name of the division that a base lies in."""
    return region_name(settings().content_dir, base.region_code)
