"""The lesson page and the acts on it."""

from learnhub.learning.views.lessons import bp

__all__ = ["bp"]
