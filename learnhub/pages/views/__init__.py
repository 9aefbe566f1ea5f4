"""Screens that combine what packages below have."""

from learnhub.pages.views import closing as closing
from learnhub.pages.views import complaint_sums as complaint_sums
from learnhub.pages.views import conformance as conformance
from learnhub.pages.views import helping as helping
from learnhub.pages.views import office as office
from learnhub.pages.views import own_data as own_data
from learnhub.pages.views import own_page as own_page
from learnhub.pages.views import trainee_files as trainee_files
from learnhub.pages.views.screens import bp

__all__ = ["bp"]
