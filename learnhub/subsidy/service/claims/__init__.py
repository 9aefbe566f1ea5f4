"""Claims: made from records, taken step by step by several people, paid by reference, taken back by an opposing claim."""

from learnhub.subsidy.service.claims.making import Candidate, candidates, make_claim, oppose
from learnhub.subsidy.service.claims.papers import package, statement
from learnhub.subsidy.service.claims.payees import PayeeTold, payee_number, payees_of, reseal, set_payee
from learnhub.subsidy.service.claims.steps import Deed, take_step
from learnhub.subsidy.service.claims.told import (
    ClaimTold,
    Waiting,
    claim_or_none,
    claim_told,
    claims_of_class,
    claims_of_enrolments,
    claims_waiting,
    steps_of,
)
from learnhub.subsidy.service.claims.verification import verify

__all__ = [
    "Candidate",
    "ClaimTold",
    "Deed",
    "PayeeTold",
    "Waiting",
    "candidates",
    "claim_or_none",
    "claim_told",
    "claims_of_class",
    "claims_of_enrolments",
    "claims_waiting",
    "make_claim",
    "oppose",
    "package",
    "payee_number",
    "payees_of",
    "reseal",
    "set_payee",
    "statement",
    "steps_of",
    "take_step",
    "verify",
]
