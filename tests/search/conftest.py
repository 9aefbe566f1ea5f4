"""The sample courses for the tests that search in them."""

from tests.sample_site import sample_database, sample_site  # noqa: F401
