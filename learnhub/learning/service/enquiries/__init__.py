"""Questions to a teacher: ask, answer, share, and make help for everybody of them.

Nothing of this is evidence of learning: it stands in no chain and earns nothing (docs/decisions/0046).
"""

from learnhub.learning.service.enquiries.answering import (
    ANSWERERS,
    answer,
    base_of,
    enquiry_of_bases_or_none,
    has_teacher,
    open_among,
    queue,
    refusal_to_answer,
)
from learnhub.learning.service.enquiries.asking import (
    answers_by,
    ask,
    enquiries_of,
    enquiries_shared_among,
    own_enquiry_or_none,
    refusal_to_ask,
    set_sharing,
    unshare_all_of,
    withdraw,
)
from learnhub.learning.service.enquiries.frequent import (
    FrequentTold,
    add_frequent,
    frequent_answers,
    frequent_of_bases,
    frequent_of_bases_or_none,
    frequent_or_none,
    renew_frequent,
    shown_sendings,
    take_back_frequent,
)

__all__ = [
    "ANSWERERS",
    "FrequentTold",
    "add_frequent",
    "answer",
    "answers_by",
    "ask",
    "base_of",
    "enquiries_of",
    "enquiries_shared_among",
    "enquiry_of_bases_or_none",
    "frequent_answers",
    "frequent_of_bases",
    "frequent_of_bases_or_none",
    "frequent_or_none",
    "has_teacher",
    "open_among",
    "own_enquiry_or_none",
    "queue",
    "refusal_to_answer",
    "refusal_to_ask",
    "renew_frequent",
    "set_sharing",
    "shown_sendings",
    "take_back_frequent",
    "unshare_all_of",
    "withdraw",
]
