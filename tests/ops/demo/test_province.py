"""A made province: small enough for a test, through the same rules, whole by verify."""

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.models import Person
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.ops.models import Demonstration
from learnhub.ops.rules.province import Stage, answers_of, base_places, divisions, group_of, size_of
from learnhub.ops.service import province
from learnhub.providers.models import TrainingBase
from learnhub.regions.service import region_names
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from learnhub.subsidy.models import Claim, ClaimStep

TODAY = date(2026, 11, 23)
CODES = tuple(region_names(PROJECT_DIR / "content"))
SHARE = "1/500"


def test_the_whole_province_has_as_many_of_each_as_it_says() -> None:
    size = size_of(Fraction(1))
    prefectures, counties = divisions(CODES)
    assert (len(prefectures), len(counties)) == (16, 129)
    assert (size.bases, size.courses, size.enrolments) == (400, 3_000, 70_000)
    places = base_places(counties, size.bases)
    assert len(places) == size.bases
    assert Counter(place.level for place in places) == {"county": 372, "prefecture": 16, "provincial": 12}
    assert len({place.county for place in places}) == 123  # six counties are a gap on the board


@pytest.mark.parametrize("share", ["1", "1/10", "1/50", "1/250", "1/500", "1/70000"])
def test_nobody_learns_a_course_twice_and_every_stage_is_there(share: str) -> None:
    size = size_of(Fraction(share))
    groups = [group_of(size, number, TODAY) for number in range(size.groups)]
    learned = Counter((person, group.course) for group in groups for person in group.people)
    assert max(learned.values()) == 1
    assert {person for person, _course in learned} == set(range(size.people))
    assert {group.stage for group in groups} == {None, *Stage}
    assert {group.claim for group in groups} == {0, 1, 2, 4, 6}


def test_what_has_happened_lies_in_the_past() -> None:
    size = size_of(Fraction(1, 10))
    for group in (group_of(size, number, TODAY) for number in range(size.groups)):
        if group.stage is not None and group.stage >= Stage.OVER:
            assert (TODAY - group.days[-1]).days > 60, group
        assert group.enrolled_days_ago >= 7
        if group.stage is Stage.PLANNED:
            assert group.days[0] > TODAY
            assert answers_of(group, 0, size) == 0


@pytest.fixture
def made(
    engine_name: str,
    migrated_address: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[tuple[Flask, Database]]:
    """An empty site of its own: the command commits."""
    if engine_name == "sqlite":
        shutil.copy(migrated_address.removeprefix("sqlite:///"), tmp_path / "province.db")
        address = f"sqlite:///{tmp_path / 'province.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        address = server.new_database(template=migrated_address.rsplit("/", 1)[1])
    settings = Settings(instance_dir=tmp_path, log_files=False, database_url=address)
    make_keys(settings)
    database = Database(address)
    yield create_app(settings, database), database
    database.dispose()


@pytest.mark.survey
def test_a_small_province_that_was_begun_anew_is_whole(
    made: tuple[Flask, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, database = made
    run = app.test_cli_runner().invoke
    every = province.steps
    monkeypatch.setattr(province, "steps", lambda *told: itertools.islice(every(*told), 5))
    assert run(args=["demo", "--province", "--share", SHARE]).exit_code == 0  # interrupted, as it were
    monkeypatch.undo()
    done = run(args=["demo", "--province", "--share", SHARE, "--reset"])
    assert done.exit_code == 0, done.output
    size = size_of(Fraction(SHARE))
    enrolments = size.groups * size.together
    assert f"{enrolments} enrolments" in done.output
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Enrolment.id))) == enrolments
        assert session.scalar(sa.select(sa.func.count(Claim.id))) == 4
        kinds = set(session.scalars(sa.select(ClaimStep.kind)))
        assert {"publicised", "paid"} <= {kind.value for kind in kinds}
        assert all(session.scalars(sa.select(TrainingBase.is_demonstration)))
        assert session.get_one(Demonstration, 1).is_province
    verified = run(args=["verify"])
    assert verified.output.strip().endswith("all whole"), verified.output
    assert app.test_client().get("/demo").status_code == 200
    for path in ("/demo/reset", "/demo/tour"):
        assert app.test_client().get(path).status_code == 404, "a province is only made again by a command"
    refused = run(args=["demo", "--province", "--share", SHARE])
    assert refused.exit_code == 1
    assert "--reset" in refused.output


def test_a_province_only_goes_into_an_empty_site(made: tuple[Flask, Database]) -> None:
    app, database = made
    for arguments in (["--reset"], ["--share", "none"]):
        assert app.test_cli_runner().invoke(args=["demo", "--province", *arguments]).exit_code == 1
    with database.transaction() as session:
        session.add(Person(nickname="甲", nickname_key="甲", password_hash="x", created_at=sa.func.now()))
    refused = app.test_cli_runner().invoke(args=["demo", "--province", "--share", SHARE])
    assert refused.exit_code == 1
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 1
