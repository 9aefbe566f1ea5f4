"""Health of the running site, and the pages of a demonstration."""

from learnhub.ops.views import demonstration, health
from learnhub.ops.views.blueprint import bp

__all__ = ["bp", "demonstration", "health"]
