"""Pages of subsidy: the trainee's own, and the office's by class."""

from learnhub.subsidy.views import (
    claims,
    office,
    own,
    own_application,
    own_claims,
    papers,
    policy,
    statements,
)
from learnhub.subsidy.views.blueprint import bp

__all__ = [
    "bp",
    "claims",
    "office",
    "own",
    "own_application",
    "own_claims",
    "papers",
    "policy",
    "statements",
]
