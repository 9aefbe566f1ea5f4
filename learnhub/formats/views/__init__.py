"""Lessons in other formats: to read on a page, to fetch as files."""

from learnhub.formats.views import books, braille, ways
from learnhub.formats.views.blueprint import bp

__all__ = ["books", "bp", "braille", "ways"]
