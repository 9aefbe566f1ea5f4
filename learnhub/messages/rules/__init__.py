"""What can be told, over which channels, and when; pure."""

from learnhub.messages.rules.channels import CHANNEL_WORDS, Channel
from learnhub.messages.rules.kinds import KINDS, SENTENCE_CHARACTERS_MAX, Group, Kind, KindTold, sentence_of

__all__ = [
    "CHANNEL_WORDS",
    "KINDS",
    "SENTENCE_CHARACTERS_MAX",
    "Channel",
    "Group",
    "Kind",
    "KindTold",
    "sentence_of",
]
