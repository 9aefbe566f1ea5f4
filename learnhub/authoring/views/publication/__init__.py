"""Pages of the road to publication."""

from learnhub.authoring.views.publication import decisions, review, submitting

__all__ = ["decisions", "review", "submitting"]
