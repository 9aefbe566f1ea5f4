"""Settle credits from the evidence of learning, reverse them, tell them, verify them."""

from learnhub.credits.service.balances import (
    Balance,
    balance,
    credited_lessons,
    entry_count,
    minutes_by_day,
    recognised_minutes,
)
from learnhub.credits.service.reversing import REASON_CHARACTERS_MAX, reverse, reverse_unrecognised
from learnhub.credits.service.settling import settle
from learnhub.credits.service.statements import EntryTold, Statement, statement
from learnhub.credits.service.verification import verify

__all__ = [
    "REASON_CHARACTERS_MAX",
    "Balance",
    "EntryTold",
    "Statement",
    "balance",
    "credited_lessons",
    "entry_count",
    "minutes_by_day",
    "recognised_minutes",
    "reverse",
    "reverse_unrecognised",
    "settle",
    "statement",
    "verify",
]
