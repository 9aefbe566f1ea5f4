"""Claims: made from records, taken step by step by several people, paid by reference, taken back by an opposing claim."""

from learnhub.subsidy.service.claims.aloud import (
    JOB_STATEMENT,
    ask_for_statement,
    asked_for,
    own_claim_or_none,
    statement_handler,
    statement_sentences,
    statement_sound_or_none,
)
from learnhub.subsidy.service.claims.making import Candidate, candidates, make_claim, oppose, paid_twice
from learnhub.subsidy.service.claims.papers import package, statement
from learnhub.subsidy.service.claims.payees import (
    PayeeTold,
    erase_payees,
    last_money_days,
    payee_number,
    payees_of,
    payees_untouched,
    reseal,
    set_payee,
)
from learnhub.subsidy.service.claims.steps import Deed, take_step
from learnhub.subsidy.service.claims.telling import tell_of_objection
from learnhub.subsidy.service.claims.told import (
    ClaimTold,
    Waiting,
    claim_or_none,
    claim_told,
    claims_of_class,
    claims_of_enrolments,
    claims_waiting,
    next_words,
    paid_by_class,
    step_words,
    steps_of,
)
from learnhub.subsidy.service.claims.verification import verify

__all__ = [
    "JOB_STATEMENT",
    "Candidate",
    "ClaimTold",
    "Deed",
    "PayeeTold",
    "Waiting",
    "ask_for_statement",
    "asked_for",
    "candidates",
    "claim_or_none",
    "claim_told",
    "claims_of_class",
    "claims_of_enrolments",
    "claims_waiting",
    "erase_payees",
    "last_money_days",
    "make_claim",
    "next_words",
    "oppose",
    "own_claim_or_none",
    "package",
    "paid_by_class",
    "paid_twice",
    "payee_number",
    "payees_of",
    "payees_untouched",
    "reseal",
    "set_payee",
    "statement",
    "statement_handler",
    "statement_sentences",
    "statement_sound_or_none",
    "step_words",
    "steps_of",
    "take_step",
    "tell_of_objection",
    "verify",
]
