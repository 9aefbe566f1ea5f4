"""The keys of the site under test."""

import pytest

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.settings import Settings


@pytest.fixture
def keys(settings: Settings) -> SiteKeys:
    return site_keys(settings)
