"""Tables of subsidy."""

from learnhub.subsidy.models.claims import Claim, ClaimLine, ClaimStep, PayeeAccount
from learnhub.subsidy.models.records import BlendedRecord, SubsidyLine

__all__ = ["BlendedRecord", "Claim", "ClaimLine", "ClaimStep", "PayeeAccount", "SubsidyLine"]
