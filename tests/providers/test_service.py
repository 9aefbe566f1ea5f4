"""Training bases are added once and found by region."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.primitives import Refusal
from learnhub.providers import service
from learnhub.providers.models import BaseLevel, TrainingBase

PLAN = service.BasePlan(
    slug="river-base",
    name="河边培训基地",
    level=BaseLevel.PROVINCIAL,
    region_code="410105",
    listed_on=None,
    address="河边路 3 号",
    phone="0371-1",
    text_contact="",
    access_words="一楼有坡道。",
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def test_a_base_is_added_and_found_by_its_slug(session: Session) -> None:
    made = service.add_base(session, PLAN)
    assert isinstance(made, TrainingBase)
    assert service.base_by_slug_or_none(session, "river-base") is made
    assert service.bases_by_id(session, [made.id, 999]) == [made]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slug": "River"}, "slug-wrong"),
        ({"slug": ""}, "slug-wrong"),
        ({"region_code": "41"}, "region-unknown"),
        ({"phone": "", "text_contact": ""}, "no-contact"),
    ],
)
def test_a_base_that_is_not_whole_is_refused(session: Session, change: dict[str, str], code: str) -> None:
    outcome = service.add_base(session, replace(PLAN, **change))
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


@pytest.mark.parametrize("change", [{"slug": "another"}, {"name": "另一个"}])
def test_slug_and_name_belong_to_one_base_each(session: Session, change: dict[str, str]) -> None:
    service.add_base(session, PLAN)
    outcome = service.add_base(session, replace(PLAN, **change))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "base-taken"


@pytest.mark.parametrize(
    ("codes", "count"), [([""], 1), (["410000"], 1), (["410105"], 1), (["410102"], 0), ([], 0)]
)
def test_bases_are_found_in_a_division_and_all_within_it(
    session: Session, codes: list[str], count: int
) -> None:
    service.add_base(session, PLAN)
    found, total = service.bases_within(session, codes, size=25)
    assert (len(found), total) == (count, count)
