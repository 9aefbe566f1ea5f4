"""Pages of announcements: for everybody, and for the office."""

from learnhub.announcements.views import office, public_pages
from learnhub.announcements.views.blueprint import bp

__all__ = ["bp", "office", "public_pages"]
