"""Deeds and questions of completion."""

from learnhub.completion.service.held import certificates_of, issued_counts
from learnhub.completion.service.issuing import (
    CertificateTold,
    by_code_or_none,
    certificate_or_none,
    in_force_or_none,
    issue,
    issued_to,
    revoke,
)
from learnhub.completion.service.numbers import NumberRow, certificate_numbers
from learnhub.completion.service.records import (
    RecordTold,
    StepGiven,
    add_record,
    record_or_none,
    records_of,
    take_step,
)
from learnhub.completion.service.reviews import (
    CompletionTold,
    Reviewed,
    apply_for_completion,
    completion_of,
    completions_of,
    decide_completion,
    review_class,
    waiting_classes,
)
from learnhub.completion.service.verification import verify

__all__ = [
    "CertificateTold",
    "CompletionTold",
    "NumberRow",
    "RecordTold",
    "Reviewed",
    "StepGiven",
    "add_record",
    "apply_for_completion",
    "by_code_or_none",
    "certificate_numbers",
    "certificate_or_none",
    "certificates_of",
    "completion_of",
    "completions_of",
    "decide_completion",
    "in_force_or_none",
    "issue",
    "issued_counts",
    "issued_to",
    "record_or_none",
    "records_of",
    "review_class",
    "revoke",
    "take_step",
    "verify",
    "waiting_classes",
]
