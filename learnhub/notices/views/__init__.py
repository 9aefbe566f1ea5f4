"""Pages of public notices: for everybody, and for the office."""

from learnhub.notices.views import complaints, office, public_pages
from learnhub.notices.views.blueprint import bp

__all__ = ["bp", "complaints", "office", "public_pages"]
