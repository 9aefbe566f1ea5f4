"""A site that is no demonstration is never filled, cleared or shown as one."""

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import Person
from learnhub.accounts.service import people
from learnhub.catalogue.rules import NotFound
from learnhub.db import Database
from learnhub.ops.models import Demonstration
from learnhub.ops.service import demonstration
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from tests.ops.demo.conftest import fill_of
from tests.visit import Submit, Visit


def test_a_site_with_a_person_of_its_own_is_never_filled(
    committed_database: Database, settings: Settings
) -> None:
    with committed_database.transaction() as session:
        people.register(session, typed_nickname="小林", password_hash="x", now=instant_now())
    with committed_database.transaction() as session:
        refused = demonstration.load(session, fill_of(settings))
    assert isinstance(refused, Refusal)
    assert refused.code == "not-empty"
    with committed_database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 1


def test_it_is_never_cleared_or_reset(committed_database: Database, settings: Settings) -> None:
    with committed_database.transaction() as session:
        refused = demonstration.reset(session, fill_of(settings))
    assert isinstance(refused, Refusal)
    with (
        pytest.raises(RuntimeError, match="only a demonstration"),
        committed_database.transaction() as session,
    ):
        demonstration.clear(session)


def test_its_pages_are_not_there(visit: Visit, submit: Submit) -> None:
    for endpoint in ("ops.demo", "ops.tour", "ops.confirm_reset"):
        visit(endpoint, status=404)
    submit("ops.enter", {"name": "学员01"}, status=404)
    submit("ops.reset", status=404)
    assert "演示站" not in visit("accounts.sign_in").text


def test_a_whole_demonstration_is_loaded_or_nothing(committed_database: Database, settings: Settings) -> None:
    with pytest.raises(NotFound), committed_database.transaction() as session:
        demonstration.load(session, fill_of(settings))  # the courses it needs aren't there
    with committed_database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 0
        assert session.get(Demonstration, 1) is None
