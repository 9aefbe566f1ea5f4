"""Pages about people."""

from learnhub.accounts.views.blueprint import bp

__all__ = ["bp"]
