"""One demonstration region on each engine for all journeys."""

from collections.abc import Iterator

import pytest

from tests.journeys.region import Region, served_region
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """The region on SQLite, as `make run` serves it."""
    with served_region(tmp_path_factory.mktemp("region")) as made:
        yield made


@pytest.fixture(scope="session")
def postgres_region(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[Region]:
    """The same region on PostgreSQL."""
    with served_region(tmp_path_factory.mktemp("postgres-region"), postgres_server.new_database()) as made:
        yield made
