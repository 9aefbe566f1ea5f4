"""Pages of the yearly survey: a person's own, a helper's, an office's."""

from learnhub.needs.views import office, own
from learnhub.needs.views.blueprint import bp

__all__ = ["bp", "office", "own"]
