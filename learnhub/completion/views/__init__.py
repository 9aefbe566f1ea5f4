"""Pages of completion: the review, certificates, and checking one by its code."""

from learnhub.completion.views import certificates, checking, numbers, records, reviews
from learnhub.completion.views.blueprint import bp

__all__ = ["bp", "certificates", "checking", "numbers", "records", "reviews"]
