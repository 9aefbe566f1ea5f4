"""The public pages of training bases."""

from dataclasses import replace

import pytest

from learnhub.db import Database
from learnhub.providers import service
from learnhub.providers.models import TrainingBase
from tests.classes import both_bases
from tests.people import BASE_ID, Someone
from tests.providers.test_service import PLAN
from tests.visit import Visit


@pytest.mark.parametrize("who", ["stranger", "trainee", "officer"])
def test_anybody_finds_a_base_how_to_get_in_and_how_to_write_to_it(
    visit: Visit, database: Database, request: pytest.FixtureRequest, who: str
) -> None:
    person: Someone | None = request.getfixturevalue(who)
    with database.transaction() as session:
        both_bases(session)
    page = visit("providers.bases", person)
    assert "省级，河南省郑州市金水区" in page.words
    page = visit(page.links["金水培训基地"], person)
    assert "门口有坡道" in page.words
    assert "文字联系ask@example.org" in page.words
    assert "演示用的基地" not in page.words


def test_a_demonstration_base_says_that_it_is_none(visit: Visit, database: Database) -> None:
    with database.transaction() as session:
        both_bases(session)
        session.get_one(TrainingBase, BASE_ID).is_demonstration = True
    assert "不是真的单位" in visit("providers.base", slug="jinshui").words


def test_what_is_not_there_is_said(visit: Visit) -> None:
    assert "还没有登记培训基地" in visit("providers.bases").words
    visit("providers.base", status=404, slug="no-such-base")


def test_a_long_list_comes_in_pages(visit: Visit, database: Database) -> None:
    with database.transaction() as session:
        for number in range(27):
            service.add_base(session, replace(PLAN, slug=f"base-{number:02d}", name=f"基地 {number:02d}"))
    page = visit("providers.bases")
    assert "基地 24" in page.words
    assert "基地 25" not in page.words
    assert "基地 26" in visit(page.links["下一页"]).words
