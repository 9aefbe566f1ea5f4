"""Pages of auditors and officers: seals, records down to their rows, samples, lists to compare with, who saw a whole number."""

from learnhub.oversight.views import claims, lists, records, samples, seals, unmasked
from learnhub.oversight.views.blueprint import bp

__all__ = ["bp", "claims", "lists", "records", "samples", "seals", "unmasked"]
