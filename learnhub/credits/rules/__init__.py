"""What lessons and hours learned elsewhere earn; pure."""

from learnhub.credits.rules.ledger import (
    KIND_APPROVED,
    KIND_POSTED,
    KIND_REVERSED,
    MINUTES_PER_CLASS_HOUR,
    POINTS_PER_LESSON,
    Account,
    CompletedLesson,
    EnrolledLesson,
    Leg,
    Posting,
    completed_lessons,
    legs,
    posting_for,
    posting_key,
    postings_due,
    trial_balance,
)

__all__ = [
    "KIND_APPROVED",
    "KIND_POSTED",
    "KIND_REVERSED",
    "MINUTES_PER_CLASS_HOUR",
    "POINTS_PER_LESSON",
    "Account",
    "CompletedLesson",
    "EnrolledLesson",
    "Leg",
    "Posting",
    "completed_lessons",
    "legs",
    "posting_for",
    "posting_key",
    "postings_due",
    "trial_balance",
]
