"""Lessons in other formats: to read on a page, to fetch as files."""

from learnhub.formats.views import books, ways
from learnhub.formats.views.blueprint import bp

__all__ = ["books", "bp", "ways"]
