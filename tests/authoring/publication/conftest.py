"""A road for each test of publication."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases
from tests.authoring.publication.road import Road
from tests.people import Someone


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        add_bases(opened)
        yield opened


@pytest.fixture
def road(session: Session, settings: Settings, instructor: Someone, officer: Someone) -> Road:
    return Road(session, store_for(settings), instructor, officer)
