"""Settle credits from the evidence of learning, reverse them, tell them, verify them."""

from learnhub.credits.service.balances import (
    Balance,
    accounts,
    balance,
    credited_lessons,
    entry_count,
    minutes_by_day,
    recognised_minutes,
)
from learnhub.credits.service.outside import (
    Decision,
    OutsideTold,
    approved_minutes,
    decide_hours,
    hours_of,
    hours_or_none,
    hours_waiting,
    state_hours,
    told_of,
)
from learnhub.credits.service.reversing import REASON_CHARACTERS_MAX, reverse, reverse_unrecognised
from learnhub.credits.service.settling import settle
from learnhub.credits.service.statements import EntryTold, Statement, statement
from learnhub.credits.service.verification import verify

__all__ = [
    "REASON_CHARACTERS_MAX",
    "Balance",
    "Decision",
    "EntryTold",
    "OutsideTold",
    "Statement",
    "accounts",
    "approved_minutes",
    "balance",
    "credited_lessons",
    "decide_hours",
    "entry_count",
    "hours_of",
    "hours_or_none",
    "hours_waiting",
    "minutes_by_day",
    "recognised_minutes",
    "reverse",
    "reverse_unrecognised",
    "settle",
    "state_hours",
    "statement",
    "told_of",
    "verify",
]
