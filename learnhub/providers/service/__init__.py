"""Training bases: find them, add them, record their life."""

from learnhub.providers.rules.life import LEVEL_WORDS
from learnhub.providers.service.register import (
    BasePlan,
    add_base,
    base_by_id,
    base_by_slug_or_none,
    base_names,
    base_or_none,
    bases,
    bases_by_id,
    bases_within,
)

__all__ = [
    "LEVEL_WORDS",
    "BasePlan",
    "add_base",
    "base_by_id",
    "base_by_slug_or_none",
    "base_names",
    "base_or_none",
    "bases",
    "bases_by_id",
    "bases_within",
]
