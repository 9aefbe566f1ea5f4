"""Deeds on the one road to publication (docs/authoring.md)."""

from learnhub.authoring.service.publication.deciding import (
    agree,
    agreement_or_none,
    comment,
    publish,
    send_back,
    take,
    withdraw_course,
)
from learnhub.authoring.service.publication.steps import (
    comments_since,
    receipt_by_id,
    steps_of_course,
    steps_of_draft,
    submission_of,
    submission_or_none,
    writers,
)
from learnhub.authoring.service.publication.submitting import Checked, check_revision, submit, take_back

__all__ = [
    "Checked",
    "agree",
    "agreement_or_none",
    "check_revision",
    "comment",
    "comments_since",
    "publish",
    "receipt_by_id",
    "send_back",
    "steps_of_course",
    "steps_of_draft",
    "submission_of",
    "submission_or_none",
    "submit",
    "take",
    "take_back",
    "withdraw_course",
    "writers",
]
