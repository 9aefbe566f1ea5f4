"""Pages of subsidy: the trainee's own, and the office's by class."""

from learnhub.subsidy.views import office, own, policy
from learnhub.subsidy.views.blueprint import bp

__all__ = ["bp", "office", "own", "policy"]
