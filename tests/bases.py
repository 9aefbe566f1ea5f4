"""Training bases for tests: the one where most people of tests work, its neighbour, and others."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.providers.models import BaseLevel, TrainingBase
from tests.people import BASE_ID, BASE_REGION, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION

_OWN: dict[str, Any] = {
    "id": BASE_ID,
    "slug": "jinshui",
    "name": "金水培训基地",
    "level": BaseLevel.PROVINCIAL,
    "region_code": BASE_REGION,
    "listed_on": date(2022, 5, 1),
    "address": "花园路 1 号",
    "phone": "0371-12345",
    "text_contact": "ask@example.org",
    "access_words": "门口有坡道，一楼有无障碍卫生间。",
}
_NEIGHBOUR = {
    "id": NEIGHBOUR_BASE_ID,
    "slug": "jinghong",
    "name": "景洪培训基地",
    "region_code": NEIGHBOUR_REGION,
}


def training_base(**told: Any) -> TrainingBase:
    """Return the base of the tests' people; what is told is otherwise."""
    return TrainingBase(**(_OWN | told))


def neighbour_base(**told: Any) -> TrainingBase:
    """Return the base that neighbours work for, in another province."""
    return training_base(**(_NEIGHBOUR | told))


def both_bases(session: Session) -> tuple[TrainingBase, TrainingBase]:
    """Return the bases that the people of the tests belong to, added at the first call."""
    made = [session.get(TrainingBase, one.id) or one for one in (training_base(), neighbour_base())]
    session.add_all(made)
    session.flush()
    return made[0], made[1]


def with_bases(database: Database) -> None:
    """Add both in a transaction of their own."""
    with database.transaction() as session:
        both_bases(session)
