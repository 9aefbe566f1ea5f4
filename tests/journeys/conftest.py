"""One demonstration region on each engine for all journeys."""

from collections.abc import Iterator

import pytest

from tests.journeys.region import Region, served_region


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """The region on SQLite, as `make run` serves it."""
    with served_region(tmp_path_factory.mktemp("region")) as made:
        yield made
