"""Pages over the sample courses: `visit` opens a site that has them all."""

import pytest
from flask import Flask

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import Settings, make_keys
from tests.sample_site import SampleSite


@pytest.fixture
def database(sample_database: Database) -> Database:
    """The sample site, so that the people of the tests are added to it."""
    return sample_database


@pytest.fixture
def settings(sample_site: SampleSite) -> Settings:
    """Settings whose store holds the files of the sample courses."""
    made = Settings(instance_dir=sample_site.files.parent, log_files=False)
    make_keys(made)
    return made


@pytest.fixture
def empty_site(tmp_path_factory: pytest.TempPathFactory, shared_database: Database) -> Flask:
    """A site without courses."""
    made = Settings(instance_dir=tmp_path_factory.mktemp("empty"), log_files=False)
    make_keys(made)
    return create_app(made, shared_database)
