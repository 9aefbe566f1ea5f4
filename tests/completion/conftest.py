"""The class of the tests of completion."""

import pytest

from learnhub.db import Database
from learnhub.settings import Settings
from tests.completion.made import Ended, end_class
from tests.people import Someone


@pytest.fixture
def ended(
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
) -> Ended:
    return end_class(
        database, settings, people=(trainee, other_trainee), instructor=instructor, approver=base_manager
    )
