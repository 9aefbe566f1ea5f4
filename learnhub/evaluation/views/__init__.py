"""Pages of evaluations: the evaluator's, the office's, and what everybody may read."""

from learnhub.evaluation.views import evaluators, office, public_pages
from learnhub.evaluation.views.blueprint import bp

__all__ = ["bp", "evaluators", "office", "public_pages"]
