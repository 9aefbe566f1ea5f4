"""What is taken, how large it may be, and what is said of it; pure."""

from learnhub.media.rules.facts import (
    Container,
    Kind,
    MediaFacts,
    MediaFault,
    Playable,
    Stored,
    StoredState,
    codec_words,
)
from learnhub.media.rules.limits import (
    FORM_BYTES_MAX,
    PIECE_BYTES,
    PIECE_BYTES_MAX,
    Purpose,
    bytes_max,
    bytes_words,
)

__all__ = [
    "FORM_BYTES_MAX",
    "PIECE_BYTES",
    "PIECE_BYTES_MAX",
    "Container",
    "Kind",
    "MediaFacts",
    "MediaFault",
    "Playable",
    "Purpose",
    "Stored",
    "StoredState",
    "bytes_max",
    "bytes_words",
    "codec_words",
]
