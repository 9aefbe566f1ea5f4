"""Two engines, one site, and the visit that checks every page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.app import create_app
from learnhub.db import Database, PinnedDatabase
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys
from tests.browser import browser_page, chromium, live_site  # noqa: F401  fixtures for journeys
from tests.compiled import app_of_a_test, keep_compiled_addresses, keep_read_lessons
from tests.kept_survey import pytest_configure  # noqa: F401  keeps what became of each page, where asked
from tests.people import (  # noqa: F401  the people of every test
    admin,
    auditor,
    base_manager,
    instructor,
    liaison,
    officer,
    other_trainee,
    stranger,
    trainee,
)
from tests.postgres import PostgresServer
from tests.sample_site import sample_database, sample_site  # noqa: F401  one for all packages
from tests.visit import clients, submit, visit  # noqa: F401  fixtures for every test

ENGINES = ("sqlite", "postgresql")
os.environ.setdefault("VOICES", "espeak")  # no test installs the natural voice, or waits for it

# A machine at work on other things is slow, not wrong: no property is judged by the clock.
hypothesis.settings.register_profile("learnhub", deadline=None)
hypothesis.settings.load_profile("learnhub")
keep_compiled_addresses()
keep_read_lessons()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engines", default=",".join(ENGINES), help="engines to test on: sqlite,postgresql (default both)"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" in metafunc.fixturenames:
        engines = metafunc.config.getoption("--engines").split(",")
        if metafunc.definition.get_closest_marker("first_engine") is not None:
            assert "submit" not in metafunc.fixturenames, "what is sent is kept by each engine in its own way"
            engines = engines[:1]
        metafunc.parametrize("engine_name", engines, scope="session")


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the whole program or has a database of its own: `make check` leaves it to `make test`."""
    for item in items:
        if {"app", "committed_database"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.whole)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own on a free port; a machine without one fails here, it never skips."""
    with PostgresServer.started() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_address(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> str:
    """An empty, migrated database; nothing may be committed into it."""
    if engine_name == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'template.db'}"
    else:
        address = request.getfixturevalue("postgres_server").new_database()
    migrate(address, copies=tmp_path_factory.mktemp("copies"), now=instant_now())
    return address


@pytest.fixture(scope="session")
def shared_database(
    engine_name: str, migrated_address: str, request: pytest.FixtureRequest
) -> Iterator[Database]:
    address = migrated_address
    if engine_name == "postgresql":  # PostgreSQL copies a database only while nobody is connected to it
        server = request.getfixturevalue("postgres_server")
        address = server.new_database(template=migrated_address.rsplit("/", 1)[1])
    database = Database(address)
    yield database
    database.dispose()


@pytest.fixture
def database(shared_database: Database) -> Iterator[Database]:
    """A database whose units of work are rolled back after the test."""
    writing = shared_database.engine.execution_options(learnhub_unit="write")
    with writing.connect() as connection:
        outer = connection.begin()
        yield PinnedDatabase(connection)
        outer.rollback()


@pytest.fixture
def committed_database(
    engine_name: str, migrated_address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """A database of this test's own, for several connections, processes and kills."""
    if engine_name == "sqlite":
        source = Path(migrated_address.removeprefix("sqlite:///"))
        target = tmp_path / "own.db"
        with sa.create_engine(migrated_address).connect() as connection:
            connection.exec_driver_sql(f"VACUUM INTO '{target}'")
        assert source.exists()
        address = f"sqlite:///{target}"
    else:
        server = request.getfixturevalue("postgres_server")
        address = server.new_database(template=migrated_address.rsplit("/", 1)[1])
    own = Database(address)
    yield own
    own.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(instance_dir=tmp_path / "instance", log_files=False)
    make_keys(made)
    return made


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return app_of_a_test(settings, database)


@pytest.fixture
def own_app(settings: Settings, database: Database) -> Flask:
    """A program that a test may add addresses to."""
    built = create_app(settings, database)
    built.config["PROPAGATE_EXCEPTIONS"] = True
    return built


@pytest.fixture
def committed_app(settings: Settings, committed_database: Database) -> Callable[[], Flask]:
    """Make apps over a database of this test's own."""
    return lambda: create_app(settings, committed_database)
