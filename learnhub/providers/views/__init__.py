"""The pages of training bases."""

from learnhub.providers.views import particulars as particulars
from learnhub.providers.views import public_pages as public_pages
from learnhub.providers.views.blueprint import bp

__all__ = ["bp"]
