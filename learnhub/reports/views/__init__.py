"""The pages of reports."""

from learnhub.reports.views import batches, editions, programmes, targets, years
from learnhub.reports.views.blueprint import bp

__all__ = ["batches", "bp", "editions", "programmes", "targets", "years"]
