"""Deeds and questions of messages."""

from learnhub.messages.service.addresses import (
    JOB_CODE,
    AddressTold,
    addresses_of,
    code_handler,
    confirm,
    give_address,
    reseal,
    take_away,
)
from learnhub.messages.service.choices import (
    Choices,
    choices_of,
    choose_kinds,
    choose_quiet_hours,
    outside_a_day,
)
from learnhub.messages.service.forgetting import forget_person
from learnhub.messages.service.guardians import tell_of_guardian
from learnhub.messages.service.inbox import (
    UNREAD_COUNTED_MAX,
    MessageTold,
    all_of,
    forget,
    inbox,
    messages_before,
    newest_id,
    of_kind,
    read,
    read_all,
    unread,
    unread_count,
)
from learnhub.messages.service.senders import senders_of
from learnhub.messages.service.sending import (
    DeadTold,
    dead,
    ended_count,
    forget_ended,
    send_handler,
    try_dead_again,
)
from learnhub.messages.service.telling import JOB_SEND, Note, Place, tell, tell_each

__all__ = [
    "JOB_CODE",
    "JOB_SEND",
    "UNREAD_COUNTED_MAX",
    "AddressTold",
    "Choices",
    "DeadTold",
    "MessageTold",
    "Note",
    "Place",
    "addresses_of",
    "all_of",
    "choices_of",
    "choose_kinds",
    "choose_quiet_hours",
    "code_handler",
    "confirm",
    "dead",
    "ended_count",
    "forget",
    "forget_ended",
    "forget_person",
    "give_address",
    "inbox",
    "messages_before",
    "newest_id",
    "of_kind",
    "outside_a_day",
    "read",
    "read_all",
    "reseal",
    "send_handler",
    "senders_of",
    "take_away",
    "tell",
    "tell_each",
    "tell_of_guardian",
    "try_dead_again",
    "unread",
    "unread_count",
]
