"""A site with the sample courses and the demonstration region, made once for each engine."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.service import load_course
from learnhub.catalogue.rules import publication_figures
from learnhub.db import Database, PinnedDatabase
from learnhub.ops.adapters.demonstration_files import read_plan
from learnhub.ops.service import demonstration
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from learnhub.storage.service import store_for
from tests.people import Someone

PLAN = read_plan(PROJECT_DIR / "content" / "demo")
_PASSWORD_HASH = hash_password(PLAN.password)


@dataclass(frozen=True)
class DemoSite:
    """A demonstration site; nothing may be committed into it."""

    settings: Settings
    database: Database


def load_courses(database: Database, settings: Settings) -> None:
    """Load every sample course, modules first, as `flask content load` does."""
    now = instant_now()
    rates = publication_figures(figures(settings.content_dir), local_date(now))
    folders = sorted(
        (settings.content_dir / "courses").iterdir(), key=lambda f: (f.name != "public-module", f.name)
    )
    for folder in folders:
        with database.transaction() as session:
            load_course(session, store_for(settings), read_folder(folder), figures=rates, now=now)


def fill_of(settings: Settings) -> demonstration.Fill:
    """Return what loading needs, as of now."""
    return demonstration.Fill.of(settings, PLAN, password_hash=_PASSWORD_HASH, now=instant_now())


@pytest.fixture(scope="session")
def demo_site(
    engine_name: str,
    migrated_address: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[DemoSite]:
    """Courses and demonstration in a database of their own."""
    folder = tmp_path_factory.mktemp("demonstration")
    if engine_name == "sqlite":
        shutil.copy(migrated_address.removeprefix("sqlite:///"), folder / "demo.db")
        address = f"sqlite:///{folder / 'demo.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        address = server.new_database(template=migrated_address.rsplit("/", 1)[1])
    settings = Settings(instance_dir=folder / "instance", database_url=address, log_files=False)
    make_keys(settings)
    database = Database(address)
    load_courses(database, settings)
    with database.transaction() as session:
        assert not isinstance(demonstration.load(session, fill_of(settings)), Refusal)
    yield DemoSite(settings, database)
    database.dispose()


@pytest.fixture
def settings(demo_site: DemoSite) -> Settings:
    """The settings of the demonstration site, in place of an empty site's."""
    return demo_site.settings


@pytest.fixture
def database(demo_site: DemoSite) -> Iterator[Database]:
    """The database of the demonstration site, rolled back after the test, in place of an empty one."""
    with demo_site.database.engine.execution_options(learnhub_unit="write").connect() as connection:
        outer = connection.begin()
        yield PinnedDatabase(connection)
        outer.rollback()


def somebody(database: Database, name: str) -> Someone:
    """Return one of the demonstration's people as a person of the tests."""
    with database.reading() as session:
        entry = demonstration.entry_or_none(session, name)
    assert entry is not None, name
    return Someone(entry.person_id, entry.name, PLAN.password)
