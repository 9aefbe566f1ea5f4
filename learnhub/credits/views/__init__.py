"""A person's own ledger, and hours that were learned on other platforms."""

from learnhub.credits.views import outside, outside_office, statement
from learnhub.credits.views.blueprint import bp

__all__ = ["bp", "outside", "outside_office", "statement"]
